/** Codes 0, 1, 2, 3, 4, 5, 7 and 8 of the vendor; 6 is unused. UPSTREAM-APIS §3.1. */
export const STRATTERA_STATUSES = [
  'initialized',
  'unpaid',
  'paid',
  'processing',
  'shipped',
  'cancelled',
  'overdue',
  'refunded',
] as const;

export type StratteraStatus = (typeof STRATTERA_STATUSES)[number];

/** One element of `GET /orders`, byte for byte as the vendor orders its fields. */
export interface StratteraOrder {
  readonly id: number;
  readonly status: StratteraStatus;
  /** `dd.mm.yyyy HH:MM:SS` in Moscow, no offset. Moves while the order is unpaid. */
  readonly created_at: string;
  readonly shipped_at: string | null;
  /** Set when the status becomes `processing`, and again on every save while it is. */
  readonly paid_at: string | null;
  /** A decimal as a string: items plus delivery minus bonus. */
  readonly total_amount: string;
  /** Roubles: 0 or 500. */
  readonly delivery_cost: number;
  /** Roubles. */
  readonly bonus: number;
  /** A bank and a holder's name: personal data. */
  readonly bank_card: string | null;
  readonly user: StratteraUser;
  readonly order_items: readonly StratteraOrderItem[];
}

export interface StratteraUser {
  readonly id: number;
  /** Really the address. */
  readonly city: string | null;
  /** Middle, first and last name joined by blanks, so it may be `"  "` or begin with a blank. */
  readonly full_name: string;
}

/** No product id: the name is looked up when the list is made, and null when the product is gone. */
export interface StratteraOrderItem {
  readonly quantity: number;
  readonly price: string;
  readonly name: string | null;
}

/** One element of `GET /products`: the vendor's table row. A null price marks a category. */
export interface StratteraProduct {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly price: string | null;
  readonly stock_quantity: number;
  /** ISO 8601 with milliseconds and +03:00, as the other two instants. */
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
  /** Ids of the categories above, joined by `/`. */
  readonly ancestry: string | null;
  readonly weight: string | null;
  readonly dosage_form: string | null;
  readonly package_quantity: number | null;
  readonly main_ingredient: string | null;
  readonly brand: string | null;
  readonly old_price: string | null;
}
