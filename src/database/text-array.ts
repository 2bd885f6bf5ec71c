const TEXT_OID = 25;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/**
 * A `text[]` parameter in PostgreSQL's binary format (array_send of its arrayfuncs.c): 20 bytes of header, then a
 * length and the UTF-8 bytes of each element; -1 stands for null. As text, each quote and backslash of a thousand
 * values would be escaped here and read back there.
 */
export function textArray(values: readonly (string | null)[]): Buffer {
  const bytes = Buffer.allocUnsafe(byteCount(values));
  bytes.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  bytes.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  bytes.writeInt32BE(TEXT_OID, 8);
  if (values.length === 0) {
    return bytes;
  }
  bytes.writeInt32BE(values.length, 12);
  bytes.writeInt32BE(1, 16);
  let offset = HEADER_BYTES;
  for (const value of values) {
    const length = value === null ? 0 : bytes.write(value, offset + LENGTH_BYTES);
    bytes.writeInt32BE(value === null ? -1 : length, offset);
    offset += LENGTH_BYTES + length;
  }
  return bytes;
}

function byteCount(values: readonly (string | null)[]): number {
  if (values.length === 0) {
    return HEADER_BYTES - 2 * LENGTH_BYTES;
  }
  let count = HEADER_BYTES + values.length * LENGTH_BYTES;
  for (const value of values) {
    count += value === null ? 0 : Buffer.byteLength(value);
  }
  return count;
}

/** An array parameter of numbers, as PostgreSQL spells it: the driver would quote each of them. */
export function numberArray(values: readonly number[]): string {
  return `{${values.join()}}`;
}
