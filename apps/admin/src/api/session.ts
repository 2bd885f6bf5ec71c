import { ApiProblem, ApiUnreachable, HttpSession } from '@sync-hub/sync-client';
import { ApiClient, type Schema } from './api-client.js';
import { BrowserTokens, exclusively } from './browser-tokens.js';
import { browserConnection } from './connection.js';
import { isUnreachable } from './is-unreachable.js';
import { StoredPerson } from './stored-person.js';

export type Me = Schema<'MeResponse'>;
export type Role = Me['role'];

/**
 * The signed-in person. While a password must be changed there is a token that opens nothing else; it lives in
 * this page only, so a reload asks for the login again.
 */
export class PanelSession {
  readonly tokens = new BrowserTokens();
  readonly connection = browserConnection();
  private readonly http = new HttpSession({
    baseUrl: '',
    tokens: this.tokens,
    exclusively,
    fetch: this.connection.watched((url, init) => fetch(url, init)),
  });
  readonly api = new ApiClient(this.http);
  private readonly stored = new StoredPerson();
  private holder = holderOf(this.tokens.peek()?.accessToken);
  private temporaryToken: string | null = null;
  private person: Promise<Me> | null = null;

  constructor() {
    this.tokens.subscribe(() => {
      // Another tab may have signed one person out and the next one in before this one was told.
      const holder = holderOf(this.tokens.peek()?.accessToken);
      const isAnother = holder !== this.holder;
      this.holder = holder;
      if (isAnother) {
        this.person = null;
        this.stored.forget();
      }
    });
  }

  get isSignedIn(): boolean {
    return this.tokens.peek() !== null;
  }

  /** Answers whether the password must be changed before anything else. Throws as the API client does. */
  async login(login: string, password: string): Promise<{ readonly mustChangePassword: boolean }> {
    const answer = await this.http.anonymousJson<Schema<'TokensResponse'>>('/api/auth/login', {
      method: 'POST',
      body: { login, password },
    });
    await this.keep(answer);
    return { mustChangePassword: this.temporaryToken !== null };
  }

  /** Of whoever is signed in, or was just told to by `login`. Ends all other sessions of the account. */
  async changePassword(currentPassword: string, newPassword: string): Promise<void> {
    const call = { method: 'POST', body: { currentPassword, newPassword } } as const;
    const path = '/api/auth/change-password';
    const answer =
      this.temporaryToken === null
        ? await this.http.json<Schema<'TokensResponse'>>(path, call)
        : await this.http.anonymousJson<Schema<'TokensResponse'>>(path, {
            ...call,
            headers: { Authorization: `Bearer ${this.temporaryToken}` },
          });
    await this.keep(answer);
  }

  /** Ends the session here at once, and on the server as well as the connection allows. */
  async logout(): Promise<void> {
    const wasSignedIn = this.isSignedIn;
    this.temporaryToken = null;
    try {
      if (wasSignedIn) {
        await this.http.call('/api/auth/logout', { method: 'POST' });
      }
    } catch (error) {
      if (!(error instanceof ApiProblem || error instanceof ApiUnreachable)) {
        throw error;
      }
    } finally {
      await this.tokens.write(null);
      this.person = null;
    }
  }

  /** Forgets a session that the server has ended. */
  async forget(): Promise<void> {
    await this.tokens.write(null);
  }

  /**
   * Who is signed in; asked once a session. Rejects when nobody is. Without a connection it is who was signed in when
   * there was one: the session is the same, and what is permitted the server decides when it is back.
   */
  me(): Promise<Me> {
    if (!this.isSignedIn) {
      return Promise.reject(new Error('nobody is signed in'));
    }
    this.person ??= this.askWhoIsHere().catch((error: unknown) => {
      this.person = null;
      const known = this.stored.read();
      if (known === null || !isUnreachable(error)) {
        throw error;
      }
      return known;
    });
    return this.person;
  }

  private async askWhoIsHere(): Promise<Me> {
    const { body } = await this.api.get('/api/auth/me');
    this.stored.write(body);
    return body;
  }

  private async keep({
    accessToken,
    refreshToken,
    mustChangePassword,
  }: Schema<'TokensResponse'>): Promise<void> {
    this.person = null;
    this.stored.forget();
    if (mustChangePassword || refreshToken === null) {
      this.temporaryToken = accessToken;
      return;
    }
    this.temporaryToken = null;
    await this.tokens.write({ accessToken, refreshToken });
  }
}

/** Whose access token it is, as the token itself says; null for none. */
function holderOf(accessToken: string | undefined): string | null {
  try {
    const [, claims = ''] = (accessToken ?? '').split('.');
    const { sub } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))) as { sub?: unknown };
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}
