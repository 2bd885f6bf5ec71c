import type { WireValue } from '@sync-hub/sync-client';

/** Somebody who signs in. Invented, as everybody here; the passwords live as long as the demo. */
export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** A record that the office has before the phones come. */
export interface SeedRecord {
  readonly table: 'contacts' | 'deals' | 'tasks';
  readonly fields: Readonly<Record<string, WireValue>> & { readonly id: string };
}

export const ADMIN: Account = {
  name: 'Administrator',
  email: 'admin@demo.example',
  password: 'three-quiet-otters-4711',
};

export const MIRA: Account = {
  name: 'Mira Fielding',
  email: 'mira@demo.example',
  password: 'green-umbrella-by-noon-58',
};

export const JONAS: Account = {
  name: 'Jonas Reiter',
  email: 'jonas@demo.example',
  password: 'old-lighthouse-in-may-93',
};

/** The customer whose record two people edit at once. */
export const OLGA = 'demo-contact-olga';
/** The task that turns out to be done already. */
export const OLD_TASK = 'demo-task-catalogue';

export const SEED: readonly SeedRecord[] = [
  {
    table: 'contacts',
    fields: {
      id: OLGA,
      name: 'Olga Weber',
      phone: '+1 202 555 0101',
      company: 'Weber Garden',
      status: 'active',
    },
  },
  {
    table: 'contacts',
    fields: {
      id: 'demo-contact-tomas',
      name: 'Tomas Lind',
      phone: '+1 202 555 0102',
      company: 'Lind & Sons',
    },
  },
  {
    table: 'contacts',
    fields: {
      id: 'demo-contact-priya',
      name: 'Priya Nair',
      email: 'priya@example.com',
      company: 'Blue Door Clinic',
    },
  },
  {
    table: 'deals',
    fields: {
      id: 'demo-deal-spring',
      title: 'Spring order',
      contactId: OLGA,
      amount: '1850.00',
      currency: 'EUR',
      stage: 'negotiation',
    },
  },
  {
    table: 'deals',
    fields: {
      id: 'demo-deal-clinic',
      title: 'Clinic starter set',
      contactId: 'demo-contact-priya',
      amount: '640.50',
      currency: 'EUR',
      stage: 'new',
    },
  },
  {
    table: 'tasks',
    fields: {
      id: OLD_TASK,
      title: 'Send the catalogue',
      relatedEntityType: 'contact',
      relatedEntityId: OLGA,
    },
  },
  {
    table: 'tasks',
    fields: {
      id: 'demo-task-call',
      title: 'Call about the starter set',
      relatedEntityType: 'deal',
      relatedEntityId: 'demo-deal-clinic',
      status: 'in_progress',
    },
  },
];
