import type { WireValue } from '@sync-hub/sync-client';

export const TABLES = ['contacts', 'deals', 'tasks'] as const;
export type EditedTable = (typeof TABLES)[number];

/**
 * Three kinds of fields: in a unique one every edit writes a value that nobody wrote before, so that a value that
 * comes back convicts a replay; in a toggled one the same value is written again and again, by different people;
 * a loose one is only compared in the end.
 */
interface EditedFields {
  readonly unique: readonly string[];
  readonly toggled: Readonly<Record<string, readonly [string, string]>>;
  readonly loose: Readonly<Record<string, readonly WireValue[] | 'person' | 'contact'>>;
}

export const FIELDS: Readonly<Record<EditedTable, EditedFields>> = {
  contacts: {
    unique: ['name', 'phone', 'company'],
    toggled: { position: ['buyer', 'owner'] },
    loose: { status: ['active', 'inactive'], assignedToUserId: 'person' },
  },
  deals: {
    unique: ['title', 'description'],
    toggled: { currency: ['EUR', 'USD'] },
    loose: {
      stage: ['negotiation', 'won', 'lost'],
      amount: ['12.5', '12.50', '7', null],
      contactId: 'contact',
      assignedToUserId: 'person',
    },
  },
  tasks: {
    unique: ['title', 'description'],
    toggled: { relatedEntityType: ['contact', 'deal'] },
    loose: {
      status: ['pending', 'completed'],
      dueDate: [1_763_690_000_123, null],
      assignedToUserId: 'person',
    },
  },
};

/** Where values come from; the same script gets the same values. */
export class Values {
  private count = 0;

  constructor(
    /** Users that a record may be assigned to; null is nobody. */
    readonly people: readonly (string | null)[],
    private readonly run: string,
  ) {}

  id(): string {
    return `${this.run}${String((this.count += 1)).padStart(5, '0')}`;
  }

  unique(author: string): string {
    return `${author} ${this.run} ${(this.count += 1)}`;
  }

  /** A person's price ends in 77 kopecks, the shop's never does. */
  price(kopecks: '77' | '10'): string {
    return `${1_000 + (this.count += 1)}.${kopecks}`;
  }
}

export interface Choice {
  /** Which field: any number. */
  readonly field: number;
  /** Which of its values: any number. */
  readonly choice: number;
}

export interface Edit {
  readonly field: string;
  readonly value: WireValue;
  readonly kind: 'unique' | 'toggled' | 'loose';
}

/** The edit that a script's numbers mean for a record. */
export function editOf(
  table: EditedTable,
  { field, choice }: Choice,
  record: Readonly<Record<string, unknown>>,
  context: { readonly values: Values; readonly author: string; readonly contacts: readonly string[] },
): Edit {
  const { unique, toggled, loose } = FIELDS[table];
  const names = [...unique, ...Object.keys(toggled), ...Object.keys(loose)];
  const name = names[field % names.length]!;
  const pair = toggled[name];
  if (pair !== undefined) {
    return { field: name, value: record[name] === pair[0] ? pair[1] : pair[0], kind: 'toggled' };
  }
  const values = loose[name];
  if (values === undefined) {
    return { field: name, value: context.values.unique(context.author), kind: 'unique' };
  }
  return { field: name, value: looseValue(values, choice, context), kind: 'loose' };
}

function looseValue(
  values: readonly WireValue[] | 'person' | 'contact',
  choice: number,
  { values: { people }, contacts }: { readonly values: Values; readonly contacts: readonly string[] },
): WireValue {
  const from = values === 'person' ? people : values === 'contact' ? [null, ...contacts] : values;
  return from[choice % from.length] ?? null;
}

/** All fields of a new record, as an app sets them. */
export function newRecord(
  table: EditedTable,
  choice: number,
  values: Values,
  author: string,
): Record<string, WireValue> {
  const { unique, toggled, loose } = FIELDS[table];
  const person = values.people[choice % values.people.length] ?? null;
  return {
    ...Object.fromEntries(unique.map((field) => [field, values.unique(author)])),
    ...Object.fromEntries(Object.entries(toggled).map(([field, [first]]) => [field, first])),
    ...Object.fromEntries(
      Object.entries(loose).flatMap(([field, from]) =>
        typeof from === 'string' ? [] : [[field, from[0] ?? null]],
      ),
    ),
    assignedToUserId: person,
  };
}

export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
