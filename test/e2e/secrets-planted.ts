import { TEST_ADMIN } from '../support/app/test-app.js';
import { ALTEGIO_SESSION, CONFIDENTIAL, type SecretsWorld } from './secrets-world.js';

/** One thing that must not be shown, and what it is. */
export interface Planted {
  readonly what: string;
  readonly value: string;
}

/** Personal data that the story's people and vendors write where nobody expects it. All invented. */
export const PERSON = {
  phone: '+380 67 555 01 99',
  otherPhone: '0424-555-73-21',
  email: 'ana.canary@example.test',
  nationalId: 'V-27.418.663',
  loginLink: 'https://portal.example/portal_api/auth/CANARY4be0c7d19',
  loginToken: 'CANARY4be0c7d19',
} as const;

/** Passwords that are tried, and refused. */
export const TRIED = {
  password: 'Tried-Canary-Word-11',
  newPassword: 'Newly-Canary-Word-12',
  refreshToken: 'refresh-canary-3f8e2a7755d1c0',
  accessToken: 'access-canary-0aa1b2c3d4e5',
  webhookSecret: 'wrong-webhook-canary-77a1',
  oneTimeCode: 'CNRY-8842-WXYZ',
} as const;

/** Everything that nobody may find in a log line, a job, a quarantine row or an error. */
export function plantedIn(world: SecretsWorld): Planted[] {
  const { wispro, altegio } = world.vendors;
  const listed = (what: string, values: readonly (string | null | undefined)[]): Planted[] =>
    values.flatMap((value) => (value == null || value.trim() === '' ? [] : [{ what, value }]));
  const clients = wispro.world.listClients();
  const guests = altegio.world
    .listRecords()
    .map(({ client }) => client)
    .filter((client) => client !== null);
  return [
    ...listed('a secret of the environment', [...Object.values(CONFIDENTIAL), ALTEGIO_SESSION]),
    ...listed('a Basic credential', [
      basic(CONFIDENTIAL.ALTEGIO_USER_LOGIN, CONFIDENTIAL.ALTEGIO_USER_PASSWORD),
      basic(CONFIDENTIAL.EXNESS_LOGIN, CONFIDENTIAL.EXNESS_PASSWORD),
      basic(TEST_ADMIN.email, TEST_ADMIN.password),
      new URL(world.app.databaseUrl).password,
    ]),
    ...listed('a token or code that was given out', world.issued),
    ...listed('something that was tried', Object.values(TRIED)),
    ...listed('personal data of the story', Object.values(PERSON)),
    ...listed('an e-mail', [TEST_ADMIN.email]),
    ...listed(
      'a login link',
      clients.map(({ link_mobile_login: link }) => link),
    ),
    ...listed('a login token', wispro.world.listSecrets()),
    ...listed(
      'an e-mail',
      [...clients, ...guests].map(({ email }) => email),
    ),
    ...listed('a phone number', [
      ...clients.flatMap(({ phone, phone_mobile: mobile }) => [phone, mobile]),
      ...guests.map(({ phone }) => phone),
    ]),
    ...listed(
      'a national id',
      clients.map((client) => client.national_identification_number),
    ),
  ];
}

/** Finds planted values in texts, however they are spelt. */
export class SecretScan {
  private readonly spellings = new Map<string, string>();
  private readonly numbers = new Map<string, string>();

  constructor(planted: readonly Planted[]) {
    for (const { what, value } of planted) {
      for (const spelling of spellingsOf(value)) {
        this.spellings.set(spelling, what);
      }
      const digits = value.replace(/\D/g, '');
      if (/number|national|story/.test(what) && digits.length >= 7) {
        this.numbers.set(digits, what);
        this.numbers.set(digits.replace(/^0+/, ''), what);
      }
    }
  }

  /** How many different spellings are looked for. */
  get size(): number {
    return this.spellings.size + this.numbers.size;
  }

  /** What of it stands in the text, each with what is around it. */
  find(text: string): string[] {
    const lower = text.toLowerCase();
    const found = [...this.spellings].flatMap(([spelling, what]) => {
      const at = lower.indexOf(spelling);
      return at < 0 ? [] : [`${what}: …${text.slice(Math.max(0, at - 80), at + spelling.length + 20)}…`];
    });
    // A number between letters is part of a hash.
    for (const [run] of text.matchAll(/(?<![\da-z])\d[\d .()-]{5,}\d(?![\da-z])/gi)) {
      for (const digits of [run.replace(/\D/g, ''), ...run.split(/[^\d]+/)]) {
        const what = this.numbers.get(digits.replace(/^0+/, '')) ?? this.numbers.get(digits);
        if (what !== undefined) {
          found.push(`${what}, its digits: ${run}`);
        }
      }
    }
    const jwt = /eyJ[\w-]{10,}\.[\w-]{10,}/.exec(text)?.[0];
    return jwt === undefined ? found : [...found, `a JWT: ${jwt}`];
  }
}

/** In lower case: as it is, as JSON, in a URL, in base64, and with its dots and blanks. */
function spellingsOf(value: string): string[] {
  const base64 = Buffer.from(value, 'utf8').toString('base64');
  const all = [
    value,
    value.trim(),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    encodeURI(value),
    new URLSearchParams({ v: value }).toString().slice(2),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(value, 'utf8').toString('base64url'),
    Buffer.from(value, 'utf8').toString('hex'),
    ...(/^\d{7,8}$/.test(value) ? [value.replace(/\B(?=(\d{3})+$)/g, '.')] : []),
  ];
  // What is shorter, or part of a longer number, would be found in anything.
  return [...new Set(all.map((one) => one.toLowerCase()))].filter(
    (one) => one.length >= 7 && !/^\d+$/.test(one),
  );
}

function basic(login: string, password: string): string {
  return Buffer.from(`${login}:${password}`, 'utf8').toString('base64');
}
