import type { ClientPage } from './wispro.client.js';

/**
 * Asks for the next page while the present one is stored: the vendor's time and ours overlap. One request at a time, and
 * never more than one page beyond what was taken.
 */
export class ReadAhead {
  private begun: { readonly page: number; readonly answer: Promise<ClientPage> } | null = null;

  constructor(private readonly fetchPage: (page: number) => Promise<ClientPage>) {}

  begin(page: number): void {
    const answer = this.fetchPage(page);
    // Whoever reads the page hears of its failure; a page that nobody reads any more may fail unheard.
    answer.catch(() => undefined);
    this.begun = { page, answer };
  }

  /** The page that was begun, or a request for it now. */
  read(page: number): Promise<ClientPage> {
    const { begun } = this;
    this.begun = null;
    return begun?.page === page ? begun.answer : this.fetchPage(page);
  }
}
