import { z } from 'zod';

const text = z.string().nullish();
const wholeNumber = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,9}$/)]).transform(Number);

/**
 * Every answer of Wispro, errors included: HTTP says 200 and `status` says what it is (UPSTREAM-APIS §2.1). Without a
 * `status` it is not Wispro that answers.
 */
export const envelopePayload = z.looseObject({ status: wholeNumber });

/** A page of a list. `meta` without its pagination is drift: nobody could tell where such a list ends. */
export const listPayload = z.looseObject({
  meta: z.looseObject({
    pagination: z.looseObject({
      total_records: wholeNumber,
      total_pages: wholeNumber,
      current_page: wholeNumber.nullish(),
    }),
  }),
  // One client has been seen that was not in an array.
  data: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown()).transform((one) => [one])]),
});

/** One client. Unknown keys are left out here: they are reported as drift, never an error. */
export const clientPayload = z.object({
  id: z.string().min(1).max(100),
  name: text,
  email: text,
  address: text,
  phone: text,
  phone_mobile: text,
  // Wispro always sends it. Without the key it is a stored copy, of which personal data was left out.
  national_identification_number: z.union([z.string(), z.int().nonnegative()]).nullable(),
  details: text,
  zone_name: text,
});

/** What Wispro also sends and nothing is made of; `link_mobile_login` carries a login token (W12). */
const IGNORED_KEYS = [
  'public_id',
  'custom_id',
  'password',
  'city',
  'state',
  'phone_mobile_verified',
  'collector_id',
  'seller_id',
  'neighborhood_id',
  'created_at',
  'updated_at',
  'link_mobile_login',
];

export type ClientPayload = z.infer<typeof clientPayload>;

const KNOWN_KEYS: ReadonlySet<string> = new Set([...Object.keys(clientPayload.shape), ...IGNORED_KEYS]);

/** The keys of a client, as it came, that neither our schema nor the contract knows. */
export function unknownClientKeys(client: object): string[] {
  return Object.keys(client)
    .filter((key) => !KNOWN_KEYS.has(key))
    .map((key) => (/^[\w.-]{1,60}$/.test(key) ? key : '(unprintable key)'));
}
