import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startAltegioSimulator } from './start-altegio-simulator.js';
import type { AltegioSimulator } from './start-altegio-simulator.js';

describe('the Altegio simulator obeys the same commands over HTTP', () => {
  let simulator: AltegioSimulator;
  let id: number;

  beforeEach(async () => {
    simulator = await startAltegioSimulator({ records: 30 });
    id = simulator.world.cases.plain;
  });

  afterEach(async () => {
    await simulator.close();
  });

  const control = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: unknown }> => {
    const response = await fetch(`${simulator.controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: await response.json() };
  };
  const command = async (body: unknown): Promise<unknown> => (await control('POST', '/world', body)).json;

  it('changes records and clients', async () => {
    expect(await command({ do: 'patchRecord', id, patch: { attendance: -1 } })).toMatchObject({
      attendance: -1,
    });
    expect(await command({ do: 'deleteRecord', id })).toMatchObject({ deleted: true });
    expect(await command({ do: 'restoreRecord', id })).toEqual(simulator.world.getRecord(id));
    const clientId = simulator.world.getRecord(id).client!.id;
    await command({ do: 'patchClient', id: clientId, patch: { name: '7 Нова' } });
    expect(await command({ do: 'getRecord', id })).toMatchObject({ client: { name: '7 Нова' } });
    expect(await command({ do: 'insertClient' })).toEqual({ id: expect.any(Number) });
    await command({ do: 'removeRecord', id });
    expect(simulator.world.findRecord(id)).toBeNull();
    expect(await command({ do: 'advance', steps: 2 })).toHaveProperty('ended');
    expect(simulator.clock.nowIso()).toBe('2025-08-13T19:00:00.000Z');
  });

  it('registers, repeats and reports webhooks', async () => {
    await command({ do: 'setWebhookUrls', urls: ['http://127.0.0.1:1/hook'] });
    await control('POST', '/knobs', { webhookRetries: 0 });
    await command({ do: 'deleteRecord', id });
    expect((await control('GET', '/world')).json).toMatchObject({
      cases: { plain: id },
      webhooks: { pendingCount: 1, deliveredCount: 0 },
    });

    expect(await command({ do: 'deliverWebhooks', copies: 2, order: 'reversed' })).toEqual({
      pendingCount: 1,
    });
    expect(await command({ do: 'sendWebhook', id, status: 'update' })).toEqual({ ok: true });
    expect(await command({ do: 'dropWebhooks' })).toEqual({ droppedCount: 0 });
    expect(await command({ do: 'listWebhooks' })).toEqual(expect.any(Array));
  });

  it.each([
    [{ do: 'explode' }],
    [{ do: 'patchRecord', id: 1 }],
    [{ do: 'patchRecord', id: '1' }],
    [{ do: 'insertRecord', patch: { colour: 'red' } }],
    [{ do: 'insertRecord', patch: { attendance: 5 } }],
    [{ do: 'insertRecord', patch: ['date'] }],
    [{ do: 'advance', steps: -1 }],
    [{ do: 'setWebhookUrls', urls: ['https://example.com/'] }],
    [{ do: 'deliverWebhooks', copies: 0 }],
    [{ do: 'deliverWebhooks', order: 'by-name' }],
    [{ do: 'sendWebhook', id: 589_000_001, status: 'updated' }],
    [{ do: 'sendWebhook', id: 589_000_001, status: 'update', url: 'https://example.com/' }],
  ])('refuses %j', async (body) => {
    const before = JSON.stringify(simulator.world.listRecords());

    expect(await control('POST', '/world', body)).toEqual({
      status: 400,
      json: { error: expect.any(String) },
    });
    expect(JSON.stringify(simulator.world.listRecords())).toBe(before);
  });

  it('turns knobs of the right type only', async () => {
    expect((await control('POST', '/knobs', { writeBack: true, countMax: 50 })).json).toMatchObject({
      writeBack: true,
      countMax: 50,
    });
    expect((await control('POST', '/knobs', { countMax: '50' })).status).toBe(400);
    expect((await control('POST', '/knobs', { speed: 1 })).status).toBe(400);
  });
});
