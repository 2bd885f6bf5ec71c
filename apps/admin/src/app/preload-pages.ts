import { type AnyFeature, type LazyPage, mayDo } from './feature.js';
import type { Role } from '../api/session.js';

/**
 * Loads the pages that this person may open, one after the other while the browser has nothing else to do: once the
 * connection is lost, a page that is not here cannot be opened any more.
 */
export async function preloadPages(features: readonly AnyFeature[], role: Role): Promise<void> {
  for (const feature of features.filter((one) => mayDo(one, 'list', role))) {
    for (const page of pagesOf(feature)) {
      await idle();
      // Without a connection it stays as it is; whoever opens the page loads it then.
      await page.preload?.().catch(() => undefined);
    }
  }
}

function pagesOf(feature: AnyFeature): LazyPage[] {
  return feature.kind === 'page' ? [feature.page] : Object.values(feature.pages);
}

/** Not every browser says when it is idle. */
function idle(): Promise<void> {
  const { requestIdleCallback: whenIdle } = window as Partial<Window>;
  return new Promise((resolve) => {
    if (whenIdle === undefined) {
      setTimeout(resolve, 200);
    } else {
      whenIdle.call(window, () => resolve(), { timeout: 2_000 });
    }
  });
}
