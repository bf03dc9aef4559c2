import { useEffect } from "react";
import { useNavigate } from "react-router";

/** The keys that hold on every page, except while someone writes. */
export function useKeys(onHelp: () => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    function pressed(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target) || document.querySelector("dialog[open]")) return;
      switch (event.key) {
        case "/": document.querySelector<HTMLElement>("[data-search]")?.focus(); break;
        case "n": void navigate("/launch"); break;
        case "?": onHelp(); break;
        case "j": step(1); break;
        case "k": step(-1); break;
        default: return;
      }
      event.preventDefault();
    }
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [navigate, onHelp]);
}

function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox], [type=radio], [type=range]), select, textarea");
}

// Rows are links: Enter opens the one that has the focus, as it opens any link.
function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const here = rows.findIndex((row) => row === document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, here < 0 ? 0 : here + by))]?.focus();
}
