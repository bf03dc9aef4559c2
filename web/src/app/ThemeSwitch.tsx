import { useState } from "react";
import { applyTheme, readTheme, type Theme } from "../shared/theme";

/** Light, dark, or as the system has it. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(readTheme);
  return (
    <select aria-label="Colours" value={theme} onChange={(event) => { const chosen = event.target.value as Theme; applyTheme(chosen); setTheme(chosen); }}>
      <option value="system">system</option>
      <option value="light">light</option>
      <option value="dark">dark</option>
    </select>
  );
}
