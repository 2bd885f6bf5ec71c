const DECIMAL = /^(\d+)(?:\.(\d{1,2}))?$/u;

/** Kopecks as the vendor's decimal: `6300.0`, `99.5`, `99.95`. */
export function formatKopecks(kopecks: number): string {
  const sign = kopecks < 0 ? '-' : '';
  const whole = Math.floor(Math.abs(kopecks) / 100);
  const fraction = String(Math.abs(kopecks) % 100).padStart(2, '0');
  return `${sign}${whole}.${fraction.replace(/0$/u, '')}`;
}

/** Kopecks of a decimal that is not negative and has at most two places; null for anything else. */
export function parseKopecks(decimal: string): number | null {
  const [, whole, fraction = ''] = DECIMAL.exec(decimal) ?? [];
  return whole === undefined ? null : Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
}
