import type { VendorAnswer } from '../core/vendor.js';
import { one, refusal } from './altegio.answers.js';

const URLS_MAX = 10;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
const EVENTS = [
  'salon',
  'service_category',
  'service',
  'master',
  'good',
  'client',
  'record',
  'goods_operations_sale',
  'goods_operations_receipt',
  'finances_operation',
] as const;

/** What `GET /hooks_settings/:company` shows. */
type HookFlags = Readonly<Record<'active' | (typeof EVENTS)[number], 0 | 1>>;

/** The location's webhook settings: a POST replaces all of them (UPSTREAM-APIS §1.5). */
export class AltegioHookSettings {
  private stored: { readonly urls: readonly string[]; readonly flags: HookFlags };

  constructor(private readonly firstUrls: readonly string[]) {
    this.stored = { urls: firstUrls, flags: flagsOf({ active: 1, record: 1 }) };
  }

  reset(): void {
    this.stored = { urls: this.firstUrls, flags: flagsOf({ active: 1, record: 1 }) };
  }

  /** Where record events go; nowhere while they are off. */
  get recordUrls(): readonly string[] {
    const { urls, flags } = this.stored;
    return flags.active === 1 && flags.record === 1 ? urls : [];
  }

  show(): VendorAnswer {
    return one(200, this.payload);
  }

  /** 201, or 422 for more than ten addresses, for one twice, and for one that is not on loopback. */
  replace(input: unknown): VendorAnswer {
    const fields = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>;
    const { urls } = fields;
    if (!Array.isArray(urls) || !urls.every(isLoopbackUrl)) {
      return refusal(422, 'Validation failed.', { urls: ['The urls must be addresses on loopback.'] });
    }
    if (urls.length > URLS_MAX || new Set(urls).size !== urls.length) {
      return refusal(422, 'Validation failed.', { urls: ['At most 10 addresses, each of them once.'] });
    }
    this.stored = { urls, flags: flagsOf(fields) };
    return one(201, this.payload);
  }

  private get payload(): object {
    return { urls: this.stored.urls, ...this.stored.flags };
  }
}

/** A simulator talks to this machine only, whoever registers the address. */
export function isLoopbackUrl(text: unknown): text is string {
  if (typeof text !== 'string' || !URL.canParse(text)) {
    return false;
  }
  const { protocol, hostname } = new URL(text);
  return /^https?:$/u.test(protocol) && LOOPBACK.has(hostname);
}

function flagsOf(fields: Readonly<Record<string, unknown>>): HookFlags {
  const names = ['active', ...EVENTS] as const;
  return Object.fromEntries(names.map((name) => [name, Number(fields[name]) === 1 ? 1 : 0])) as HookFlags;
}
