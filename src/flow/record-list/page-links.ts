import type { Pagination, Plain } from './record-page.js';

/**
 * The `Link` header of a list (RFC 8288): first, prev, next and last page as references relative to
 * the host, with the caller's other parameters kept. Empty when there is no page to point to.
 */
export function pageLinks(requestUrl: string, pagination: Plain<Pagination>): string {
  const { page, pages } = pagination;
  const targets: readonly (readonly [string, number])[] = [
    ['first', 1],
    ['prev', page - 1],
    ['next', page + 1],
    ['last', pages],
  ];
  return targets
    .filter(([, target]) => target >= 1 && target <= pages)
    .map(([rel, target]) => `<${withPage(requestUrl, target)}>; rel="${rel}"`)
    .join(', ');
}

function withPage(requestUrl: string, page: number): string {
  const url = new URL(requestUrl, 'http://host.invalid');
  url.searchParams.set('page', String(page));
  return `${url.pathname}${url.search}`;
}
