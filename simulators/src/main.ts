import { startAltegioSimulator } from './altegio/start-altegio-simulator.js';
import { startExnessSimulator } from './exness/start-exness-simulator.js';
import { startStratteraSimulator } from './strattera/start-strattera-simulator.js';
import { startWisproSimulator } from './wispro/start-wispro-simulator.js';

/** A running vendor, and what the product must be told to find it. */
interface RunningVendor {
  readonly controlUrl: string;
  readonly world: { advanceWorld(steps?: number): unknown };
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

interface Wishes {
  readonly port: number;
  readonly timeScale: number;
  readonly now?: string;
}

const STARTERS: Readonly<Record<string, (wishes: Wishes) => Promise<RunningVendor>>> = {
  strattera: startStrattera,
  exness: startExnessSimulator,
  wispro: startWispro,
  altegio: startAltegio,
};

function startStrattera(wishes: Wishes): Promise<RunningVendor> {
  return startStratteraSimulator({
    ...wishes,
    orders: wholeNumber('ORDERS', 1_073),
    products: wholeNumber('PRODUCTS', 32),
    writeBack: process.env.WRITE_BACK === 'true',
    ...(process.env.TOKEN === undefined ? {} : { token: process.env.TOKEN }),
  });
}

function startWispro(wishes: Wishes): Promise<RunningVendor> {
  return startWisproSimulator({ ...wishes, clients: wholeNumber('SUBSCRIBERS', 10_000) });
}

function startAltegio(wishes: Wishes): Promise<RunningVendor> {
  const { ALTEGIO_WEBHOOK_URL: webhookUrl = '', WRITE_BACK: writeBack } = process.env;
  return startAltegioSimulator({
    ...wishes,
    writeBack: writeBack === 'true',
    webhookUrls: webhookUrl === '' ? [] : [webhookUrl],
    knobs: { webhookDelayMs: 5_000 },
  });
}

/** Reads a whole number from the environment; exits with its name when it is not one. */
function wholeNumber(name: string, fallback: number, text = process.env[name]): number {
  if (text === undefined || text === '') {
    return fallback;
  }
  if (!/^\d{1,9}$/u.test(text)) {
    return exitFor(`${name} must be a whole number, not "${text}".`);
  }
  return Number(text);
}

function exitFor(reason: string): never {
  console.error(reason);
  process.exit(2);
}

/** Starts vendors for people in development: the clock runs, and on request the worlds live by themselves. */
async function main(): Promise<void> {
  const names = (process.env.VENDORS ?? Object.keys(STARTERS).join(',')).split(',');
  const firstPort = wholeNumber('PORT', 0, process.argv[2] ?? process.env.PORT);
  const running: RunningVendor[] = [];
  for (const [index, name] of names.entries()) {
    const start = Object.hasOwn(STARTERS, name) ? STARTERS[name] : undefined;
    if (start === undefined) {
      exitFor(`VENDORS must be some of ${Object.keys(STARTERS).join(', ')}, not "${name}".`);
    }
    const { NOW: now } = process.env;
    const port = firstPort === 0 ? 0 : firstPort + index;
    const vendor = await start({ port, timeScale: 1, ...(now === undefined ? {} : { now }) });
    running.push(vendor);
    for (const [variable, value] of Object.entries(vendor.environment)) {
      console.log(`${variable}=${value}`);
    }
    console.log(`# ${name} is controlled at ${vendor.controlUrl}`);
  }
  const stopLiving = liveOn(running, wholeNumber('LIVE_SECONDS', 0));
  const stop = (): void => {
    stopLiving();
    void Promise.all(running.map((vendor) => vendor.close()));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function liveOn(vendors: readonly RunningVendor[], everySeconds: number): () => void {
  if (everySeconds === 0) {
    return () => undefined;
  }
  const timer = setInterval(() => {
    for (const { world } of vendors) {
      world.advanceWorld(1);
    }
  }, everySeconds * 1_000);
  return () => {
    clearInterval(timer);
  };
}

await main();
