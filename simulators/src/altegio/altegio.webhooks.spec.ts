import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AltegioWebhook } from './altegio.payloads.js';
import { startAltegioSimulator } from './start-altegio-simulator.js';
import type { AltegioSimulator } from './start-altegio-simulator.js';

describe('the webhooks of Altegio (UPSTREAM-APIS §1.5, A13)', () => {
  let simulator: AltegioSimulator;
  let receiver: Server;
  let url: string;
  let received: AltegioWebhook[];
  let receivedHeaders: IncomingHttpHeaders[];
  let answers: number[];
  let onReceived: () => void;

  beforeEach(async () => {
    received = [];
    receivedHeaders = [];
    answers = [];
    onReceived = () => undefined;
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as AltegioWebhook);
        receivedHeaders.push(request.headers);
        response.writeHead(answers.shift() ?? 200).end();
        onReceived();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook/secret`;
    simulator = await startAltegioSimulator({
      records: 60,
      webhookUrls: [url],
      knobs: { webhookRetryMs: 1 },
    });
  });

  afterEach(async () => {
    await simulator.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const summary = (): string[] => received.map(({ status, resource_id: id }) => `${status} ${id}`);
  const settings = async (method: string, body?: unknown): Promise<Response> =>
    fetch(`${simulator.baseUrl}/hooks_settings/700001`, {
      method,
      headers: {
        accept: 'application/vnd.api.v2+json',
        authorization: `Bearer ${simulator.companyToken}, User ${simulator.userToken}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('posts a creation, an update and a deletion with the record as it was then', async () => {
    const { id } = simulator.world.insertRecord({ attendance: 0 });
    simulator.world.patchRecord(id, { attendance: 1 });
    simulator.world.deleteRecord(id);
    expect(received).toEqual([]);
    const deliveries = await simulator.webhooks.deliver();

    expect(received).toEqual([
      expect.objectContaining({
        status: 'create',
        data: expect.objectContaining({ attendance: 0 }) as object,
      }),
      expect.objectContaining({
        status: 'update',
        data: expect.objectContaining({ attendance: 1 }) as object,
      }),
      {
        company_id: 700_001,
        resource: 'record',
        resource_id: id,
        status: 'delete',
        data: simulator.world.getRecord(id),
      },
    ]);
    expect(deliveries.map(({ answerStatus, tries }) => [answerStatus, tries])).toEqual([
      [200, 1],
      [200, 1],
      [200, 1],
    ]);
    expect(receivedHeaders[0]).toMatchObject({ 'content-type': 'application/json; charset=utf-8' });
    expect(simulator.webhooks.pending).toEqual([]);
  });

  it('E22 repeats and reorders them on demand', async () => {
    const { id } = simulator.world.insertRecord();
    simulator.world.deleteRecord(id);
    await simulator.webhooks.deliver({ copies: 2, order: 'reversed' });

    expect(summary()).toEqual([`delete ${id}`, `delete ${id}`, `create ${id}`, `create ${id}`]);
  });

  it('E22 shuffles them the same way on every start', async () => {
    const orders: string[][] = [];
    for (let round = 0; round < 2; round += 1) {
      simulator.reset();
      received.length = 0;
      simulator.world.advanceWorld(24);
      await simulator.webhooks.deliver({ order: 'shuffled' });
      orders.push(summary());
    }

    expect(orders[0]!.length).toBeGreaterThan(5);
    expect(orders[1]).toEqual(orders[0]);
  });

  it('E22 posts an event about a record that nobody knows', async () => {
    const record = { ...simulator.world.getRecord(simulator.world.cases.plain), id: 1 };
    await simulator.webhooks.send('update', record, { copies: 2 });

    expect(summary()).toEqual(['update 1', 'update 1']);
  });

  it('A13 can lose them', async () => {
    simulator.world.deleteRecord(simulator.world.cases.plain);

    expect(simulator.webhooks.drop()).toBe(1);
    expect(await simulator.webhooks.deliver()).toEqual([]);
    expect(received).toEqual([]);
  });

  it('posts by itself when it has a delay', async () => {
    simulator.knobs.webhookDelayMs = 1;
    const arrived = new Promise<void>((resolve) => {
      onReceived = resolve;
    });
    simulator.world.deleteRecord(simulator.world.cases.plain);
    await arrived;

    expect(summary()).toEqual([`delete ${simulator.world.cases.plain}`]);
  });

  it('posts when the API changed the record', async () => {
    simulator.knobs.writeBack = true;
    const { staff_id, services, client, datetime, seance_length } = simulator.world.getRecord(
      simulator.world.cases.plain,
    );
    await fetch(`${simulator.baseUrl}/record/700001/${simulator.world.cases.plain}`, {
      method: 'PUT',
      headers: {
        accept: 'application/vnd.api.v2+json',
        authorization: `Bearer ${simulator.companyToken}, User ${simulator.userToken}`,
      },
      body: JSON.stringify({ staff_id, services, client, datetime, seance_length, attendance: -1 }),
    });

    expect(simulator.webhooks.pending).toMatchObject([{ status: 'update', data: { attendance: -1 } }]);
  });

  it.each([
    ['tries twice more after a 500', 2, [500, 503, 200], 3, 200],
    ['gives up after the third try', 2, [500, 500, 500], 3, 500],
    ['tries again after a 429', 2, [429, 200], 2, 200],
    ['does not try again after another 4xx', 2, [404], 1, 404],
    ['never tries again by the other text', 0, [500], 1, 500],
  ])('%s', async (_case, retries, given, tries, answerStatus) => {
    simulator.knobs.webhookRetries = retries;
    answers.push(...given);
    simulator.world.deleteRecord(simulator.world.cases.plain);

    expect(await simulator.webhooks.deliver()).toMatchObject([{ tries, answerStatus }]);
    expect(received).toHaveLength(tries);
  });

  it('has no answer from a receiver that is not there', async () => {
    simulator.webhooks.register('http://127.0.0.1:1/hook');
    simulator.world.deleteRecord(simulator.world.cases.plain);

    expect(await simulator.webhooks.deliver()).toMatchObject([{ tries: 3, answerStatus: null }]);
  });

  it('sends a shared bearer when it is told one, and the knobs shape the record', async () => {
    Object.assign(simulator.knobs, { webhookBearer: 'shared', deletedAs: 'number' });
    simulator.world.deleteRecord(simulator.world.cases.plain);
    await simulator.webhooks.deliver();

    expect(receivedHeaders[0]).toMatchObject({ authorization: 'Bearer shared' });
    expect(received[0]!.data.deleted).toBe(1);
  });

  it('shows the settings and replaces all of them', async () => {
    const shown = (await (await settings('GET')).json()) as { data: Record<string, unknown> };
    const other = url.replace('/hook/', '/other/');
    const replaced = await settings('POST', { urls: [url, other], active: 1, record: 1, client: 1 });

    expect(shown.data).toMatchObject({ urls: [url], active: 1, record: 1, client: 0, salon: 0 });
    expect(replaced.status).toBe(201);
    expect(await replaced.json()).toMatchObject({ data: { urls: [url, other], record: 1, client: 1 } });
    simulator.world.deleteRecord(simulator.world.cases.plain);
    expect(await simulator.webhooks.deliver()).toHaveLength(2);
  });

  it('posts nothing while records are switched off', async () => {
    await settings('POST', { urls: [url], active: 1, record: 0 });
    simulator.world.deleteRecord(simulator.world.cases.plain);

    expect(simulator.webhooks.pending).toEqual([]);
  });

  it('posts to this machine only', async () => {
    for (const urls of [
      ['https://example.com/hook'],
      ['file:///etc/passwd'],
      ['http://127.0.0.1.example.com/'],
      ['http://127.0.0.1:1@example.com/'],
      'http://127.0.0.1/',
      Array.from({ length: 11 }, (_none, index) => `http://127.0.0.1/${index}`),
      [url, url],
    ]) {
      expect((await settings('POST', { urls, active: 1, record: 1 })).status).toBe(422);
    }
    expect(() => {
      simulator.webhooks.register('https://example.com/hook');
    }).toThrow(RangeError);
  });
});
