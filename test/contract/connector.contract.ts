import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  FetchOptions,
  SourceConnector,
  SourcePage,
} from '../../src/flow/external-source/external-source.public.js';

export interface ConnectorHarness {
  readonly connector: SourceConnector;
  /** Changes one record behind the connector's back, as another user of the source would. */
  readonly touch: (entity: string) => Promise<void>;
  /** Stops what was started for it. */
  readonly stop: () => Promise<void>;
}

const FULL: FetchOptions = { mode: 'full' };

/** Every connector runs these. A connector is done when they pass and its mapping is tested. */
export function describeConnector(name: string, start: () => Promise<ConnectorHarness>): void {
  describe(`${name} keeps the connector contract`, () => {
    let harness: ConnectorHarness;
    let connector: SourceConnector;

    beforeEach(async () => {
      harness = await start();
      connector = harness.connector;
    });
    afterEach(async () => {
      await harness.connector.close?.();
      await harness.stop();
    });

    it('fetches the same records again from the same cursor', async () => {
      for (const entity of connector.entities) {
        const first = await collect(connector, entity, null);
        const again = await collect(connector, entity, null);

        expect(first.some((page) => page.payloads.length > 0)).toBe(true);
        expect(again).toEqual(first);
      }
    });

    it('says exactly once, on the last page, that a full listing has ended', async () => {
      for (const entity of connector.entities) {
        const pages = await collect(connector, entity, null);

        expect(pages.map((page) => page.endsCompleteListing)).toEqual(
          pages.map((page) => page === pages.at(-1)),
        );
      }
    });

    it('goes on after any page from that page’s cursor, where it has cursors', async () => {
      for (const entity of connector.entities) {
        const pages = await collect(connector, entity, null);
        const [first, ...rest] = pages;
        if (first!.nextCursor !== null && rest.length > 0) {
          expect(await collect(connector, entity, first!.nextCursor)).toEqual(rest);
        }
      }
    });

    it('shows a change that was made at the source', async () => {
      const [entity] = connector.entities;
      const before = await collect(connector, entity!, null);

      await harness.touch(entity!);
      const after = await collect(connector, entity!, null);

      expect(mapAll(connector, entity!, after)).not.toEqual(mapAll(connector, entity!, before));
    });

    it('maps every payload to a record, a skip or a refusal, without throwing and the same each time', async () => {
      for (const entity of connector.entities) {
        const pages = await collect(connector, entity, null);

        const mapped = mapAll(connector, entity, pages);

        expect(mapped.some((payload) => payload.kind === 'record')).toBe(true);
        expect(mapAll(connector, entity, pages)).toEqual(mapped);
      }
    });

    it('refuses what is no record of the source, instead of throwing or making something up', () => {
      for (const entity of connector.entities) {
        for (const payload of [null, 7, 'text', [], {}, { id: null }, { id: { deep: true } }]) {
          expect(connector.map(entity, payload).kind).not.toBe('record');
        }
      }
    });

    it('stops when it is told to', async () => {
      const pages = connector.fetch(connector.entities[0]!, null, FULL, AbortSignal.abort());

      await expect(pages[Symbol.asyncIterator]().next()).rejects.toThrow();
    });
  });
}

function mapAll(
  connector: SourceConnector,
  entity: string,
  pages: readonly SourcePage[],
): ReturnType<SourceConnector['map']>[] {
  return pages.flatMap((page) => page.payloads).map((payload) => connector.map(entity, payload));
}

async function collect(
  connector: SourceConnector,
  entity: string,
  cursor: string | null,
): Promise<SourcePage[]> {
  const pages: SourcePage[] = [];
  for await (const page of connector.fetch(entity, cursor, FULL, new AbortController().signal)) {
    pages.push(page);
  }
  return pages;
}
