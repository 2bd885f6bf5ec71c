/** What a caller wants of a stock: to set it, or to move it by a number of pieces. */
export type StockChange =
  { readonly kind: 'set'; readonly stockQuantity: number } | { readonly kind: 'move'; readonly by: number };

const STOCK_MAX = 2_147_483_647;

/** The stock after the change, or the sentence that says why there cannot be such a stock. Pure. */
export function stockAfter(present: number, change: StockChange): number | string {
  if (change.kind === 'set') {
    return change.stockQuantity;
  }
  const next = present + change.by;
  if (next < 0) {
    return `subtracts more than the ${present} pieces in stock`;
  }
  return next > STOCK_MAX ? 'adds more than can be counted' : next;
}
