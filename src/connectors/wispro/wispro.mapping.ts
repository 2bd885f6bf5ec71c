import type { z } from 'zod';
import type { FieldValue, MappedPayload } from '../../flow/external-source/external-source.public.js';
import { nationalIdText, readNationalId } from '../../modules/wispro/wispro.public.js';
import { type ClientPayload, clientPayload, unknownClientKeys } from './wispro.payloads.js';

/** What a subscriber is called of whom Wispro has no name, until it has one. */
const NAMELESS = 'Sin nombre';

/**
 * One client of Wispro as a user. Pure. `name`, `email`, `address` and `zone` are Wispro's for good, the rest is given
 * to new users only (W5, W6). A client without a document number cannot sign in: it updates the user that it is, and
 * makes none until it has one. No two such clients are ever one.
 */
export function mapClient(payload: unknown): MappedPayload {
  const parsed = clientPayload.safeParse(payload);
  if (!parsed.success) {
    return { kind: 'rejected', externalId: idOf(payload), reason: describe(parsed.error) };
  }
  const client = parsed.data;
  const number = textOf(client.national_identification_number);
  const nationalId = readNationalId(number, client.details);
  const name = blankToNull(client.name);
  return {
    kind: 'record',
    record: {
      externalId: client.id,
      fields: ownedFields(client, name),
      initialFields:
        name === null
          ? { name: NAMELESS, ...firstValues(client, nationalId) }
          : firstValues(client, nationalId),
      ...(nationalId === null
        ? { skippedUnlessStored: number === null ? 'no-national-id' : 'unreadable-national-id' }
        : {}),
    },
    unknownKeys: unknownClientKeys(payload as object),
  };
}

/** Not every tenant has zones: a key that is not there says nothing, where a null says that there is no value. */
function ownedFields(client: ClientPayload, name: string | null): Record<string, FieldValue> {
  const { email, address, zone_name: zone } = client;
  const fields: Record<string, FieldValue> = { idWispro: client.id };
  if (name !== null) {
    fields.name = name;
  }
  if (email !== undefined) {
    fields.email = blankToNull(email?.trim());
  }
  if (address !== undefined) {
    fields.address = blankToNull(address);
  }
  if (zone !== undefined) {
    fields.zone = blankToNull(zone);
  }
  return fields;
}

/** What only a new user gets; afterwards it is the user's own. */
function firstValues(
  client: ClientPayload,
  nationalId: ReturnType<typeof readNationalId>,
): Record<string, FieldValue> {
  return {
    code: nationalId?.digits ?? null,
    idNumber: nationalId === null ? null : nationalIdText(nationalId),
    phone: blankToNull(client.phone_mobile) ?? blankToNull(client.phone),
    planId: null,
    status: true,
    role: 0,
  };
}

function textOf(given: string | number | null): string | null {
  return blankToNull(given === null ? null : String(given));
}

/** A text stays as it was given (X6), but for one that says nothing: that is no text (E16). */
function blankToNull(text: string | null | undefined): string | null {
  return text == null || text.trim() === '' ? null : text;
}

/** The id of a payload that failed, when it has one worth showing. */
function idOf(payload: unknown): string | null {
  const id: unknown = typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'id') : null;
  return typeof id === 'string' && /^[\w-]{1,100}$/.test(id) ? id : null;
}

function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'record'}: ${issue.message}`)
    .join('; ');
}
