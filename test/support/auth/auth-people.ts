import { AUTH_ADMIN, type AuthApp } from './auth-app.js';

/** Of everybody whom {@link authPeople} makes. */
export const PASSWORD = 'seven slow green boats';
export const REVOKED = { status: 401, code: 'SESSION_REVOKED' };
export const REFUSED = { status: 401, code: 'BAD_CREDENTIALS' };

/** An account that is signed in. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly token: string;
  readonly refreshToken: string;
}

/** What a refusal says: the status, and the code if there is one. */
export interface AnswerSummary {
  readonly status: number;
  readonly code: unknown;
}

export interface AuthPeople {
  readonly newAgent: (role?: 'agent' | 'admin') => Promise<Person>;
  /** A row as an import leaves it, without a password. */
  readonly newSubscriber: () => Promise<{ readonly id: string; readonly code: string }>;
  readonly adminToken: () => Promise<string>;
  /** Calls a route that any account may call. */
  readonly closed: (token: string, app?: AuthApp) => Promise<AnswerSummary>;
  readonly login: (name: string, password: string, from?: string, app?: AuthApp) => Promise<AnswerSummary>;
}

/** People for the tests of `auth`, and the two calls that they all make. The application may start later. */
export function authPeople(auth: () => AuthApp): AuthPeople {
  let number = 0;
  const adminToken = async (): Promise<string> =>
    (await auth().signIn(AUTH_ADMIN.login, AUTH_ADMIN.password)).accessToken!;
  return {
    adminToken,
    newAgent: async (role = 'agent') => {
      number += 1;
      const email = `${role}${number}@example.test`;
      const made = await auth().call('POST', '/api/users', {
        token: await adminToken(),
        body: { email, name: `Agent ${number}`, password: PASSWORD, role },
      });
      if (made.status !== 201) {
        throw new Error(`The account was refused: ${made.status} ${JSON.stringify(made.body)}`);
      }
      const { accessToken, refreshToken } = await auth().signIn(email, PASSWORD);
      return { id: made.body.id as string, email, token: accessToken!, refreshToken: refreshToken! };
    },
    newSubscriber: async () => {
      number += 1;
      const code = String(20_111_000 + number);
      const [row] = await auth().database.query<{ id: string }>(
        `INSERT INTO users (name, code, id_number, phone, external_id) VALUES ($1, $2, $3, $4, $2) RETURNING id`,
        [`Subscriber ${number}`, code, `V-${code}`, `+58 412 ${5_550_000 + number}`],
      );
      return { id: row!.id, code };
    },
    closed: (token, app = auth()) => summary(app.call('GET', '/api/probe/closed', { token })),
    login: (name, password, from, app = auth()) =>
      summary(
        app.call('POST', '/api/auth/login', { body: { login: name, password }, ...(from && { from }) }),
      ),
  };
}

export async function summary(
  answer: Promise<{ readonly status: number; readonly body: Record<string, unknown> }>,
): Promise<AnswerSummary> {
  const { status, body } = await answer;
  return { status, code: body.code };
}

/** Past the 2 s that a session's state may be old. */
export function letStatesAge(app: AuthApp): void {
  app.clock.shiftMs += 2_001;
}
