import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hang, temporary } from '../../../test/support/external-source/fake-source.js';
import { until } from '../../../test/support/external-source/runner-context.js';
import { DeliveryProcess } from '../../../test/support/outgoing/delivery-process.js';
import { unauthorized, WritableSource } from '../../../test/support/outgoing/writable-source.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres/test-database.js';

describe('deliveries of several processes to one vendor (S6)', () => {
  let testDatabase: TestDatabase;
  let source: WritableSource;
  let here: DeliveryProcess;
  let processes: DeliveryProcess[];

  const start = async (
    settings: Parameters<typeof DeliveryProcess.start>[2] = {},
  ): Promise<DeliveryProcess> => {
    const process = await DeliveryProcess.start(testDatabase.url, source, settings);
    processes.push(process);
    return process;
  };

  beforeEach(async () => {
    testDatabase = await createTestDatabase();
    processes = [];
    source = new WritableSource('fake');
    source.products = ['1', '2', '3'].map((id) => ({
      id,
      name: 'Product',
      price: '10.00',
      stockQuantity: 5,
    }));
    here = await start();
    for (const id of ['1', '2', '3']) {
      await here.store(id, '10.00', 5);
    }
  });
  afterEach(async () => {
    await Promise.all(processes.map((process) => process.close()));
    await testDatabase.drop();
  });

  it('keeps the vendor’s value where the policy is server-wins, shows it, and says so', async () => {
    await here.edit('1', { price: '20.00' });
    source.change('1', { price: '15.00' });
    await here.deliver();

    expect(source.writes).toEqual([]);
    expect(await here.product('1')).toEqual({ price: '15.00', stock: 5, overridden: [] });
    expect(await here.queue()).toMatchObject([
      {
        state: 'discarded',
        errorKind: 'conflict',
        conflicts: [{ field: 'price', yours: '20.00', theirs: '15.00', kept: 'theirs' }],
      },
    ]);
  });

  it('sends the other field of the same edit, under a key of its own', async () => {
    source.beforeWrite = () => {
      source.beforeWrite = () => undefined;
      source.change('1', { price: '15.00' });
      throw temporary();
    };
    await here.edit('1', { price: '20.00', stockQuantity: 6 });
    await until(async () => (await here.deliver()).applied === 1);

    expect(source.writes).toEqual([
      { fields: { stockQuantity: 6 }, key: expect.stringMatching(/\/stockQuantity$/) },
    ]);
    expect(await here.product('1')).toEqual({ price: '15.00', stock: 6, overridden: [] });
    expect(await here.queue()).toMatchObject([{ state: 'applied', conflicts: [{ kept: 'theirs' }] }]);
  });

  it('leaves a conflict to a person where the policy is newest-wins; a retry sends ours', async () => {
    await here.edit('1', { stockQuantity: 8 });
    source.change('1', { stockQuantity: 7 });
    await here.deliver();

    expect(source.writes).toEqual([]);
    const [conflicted] = await here.queue();
    expect(conflicted).toMatchObject({
      state: 'conflicted',
      conflicts: [{ field: 'stockQuantity', yours: 8, theirs: 7, kept: 'undecided' }],
    });

    await here.retry(conflicted!.id);
    await here.deliver();
    expect(source.product('1')).toMatchObject({ stockQuantity: 8 });
    expect(await here.queue()).toMatchObject([{ state: 'applied', conflicts: [] }]);
  });

  it('takes a later edit for no conflict with the one that was delivered before it', async () => {
    await here.edit('1', { price: '20.00' });
    await here.edit('1', { price: '30.00' });
    await here.deliver();

    expect(source.writes.map(({ fields }) => fields)).toEqual([{ price: '20.00' }, { price: '30.00' }]);
    expect(await here.queue()).toMatchObject([
      { state: 'applied', conflicts: [] },
      { state: 'applied', conflicts: [] },
    ]);
    expect(await here.product('1')).toEqual({ price: '30.00', stock: 5, overridden: [] });
  });

  it('notices a vendor that takes a change and keeps its own value', async () => {
    source.isDeaf = true;
    await here.edit('1', { price: '20.00' });
    await here.deliver();

    expect(await here.queue()).toMatchObject([
      { state: 'conflicted', conflicts: [{ yours: '20.00', theirs: '10.00', kept: 'undecided' }] },
    ]);
    expect(await here.product('1')).toMatchObject({ price: '20.00', overridden: ['price'] });
  });

  it('E1 gets new credentials once and goes on', async () => {
    let refreshCount = 0;
    source.refresh = () => {
      refreshCount += 1;
      source.beforeRead = () => undefined;
      return true;
    };
    source.beforeRead = () => {
      throw unauthorized();
    };
    await here.edit('1', { price: '20.00' });
    await here.deliver();

    expect(refreshCount).toBe(1);
    expect(await here.queue()).toMatchObject([{ state: 'applied', attempts: 1 }]);
  });

  it('delivers each change once, however many workers there are, and never two of a record at once', async () => {
    const others = [await start(), await start()];
    const underWay = new Set<string>();
    let isOverlapping = false;
    source.beforeWrite = async ({ externalId }) => {
      isOverlapping ||= underWay.has(externalId);
      underWay.add(externalId);
      await new Promise((resolve) => setTimeout(resolve, 2));
      underWay.delete(externalId);
    };
    for (let round = 1; round <= 8; round += 1) {
      for (const id of ['1', '2', '3']) {
        await here.edit(id, { price: `${round}${id}.00` });
      }
    }
    await until(async () => {
      await Promise.all([here, ...others].map((process) => process.deliver()));
      return (await here.queue()).every(({ state }) => state === 'applied');
    });

    expect(isOverlapping).toBe(false);
    expect(source.writes).toHaveLength(24);
    expect(new Set(source.writes.map(({ key }) => key)).size).toBe(24);
    expect(source.products.map(({ price }) => price)).toEqual(['81.00', '82.00', '83.00']);
  });

  it('puts back what is under way when the process ends; the next one asks before it sends', async () => {
    const ending = await DeliveryProcess.start(testDatabase.url, source, { graceMs: 10 });
    let hasArrived = false;
    source.afterWrite = async (_write, signal) => {
      hasArrived = true;
      await hang(signal);
    };
    await here.edit('1', { price: '20.00' });
    const delivering = ending.deliver();
    await until(() => Promise.resolve(hasArrived));
    await ending.close();
    await delivering;
    source.afterWrite = () => undefined;

    expect(await here.queue()).toMatchObject([{ state: 'queued', attempts: 0 }]);
    await here.deliver();
    expect(source.writes).toHaveLength(1);
    expect(await here.queue()).toMatchObject([{ state: 'applied', attempts: 1 }]);
  });

  it('lets what is under way come to its end when the process ends', async () => {
    const ending = await DeliveryProcess.start(testDatabase.url, source, { graceMs: 10_000 });
    let answer: () => void = () => undefined;
    let hasArrived = false;
    source.afterWrite = async () => {
      hasArrived = true;
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
    };
    await here.edit('1', { price: '20.00' });
    await here.edit('2', { price: '20.00' });
    const delivering = ending.deliver();
    await until(() => Promise.resolve(hasArrived));
    const closing = ending.close();
    answer();
    await closing;

    expect(await delivering).toMatchObject({ applied: 1 });
    expect((await here.queue()).map(({ state }) => state)).toEqual(['queued', 'applied']);
  });

  it('T2 a worker that was taken for dead writes nothing any more', async () => {
    let isHeld = true;
    source.afterWrite = async (_write, signal) => {
      if (isHeld) {
        isHeld = false;
        await hang(signal);
      }
    };
    await here.edit('1', { price: '20.00' });
    const slow = await start({ leaseMs: 60 });
    const delivering = slow.deliver();
    await until(() => Promise.resolve(!isHeld));
    // As after a pause of the whole process: the lease is over, and somebody else takes the change.
    await here.rows('UPDATE outgoing_change SET claim = gen_random_uuid(), claimed_until = now()');
    expect(await delivering).toMatchObject({ lost: 1, applied: 0 });
    await until(async () => (await here.deliver()).applied === 1);

    expect(source.writes).toHaveLength(1);
  });

  it('C7 gives up a change that each worker dies of', async () => {
    await here.edit('1', { price: '20.00' });
    await here.rows(
      `UPDATE outgoing_change SET state = 'applying', attempts = 10, claim = gen_random_uuid(),
       claimed_until = now() - interval '1 s'`,
    );
    await here.deliver();

    expect(await here.queue()).toMatchObject([{ state: 'rejected', errorKind: 'worker-lost' }]);
    expect(source.writes).toEqual([]);
  });

  it('loses nothing while PostgreSQL refuses to store the vendor’s answer', async () => {
    await here.rows(`ALTER TABLE outgoing_change ADD CONSTRAINT broken CHECK (state <> 'applied')`);
    const patient = await start({ attemptsMax: 1_000 });
    await here.edit('1', { price: '20.00' });
    await patient.deliver();
    await here.rows('ALTER TABLE outgoing_change DROP CONSTRAINT broken');
    await until(async () => (await patient.deliver()).applied === 1);

    expect(source.writes).toHaveLength(1);
  });
});
