import { ControlError } from '../core/vendor.js';
import type { WisproClient } from './wispro.payloads.js';

/** New values of a client, in the vendor's own words. */
export type WisproClientPatch = {
  readonly [Field in Exclude<keyof WisproClient, 'id' | 'password'>]?: WisproClient[Field];
};

type Kind = 'text' | 'text or null' | 'boolean' | 'number';

const FIELDS: Readonly<Record<keyof WisproClientPatch, Kind>> = {
  public_id: 'number',
  custom_id: 'text or null',
  name: 'text',
  email: 'text or null',
  address: 'text or null',
  phone: 'text',
  phone_mobile: 'text',
  phone_mobile_verified: 'boolean',
  national_identification_number: 'text or null',
  city: 'text or null',
  state: 'text or null',
  details: 'text or null',
  zone_name: 'text or null',
  collector_id: 'text or null',
  seller_id: 'text or null',
  neighborhood_id: 'text or null',
  created_at: 'text',
  updated_at: 'text',
  link_mobile_login: 'text',
};

/** Throws a ControlError for what the vendor could not store; such values belong into `mutateRecords` of a fault. */
export function checkClientPatch(patch: WisproClientPatch): void {
  for (const [field, value] of Object.entries(patch) as [string, unknown][]) {
    const kind = Object.hasOwn(FIELDS, field) ? FIELDS[field as keyof WisproClientPatch] : undefined;
    if (kind === undefined) {
      throw new ControlError(`patch.${field} is not a field that can be changed.`);
    }
    if (!fits(value, kind)) {
      throw new ControlError(`patch.${field} must be a ${kind}.`);
    }
  }
}

function fits(value: unknown, kind: Kind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'text or null':
      return value === null || typeof value === 'string';
    default:
      return typeof value === kind;
  }
}
