import type { Tokens, TokenStore } from '@sync-hub/sync-client';

const KEY = 'sync-hub.session';
const LOCK = 'sync-hub.session';

/**
 * Where the panel keeps its session: `localStorage`, so that it outlives a reload and belongs to all tabs
 * (docs/adr/0020-the-panels-session.md). A refresh token that came twice ends the session, so tabs must see
 * each other's newest one. Tells its listeners when the session begins or ends, also in another tab.
 */
export class BrowserTokens implements TokenStore {
  private readonly listeners = new Set<() => void>();

  constructor() {
    window.addEventListener('storage', (event) => {
      if (event.key === KEY || event.key === null) {
        this.tell();
      }
    });
  }

  read(): Promise<Tokens | null> {
    return Promise.resolve(this.peek());
  }

  write(tokens: Tokens | null): Promise<void> {
    if (tokens === null) {
      localStorage.removeItem(KEY);
    } else {
      localStorage.setItem(KEY, JSON.stringify(tokens));
    }
    this.tell();
    return Promise.resolve();
  }

  /** What `read` gives, at once. */
  peek(): Tokens | null {
    const text = localStorage.getItem(KEY);
    return text === null ? null : tokensOf(text);
  }

  /** Answers how to stop listening. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private tell(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }
}

/** One renewal at a time over all tabs. Browsers have locks on https and on localhost only; elsewhere each tab is alone. */
export function exclusively<T>(work: () => Promise<T>): Promise<T> {
  const locks = (navigator as Partial<Navigator>).locks;
  return locks === undefined ? work() : locks.request(LOCK, work);
}

function tokensOf(text: string): Tokens | null {
  try {
    const { accessToken, refreshToken } = JSON.parse(text) as Partial<Tokens>;
    return typeof accessToken === 'string' && typeof refreshToken === 'string'
      ? { accessToken, refreshToken }
      : null;
  } catch {
    return null;
  }
}
