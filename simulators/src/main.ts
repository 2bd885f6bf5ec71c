import { startStratteraSimulator } from './strattera/start-strattera-simulator.js';
import type { StratteraSimulator } from './strattera/start-strattera-simulator.js';

/** Reads a whole number from the environment; exits with its name when it is not one. */
function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') {
    return fallback;
  }
  if (!/^\d{1,9}$/u.test(text)) {
    console.error(`${name} must be a whole number, not "${text}".`);
    process.exit(2);
  }
  return Number(text);
}

/** Starts the simulator for people in development: the clock runs, and on request the shop lives by itself. */
async function main(): Promise<void> {
  const environment = process.env;
  const simulator = await startStratteraSimulator({
    port: wholeNumber('PORT', process.argv[2] ?? environment.PORT, 0),
    orders: wholeNumber('ORDERS', environment.ORDERS, 1_073),
    products: wholeNumber('PRODUCTS', environment.PRODUCTS, 32),
    writeBack: environment.WRITE_BACK === 'true',
    timeScale: 1,
    ...(environment.TOKEN === undefined ? {} : { token: environment.TOKEN }),
    ...(environment.NOW === undefined ? {} : { now: environment.NOW }),
  });
  console.log(`STRATTERA_BASE_URL=${simulator.baseUrl}`);
  console.log(`STRATTERA_TOKEN=${simulator.token}`);
  console.log(`Control: ${simulator.controlUrl}`);
  const stopLiving = liveOn(simulator, wholeNumber('LIVE_SECONDS', environment.LIVE_SECONDS, 0));
  const stop = (): void => {
    stopLiving();
    void simulator.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function liveOn(simulator: StratteraSimulator, everySeconds: number): () => void {
  if (everySeconds === 0) {
    return () => undefined;
  }
  const timer = setInterval(() => {
    simulator.world.advanceWorld(1);
  }, everySeconds * 1_000);
  return () => {
    clearInterval(timer);
  };
}

await main();
