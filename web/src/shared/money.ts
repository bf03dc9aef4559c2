/** An amount for people: two decimals, four where it would otherwise show as nothing. */
export function money(amount: number, currency: string): string {
  return told(amount, currency, isSmall(amount) ? 4 : 2);
}

/** The price of an hour, always to the same place: prices are compared. */
export function rate(hourly: number, currency: string): string {
  return told(hourly, currency, 4);
}

/** Amounts that stand side by side, all with as many decimals as the smallest needs. */
export function moneys(amounts: readonly number[], currency: string): string[] {
  const digits = amounts.some(isSmall) ? 4 : 2;
  return amounts.map((amount) => told(amount, currency, digits));
}

function isSmall(amount: number): boolean {
  return amount !== 0 && Math.abs(amount) < 0.1;
}

function told(amount: number, currency: string, digits: number): string {
  return new Intl.NumberFormat("en", { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(amount);
}
