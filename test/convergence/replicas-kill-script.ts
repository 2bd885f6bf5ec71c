import fc from 'fast-check';
import { basicSteps, type Step } from './replicas-script.js';

/** Tables at whose statement a push is parked: a record in the middle of it, and each of its memories. */
const IN_A_PUSH = ['contacts', 'deals', 'tasks', 'push_ledger', 'push_result', 'push_change_result'] as const;
/** The same for an import: products, orders, and the run's own progress. */
const IN_AN_IMPORT = ['products', 'orders', 'source_run'] as const;

const who = fc.nat(6);
const work = fc.array(basicSteps, { minLength: 3, maxLength: 12 });
const edits: readonly Step[] = [0, 1, 2].flatMap((table) =>
  [1, 2, 3, 4, 5].map((author) => ({ do: 'create' as const, who: author, table, choice: 0 })),
);
const inAPush = fc.record({
  do: fc.constant('kill' as const),
  at: fc.constantFrom(...IN_A_PUSH),
  during: fc.record({
    do: fc.constant('sync' as const),
    who,
    push: fc.constantFrom(null, 'twice' as const),
    pull: fc.constant(null),
  }),
});
const afterItsCommit = fc.record({
  do: fc.constant('sync' as const),
  who,
  push: fc.constant('kill' as const),
  pull: fc.constant(null),
});
const inAnImport = fc.tuple(
  fc.record({ do: fc.constant('shop' as const), pick: fc.nat(3) }),
  fc.record({
    do: fc.constant('kill' as const),
    at: fc.constantFrom(...IN_AN_IMPORT),
    during: fc.constant({ do: 'import' as const }),
  }),
);

/** A few people at work, and a server that is killed in a push, in an import, and between a commit and its answer. */
export const killScripts: fc.Arbitrary<readonly Step[]> = fc
  .tuple(work, inAPush, work, inAnImport, work, afterItsCommit)
  .map(([one, push, two, importing, three, answer]) => [
    ...edits,
    ...one,
    push,
    ...two,
    ...importing,
    ...three,
    ...edits,
    answer,
  ]);
