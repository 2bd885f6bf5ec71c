import type { VendorAnswer, VendorRequest } from '../core/vendor.js';
import { refusal } from './exness.answers.js';
import type { ExnessKnobs } from './exness.knobs.js';
import type { ExnessV1Row, ExnessV2Row } from './exness.payloads.js';
import type { ExnessWorld } from './exness.world.js';

type ReportRow = ExnessV1Row | ExnessV2Row;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;
const DATE = /^\d{4}-\d{2}-\d{2}$/u;

/** Lists of one report: filtered, ordered, cut into pages and wrapped (UPSTREAM-APIS §4.1). */
export class ExnessReports {
  constructor(
    private readonly world: ExnessWorld,
    private readonly knobs: ExnessKnobs,
  ) {}

  /** `GET /reports/clients/`: one row per account. */
  answerV1(request: VendorRequest): VendorAnswer {
    return this.answer(request, this.world.listV1Rows(), (row, query) => {
      const uid = query.get('client_uid');
      const fits = fitsEqual(row.client_account, query.get('client_account'));
      const fitsType = fitsEqual(row.client_account_type, query.get('client_account_type'));
      return fits && fitsType && fitsEqual(row.client_uid, uid);
    });
  }

  /** `GET /v2/reports/clients/`: one row per client. A `client_uid` that is no whole UUID is an HTTP 500. */
  answerV2(request: VendorRequest): VendorAnswer {
    const uid = request.query.get('client_uid');
    if (uid !== null && !UUID.test(uid)) {
      return { status: 500, content: { kind: 'html', html: '<h1>Server Error (500)</h1>' } };
    }
    const account = request.query.get('client_account');
    const owner = account === null ? null : this.ownerOf(account);
    return this.answer(
      request,
      this.world.listV2Rows(),
      (row) => fitsEqual(row.client_uid, uid) && (owner === null || row.client_uid === owner),
    );
  }

  private answer<Row extends ReportRow>(
    { query, headers, route }: VendorRequest,
    rows: readonly Row[],
    fits: (row: Row, query: URLSearchParams) => boolean,
  ): VendorAnswer {
    const badDate = DATE_FILTERS.find((name) => query.has(name) && !DATE.test(query.get(name) ?? ''));
    if (badDate !== undefined) {
      return refusal(400, `${badDate}: Enter a valid date.`);
    }
    const fitting = rows.filter((row) => fits(row, query) && fitsDates(row, query));
    const ordered = order(this.knobs.newestFirst ? fitting.reverse() : fitting, query.get('ordering'));
    const offset = wholeNumber(query.get('offset')) ?? 0;
    const limit = this.effectiveLimit(wholeNumber(query.get('limit')));
    const page = ordered.slice(offset, offset + limit).map((row) => this.present(row));
    if (this.knobs.envelope === 'results') {
      const nextOffset = offset + limit;
      const link = `http://${headers.host ?? ''}/api${route ?? ''}?limit=${limit}&offset=${nextOffset}`;
      const next = nextOffset < ordered.length ? link : null;
      const json = { count: ordered.length, next, previous: null, results: page };
      return { status: 200, content: { kind: 'json', json, recordsAt: ['results'] } };
    }
    const json = { data: page, totals: totalsOf(ordered, route === '/reports/clients/') };
    return { status: 200, content: { kind: 'json', json, recordsAt: ['data'] } };
  }

  private effectiveLimit(asked: number | null): number {
    const { limitDefault, limitMax } = this.knobs;
    const wanted = asked === null || asked === 0 ? limitDefault || Infinity : asked;
    return Math.min(wanted, limitMax || Infinity);
  }

  private present(row: ReportRow): object {
    const { volume_lots: lots, volume_mln_usd: millions } = row;
    const texts = { volume_lots: lots.toFixed(8), volume_mln_usd: millions.toFixed(8) };
    const strings = this.knobs.volumesAsStrings ? texts : {};
    const nothing = { client_balance: 1, client_equity: 1, deposit_amount: 1, ftd_amount: 1 };
    const balances = this.knobs.balances && !('client_account' in row) ? nothing : {};
    return { ...row, ...strings, ...balances };
  }

  private ownerOf(account: string): string {
    const row = this.world.listV1Rows().find(({ client_account: number }) => number === account);
    return row === undefined ? '' : this.world.getOwner(account);
  }
}

const DATE_FILTERS = ['reg_date', 'trade_fn'].flatMap((name) => [name, `${name}_from`, `${name}_to`]);

function fitsEqual(value: string, wanted: string | null): boolean {
  return wanted === null || value === wanted;
}

/** Both ends of a span are inside; a row without the date is in no span. */
function fitsDates(row: ReportRow, query: URLSearchParams): boolean {
  return (['reg_date', 'trade_fn'] as const).every((name) => {
    const [on, from, to] = [query.get(name), query.get(`${name}_from`), query.get(`${name}_to`)];
    const isAsked = on !== null || from !== null || to !== null;
    const value = row[name];
    return (
      !isAsked ||
      (value !== null &&
        (on === null || value === on) &&
        (from === null || value >= from) &&
        (to === null || value <= to))
    );
  });
}

/** By a field, descending with a minus before it; an unknown field changes nothing. */
function order<Row extends ReportRow>(rows: readonly Row[], ordering: string | null): readonly Row[] {
  const [, minus, field = ''] = /^(-?)([a-z_]+)$/u.exec(ordering ?? '') ?? [];
  if (rows[0] === undefined || !Object.hasOwn(rows[0], field)) {
    return rows;
  }
  const valueOf = (row: Row): unknown => row[field as keyof Row];
  return [...rows].sort((one, other) => compare(valueOf(one), valueOf(other)) * (minus === '-' ? -1 : 1));
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') {
    return one - other;
  }
  const [left, right] = [JSON.stringify(one), JSON.stringify(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function totalsOf(rows: readonly ReportRow[], isV1: boolean): object {
  const uids = new Set(rows.map(({ client_uid: uid }) => uid));
  return isV1 ? { count: rows.length, client_uid_count: uids.size } : { count: rows.length };
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/u.test(text) ? Number(text) : null;
}
