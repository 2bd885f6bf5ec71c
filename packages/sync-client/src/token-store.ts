/** What a signed-in client must remember. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/**
 * Where an app keeps its tokens: the phone's keychain, or the browser's storage. When several clients
 * share a store, `read` must give what the last `write` of any of them stored.
 */
export interface TokenStore {
  /** Null when nobody is signed in. */
  read(): Promise<Tokens | null>;
  write(tokens: Tokens | null): Promise<void>;
}

/** Forgets everything when the program ends: for tests, scripts and the demo. */
export class MemoryTokenStore implements TokenStore {
  constructor(private tokens: Tokens | null = null) {}

  read(): Promise<Tokens | null> {
    return Promise.resolve(this.tokens);
  }

  write(tokens: Tokens | null): Promise<void> {
    this.tokens = tokens;
    return Promise.resolve();
  }
}
