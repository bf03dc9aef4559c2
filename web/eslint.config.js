import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// The arrows of the folders: app → features → shared.
const no = (group, message) => ({ "no-restricted-imports": ["error", { patterns: [{ group, message }] }] });

export default tseslint.config(
  { ignores: ["dist", "src/shared/schema.ts", "*.config.*"] },
  ...tseslint.configs.strictTypeChecked,
  jsxA11y.flatConfigs.strict,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  { files: ["src/features/**"], rules: no(["**/app/*"], "Features know nothing of the app.") },
  { files: ["src/shared/**"], rules: no(["**/app/*", "**/features/**"], "What is shared knows no feature.") },
);
