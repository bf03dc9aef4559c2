import { useSyncExternalStore } from "react";

const dark = matchMedia("(prefers-color-scheme: dark)");

/** Which colours the page has now; changes when the system or the switch does. For what is drawn and not styled. */
export function useColours(): string {
  return useSyncExternalStore(follow, () => `${document.documentElement.dataset["theme"] ?? "system"} ${String(dark.matches)}`);
}

function follow(changed: () => void): () => void {
  const watch = new MutationObserver(changed);
  watch.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", changed);
  return () => {
    watch.disconnect();
    dark.removeEventListener("change", changed);
  };
}
