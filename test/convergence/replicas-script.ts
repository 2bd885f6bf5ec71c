import fc from 'fast-check';
import type { CallFault } from './replicas-fault-proxy.js';

/** One thing that happens. Numbers pick among what there is, whatever there is. */
export type Step =
  | { readonly do: 'create'; readonly who: number; readonly table: number; readonly choice: number }
  | {
      readonly do: 'edit';
      readonly who: number;
      readonly table: number;
      readonly pick: number;
      readonly field: number;
      readonly choice: number;
    }
  | { readonly do: 'remove'; readonly who: number; readonly table: number; readonly pick: number }
  | { readonly do: 'price'; readonly who: number; readonly pick: number }
  | {
      readonly do: 'sync';
      readonly who: number;
      readonly push: CallFault | null;
      readonly pull: CallFault | null;
    }
  /** An earlier push is delivered once more. */
  | { readonly do: 'repeat'; readonly who: number; readonly pick: number }
  | { readonly do: 'restart-app'; readonly who: number }
  | { readonly do: 'spoil-cursor'; readonly who: number }
  | { readonly do: 'shop'; readonly pick: number }
  | { readonly do: 'import' }
  /** The server is killed while a transaction of `during` waits at a statement on this table. */
  | { readonly do: 'kill'; readonly at: string; readonly during: Step }
  /** All of these at once. */
  | { readonly do: 'storm'; readonly steps: readonly Step[] };

const number = fc.nat(60);
const who = fc.nat(6);
const table = fc.nat(2);
const fault = fc.constantFrom<CallFault>('before', 'drop', 'cut', 'twice');
const noFault = fc.constant(null);

const create = fc.record({ do: fc.constant('create' as const), who, table, choice: number });
const edit = fc.record({
  do: fc.constant('edit' as const),
  who,
  table,
  pick: fc.nat(3),
  field: number,
  choice: number,
});
const sync = fc.record({
  do: fc.constant('sync' as const),
  who,
  push: fc.oneof({ weight: 3, arbitrary: noFault }, { weight: 3, arbitrary: fault }),
  pull: fc.oneof({ weight: 6, arbitrary: noFault }, { weight: 1, arbitrary: fault }),
});
/** What people, devices and the shop do one by one. */
export const basicSteps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: create },
  { weight: 12, arbitrary: edit },
  { weight: 10, arbitrary: sync },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), who, table, pick: number }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('price' as const), who, pick: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('repeat' as const), who, pick: number }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart-app' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('spoil-cursor' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('shop' as const), pick: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'import' as const }) },
);
const storm = fc.record({
  do: fc.constant('storm' as const),
  steps: fc.array(fc.oneof({ weight: 3, arbitrary: sync }, { weight: 2, arbitrary: basicSteps }), {
    minLength: 2,
    maxLength: 6,
  }),
});

/** The office has a little of everything before anybody comes. */
const FIRST_RECORDS: readonly Step[] = [0, 1, 2].flatMap((of) =>
  [0, 0].map((choice) => ({ do: 'create' as const, who: 0, table: of, choice })),
);

/** Two people at one field of one record: the moments at which a newer edit is lost, if it can be. */
const contest: fc.Arbitrary<readonly Step[]> = fc
  .record({
    who: fc.nat(4),
    table,
    pick: fc.nat(2),
    field: fc.nat(3),
    lost: fc.constantFrom<CallFault>('drop', 'cut'),
  })
  .chain(({ who: device, table: of, pick, field, lost }) => {
    const sync = (push: CallFault | null): Step => ({ do: 'sync', who: device, push, pull: null });
    const edit = (author: number): Step => ({ do: 'edit', who: author, table: of, pick, field, choice: 0 });
    const [mine, theirs, other] = [edit(device + 1), edit(0), { ...edit(device + 1), field: field + 1 }];
    return fc
      .constantFrom<readonly Step[]>(
        [mine, sync(lost), theirs, sync(null)],
        [mine, sync(lost), theirs, other, sync(lost), sync(null)],
        [mine, mine, sync(lost), theirs, sync(null)],
        [mine, sync(null), theirs, { do: 'repeat', who: device, pick: 60 }, sync(null)],
        [mine, sync(null), theirs, sync(null), mine, sync(null)],
        [mine, theirs, sync(null)],
      )
      .map((steps) => [sync(null), ...steps]);
  });

/** What happens to a few people, their devices and their network. */
export const scripts: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.tuple(basicSteps) },
      { weight: 1, arbitrary: fc.tuple(storm) },
      { weight: 2, arbitrary: contest },
    ),
    { minLength: 1, maxLength: 50, size: 'max' },
  )
  .map((parts) => [...FIRST_RECORDS, ...parts.flat()]);
