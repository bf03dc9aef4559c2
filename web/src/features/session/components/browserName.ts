const BROWSERS = [["Edg", "Edge"], ["OPR", "Opera"], ["Firefox", "Firefox"], ["HeadlessChrome", "Chrome"], ["Chrome", "Chrome"], ["Version", "Safari"]] as const;
const SYSTEMS = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS", "macOS"], ["Linux", "Linux"]] as const;

/** What a browser calls itself, as people call it: Firefox 140, Linux. What is not known stands as it is. */
export function browserName(told: string | null): string {
  if (!told) return "unknown";
  const version = BROWSERS.map(([sign, name]) => [name, new RegExp(`${sign}/(\\d+)`).exec(told)?.[1]] as const).find(([, number]) => number);
  const system = SYSTEMS.find(([sign]) => told.includes(sign))?.[1];
  return version ? [version.join(" "), system].filter(Boolean).join(", ") : told;
}
