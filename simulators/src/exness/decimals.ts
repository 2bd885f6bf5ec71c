const UNITS = 100_000_000;

/** The sum without the dust of binary fractions: 0.1 and 0.2 are 0.3. Eight decimal places, below 90 million. */
export function addDecimals(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.round(value * UNITS), 0) / UNITS;
}

/** The sum of amounts like `"3.41"`, written in the same way. */
export function addMoney(amounts: readonly string[]): string {
  const cents = amounts.reduce((sum, amount) => sum + Math.round(Number(amount) * 100), 0);
  return (cents / 100).toFixed(2);
}
