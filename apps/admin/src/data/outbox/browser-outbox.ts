import type { PanelSession } from '../../api/session.js';
import { BrowserOutboxStore } from './browser-store.js';
import { Outbox } from './outbox.js';
import { ReadMemory } from './read-memory.js';
import { sendWaiting } from './send-waiting.js';
import { SyncTick } from './sync-tick.js';

const NAME = 'sync-hub.outbox';
/** An answer that stalls must not hold up all tabs for ever. What it was about is sent again. */
const PUSH_MS_MAX = 120_000;

/** What tabs tell each other: the store has changed, perhaps because these tables have on the server. */
interface News {
  readonly tables: readonly string[];
}

export interface BrowserOutbox {
  readonly outbox: Outbox;
  readonly memory: ReadMemory;
  readonly tick: SyncTick;
  readonly isConnected: () => boolean;
}

/** The outbox of this page, at work from now on. `onChanged`: what is shown of these tables has changed, by any tab. */
export function startOutbox(
  session: PanelSession,
  onChanged: (tables: readonly string[]) => void,
): BrowserOutbox {
  const { api, connection } = session;
  const isConnected = (): boolean => connection.state === 'up';
  const store = new BrowserOutboxStore();
  const channel = new BroadcastChannel(NAME);
  const tell = (tables: readonly string[]): void => {
    channel.postMessage({ tables } satisfies News);
    onChanged(tables);
  };
  const outbox: Outbox = new Outbox({
    store,
    isConnected,
    exclusively,
    now,
    announce: tell,
    wait,
    sendAll: (userId) =>
      sendWaiting(
        {
          store,
          now,
          push: async (body) =>
            (
              await api.send<never>('post', '/api/sync/outgoing', {
                body,
                signal: AbortSignal.timeout(PUSH_MS_MAX),
              })
            ).body,
          registerDevice: () => registerDevice(session),
          whoIsHere: async () => (await api.get('/api/auth/me')).body.id,
          mayGoOn: () => outbox.person === userId && isConnected(),
          onSettled: async (tables) => {
            await outbox.reload();
            tell(tables);
          },
        },
        userId,
      ),
  });
  const parts = { outbox, memory: new ReadMemory(), tick: new SyncTick(api, isConnected), isConnected };
  channel.onmessage = ({ data }: MessageEvent<News>) => {
    void outbox.reload().then(() => onChanged(data.tables));
  };
  connection.subscribe(() => void outbox.send());
  followPerson(session, parts);
  return parts;
}

/** The outbox is always that of whoever is signed in, in whichever tab that was. */
function followPerson(session: PanelSession, { outbox, memory, tick }: BrowserOutbox): void {
  let asked = 0;
  const follow = async (): Promise<void> => {
    asked += 1;
    const question = asked;
    const person = session.isSignedIn ? await session.me().catch(() => undefined) : null;
    // Unknown for now, or asked before somebody came or left.
    if (person === undefined || question !== asked) {
      return;
    }
    const userId = person?.id ?? null;
    if (userId !== outbox.person) {
      memory.forget();
      tick.forget();
      await outbox.become(userId);
    }
  };
  session.tokens.subscribe(() => void follow());
  session.connection.subscribe(() => void follow());
  void follow();
}

async function registerDevice({ api }: PanelSession): Promise<string> {
  const { body } = await api.post('/api/sync/devices', {
    body: { name: browserName(navigator.userAgent), platform: 'web' },
  });
  return body.deviceId;
}

/** As people know it in a list of devices: `Firefox on Windows`. */
function browserName(userAgent: string): string {
  const browsers = { Edg: 'Edge', OPR: 'Opera', Firefox: 'Firefox', Chrome: 'Chrome', Safari: 'Safari' };
  const systems = {
    Android: 'Android',
    iPhone: 'iPhone',
    iPad: 'iPad',
    Windows: 'Windows',
    Mac: 'macOS',
    Linux: 'Linux',
  };
  const find = (names: Readonly<Record<string, string>>): string | undefined =>
    Object.entries(names).find(([mark]) => userAgent.includes(mark))?.[1];
  return `${find(browsers) ?? 'Browser'}, ${find(systems) ?? 'web'}`;
}

/** Browsers have locks on https and localhost only. Elsewhere two tabs may send the same: it is applied once. */
async function exclusively(work: () => Promise<void>): Promise<void> {
  const locks = (navigator as Partial<Navigator>).locks;
  await (locks === undefined ? work() : locks.request(NAME, work));
}

function wait(ms: number, wake: () => void): () => void {
  const timer = setTimeout(wake, ms);
  return () => clearTimeout(timer);
}

function now(): number {
  // eslint-disable-next-line no-restricted-syntax -- the browser's own clock: when a person made an edit
  return Date.now();
}
