/** An odd call that is no bad input after all, and why. */
interface Exception {
  readonly operation: RegExp;
  readonly fault: RegExp;
  readonly reason: string;
}

/** Answered with 2xx, and nothing is stored. */
const TOLERATED: readonly Exception[] = [
  {
    operation:
      /^GET (?!\/api\/(?:contacts|deals|tasks|orders|products|clients|appointments|outgoing|jobs|users|quarantine|sync\/(?:initial|incremental|status))$).*(?<!history|runs)$/,
    fault: /^query of its own: (?:unknown|__proto__\[polluted\])$/,
    reason: 'A route that reads no query string ignores what is there, as caches and trackers append to it.',
  },
  {
    operation: /^POST \/api\/webhooks\/altegio\/\{secret\}$/,
    fault: /^body: company_id: over 32 bits$/,
    reason:
      'A vendor that is refused calls again: what is not about our records is taken and forgotten (A13).',
  },
  {
    operation: /^PATCH \/api\/users\/\{id\}$/,
    fault: /^body: nothing$/,
    reason: 'An edit that names no field changes none.',
  },
];

/** Right, and would be acted on: not sent. */
const RIGHT: readonly Exception[] = [
  {
    operation: /^POST \/api\/webhooks\/altegio\/\{secret\}$/,
    fault:
      /^body: (?:extra (?!__proto__|constructor|prototype|toString|hasOwnProperty)|data: |resource_id: over 32 bits$)/,
    reason: 'Of a call of the vendor only the number of a record is read (A13).',
  },
  {
    operation: /^PUT \/api\/products\/\{id\}\/(?:price|cost|analytics)$/,
    fault: /^body: (?:price|costPrice|costPriceTry|avgDailySales30d): integer for another type$/,
    reason: 'Decimals travel as text, and a JSON number is understood (O6).',
  },
  {
    operation: /^POST \/api\/(?:sources\/\{key\}\/run|users\/sync-wispro-all)$/,
    fault: /^body: nothing$/,
    reason: 'A run without options is a full one.',
  },
  {
    operation: /^POST \/api\/appointments\/validate$/,
    fault: /^body: nothing$/,
    reason: 'A check without options only looks.',
  },
];

/** True when a call that looks wrong may be answered with 2xx. It must still store nothing. */
export function isTolerated(operation: string, fault: string): boolean {
  return isIn(TOLERATED, operation, fault);
}

/** True when a call that looks wrong is right. */
export function isRight(operation: string, fault: string): boolean {
  return isIn(RIGHT, operation, fault);
}

function isIn(exceptions: readonly Exception[], operation: string, fault: string): boolean {
  return exceptions.some((exception) => exception.operation.test(operation) && exception.fault.test(fault));
}
