import { createHash } from 'node:crypto';
import { parseJson } from '../core/request-body.js';
import type { VendorAnswer, VendorRequest } from '../core/vendor.js';
import { formatKopecks, parseKopecks } from './amounts.js';
import type { ProductPatch } from './strattera.patches.js';
import { STRATTERA_STATUSES } from './strattera.payloads.js';
import type { StratteraStatus } from './strattera.payloads.js';
import type { StratteraWorld } from './strattera.world.js';

interface KeptAnswer {
  readonly fingerprint: string;
  readonly answer: VendorAnswer;
}

/**
 * Writes that the real vendor does not offer in public; behind the `writeBack` knob so that the outgoing-change queue
 * can be tried (DESIGN §6). `PUT /orders/:id {status}` and `PUT /products/:id {stock_quantity?, price?}` need an
 * `Idempotency-Key`: the same key and body gets the first answer again and changes nothing; the same key with
 * another body is refused with 422. Only successful writes are remembered.
 */
export class StratteraWriteBack {
  private kept = new Map<string, KeptAnswer>();

  constructor(private readonly world: StratteraWorld) {}

  reset(): void {
    this.kept.clear();
  }

  /** The answer to a read or write of one record, or null when the route is not one of ours. */
  answer(request: VendorRequest): VendorAnswer | null {
    const [, entity, digits] = /^\/(orders|products)\/(\d{1,15})$/u.exec(request.route ?? '') ?? [];
    if (entity === undefined || digits === undefined) {
      return null;
    }
    const id = Number(digits);
    if (request.method === 'GET') {
      return this.read(entity, id);
    }
    return request.method === 'PUT' ? this.writeOnce(entity, id, request) : null;
  }

  private read(entity: string, id: number): VendorAnswer {
    const record = entity === 'orders' ? this.world.findOrder(id) : this.world.findProduct(id);
    return record === null ? refusal(404, 'Not Found') : json(200, record);
  }

  private writeOnce(entity: string, id: number, request: VendorRequest): VendorAnswer {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key === '') {
      return refusal(400, 'Idempotency-Key is required');
    }
    const fingerprint = createHash('sha256').update(`${entity}/${id}\n`).update(request.body).digest('hex');
    const kept = this.kept.get(key);
    if (kept !== undefined) {
      return kept.fingerprint === fingerprint
        ? { ...kept.answer, headers: { 'Idempotent-Replayed': 'true' } }
        : refusal(422, 'Idempotency-Key was used for another request');
    }
    const answer = this.write(entity, id, parseJson(request.body));
    if (answer.status === 200) {
      this.kept.set(key, { fingerprint, answer });
    }
    return answer;
  }

  private write(entity: string, id: number, input: unknown): VendorAnswer {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      return refusal(400, 'The body must be a JSON object');
    }
    const fields = input as Readonly<Record<string, unknown>>;
    return entity === 'orders' ? this.writeOrder(id, fields) : this.writeProduct(id, fields);
  }

  private writeOrder(id: number, { status, ...rest }: Readonly<Record<string, unknown>>): VendorAnswer {
    if (this.world.findOrder(id) === null) {
      return refusal(404, 'Not Found');
    }
    if (Object.keys(rest).length > 0 || !STRATTERA_STATUSES.includes(status as StratteraStatus)) {
      return refusal(422, 'Only a known status can be written');
    }
    return json(200, this.world.moveOrder(id, status as StratteraStatus));
  }

  private writeProduct(
    id: number,
    { stock_quantity: stock, price, ...rest }: Readonly<Record<string, unknown>>,
  ): VendorAnswer {
    if (this.world.findProduct(id) === null) {
      return refusal(404, 'Not Found');
    }
    const patch = readProductWrite(stock, price);
    return patch === null || Object.keys(rest).length > 0
      ? refusal(422, 'Only stock_quantity (whole, not negative) and price (a decimal string) can be written')
      : json(200, this.world.patchProduct(id, patch));
  }
}

/** Null when there is nothing to write or a value is not one that a product can have. */
function readProductWrite(stock: unknown, price: unknown): ProductPatch | null {
  const kopecks = typeof price === 'string' ? parseKopecks(price) : null;
  const isStockBad = stock !== undefined && (!Number.isSafeInteger(stock) || (stock as number) < 0);
  const isPriceBad = price !== undefined && kopecks === null;
  if (isStockBad || isPriceBad || (stock === undefined && price === undefined)) {
    return null;
  }
  return {
    ...(stock === undefined ? {} : { stock_quantity: stock as number }),
    ...(kopecks === null ? {} : { price: formatKopecks(kopecks) }),
  };
}

function json(status: number, body: unknown): VendorAnswer {
  return { status, content: { kind: 'json', json: body } };
}

function refusal(status: number, error: string): VendorAnswer {
  return json(status, { error });
}
