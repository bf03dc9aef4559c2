const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** So many bytes, in the largest unit that leaves at least one of it. */
export function bytes(count: number): string {
  let [amount, unit] = [count, 0];
  while (amount >= 1024 && unit < UNITS.length - 1) [amount, unit] = [amount / 1024, unit + 1];
  return `${unit === 0 ? amount : amount.toFixed(1)} ${UNITS[unit]}`;
}
