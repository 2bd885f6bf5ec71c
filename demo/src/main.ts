import { setTimeout as sleep } from 'node:timers/promises';
import { DemoFailure } from './demo-failure.js';
import { type EndSignal, exitCodeOf, untilAskedToEnd } from './ending.js';
import { Narrator } from './narrator.js';
import { letShopLive } from './shop-life.js';
import { Stage } from './stage.js';
import { sayWhereToLook, tellStory } from './story/story.js';

const PREFERRED_PORT = 3000;
/** A process that was killed is known to be gone a moment after its connections are. */
const NOTICE_MS_MAX = 1_000;
const USAGE = 'Usage: npm run demo [-- --once]\n\n--once  ends after the round trip instead of staying up\n';

/** How the demo went: it came to its end, somebody ended it, or it broke a promise. */
type Outcome = { readonly signal: EndSignal } | { readonly failure: unknown } | null;

async function main(args: readonly string[]): Promise<number> {
  if (args.some((argument) => argument !== '--once')) {
    process.stderr.write(USAGE);
    return 2;
  }
  const isOnce = args.includes('--once');
  const narrator = new Narrator();
  const stage = new Stage();
  const asked = untilAskedToEnd().then((signal) => ({ signal }));
  const died = stage.productEnded.then(() => ({ failure: new DemoFailure('The server ended by itself.') }));
  const told = tellStory(stage, narrator, isOnce ? 0 : PREFERRED_PORT).then(
    () => null,
    async (failure: unknown) => ({ failure: await explain(stage, failure) }),
  );
  const outcome: Outcome = await Promise.race([told, asked, died]);
  if (outcome !== null || isOnce) {
    return end(stage, narrator, outcome);
  }
  return end(stage, narrator, await stayUp(stage, narrator, Promise.race([asked, died])));
}

/** Ctrl-C is then the way in which it should end; the server ending by itself is not. */
async function stayUp(
  stage: Stage,
  narrator: Narrator,
  disturbed: Promise<NonNullable<Outcome>>,
): Promise<Outcome> {
  sayWhereToLook(stage, narrator);
  const stopLiving = letShopLive(stage.shop);
  const outcome = await disturbed;
  stopLiving();
  return 'signal' in outcome && outcome.signal === 'SIGINT' ? null : outcome;
}

async function end(stage: Stage, narrator: Narrator, outcome: Outcome): Promise<number> {
  narrator.fallSilent();
  if (outcome !== null && 'failure' in outcome) {
    narrator.fail(`\nThe demo failed: ${sentenceOf(outcome.failure)}`);
    const logFile = await stage.stop(true);
    if (stage.lastWords !== '') {
      narrator.fail(`The server's last words: ${stage.lastWords}`);
    }
    if (logFile !== null) {
      narrator.fail(`The server's log: ${logFile}`);
    }
    return 1;
  }
  narrator.announce('\nStopping …');
  await stage.stop(false);
  narrator.announce('Everything is stopped and removed.');
  return outcome === null ? 0 : exitCodeOf(outcome.signal);
}

/** A call that gets no answer is only a symptom when the server is gone. */
async function explain({ productEnded }: Stage, failure: unknown): Promise<unknown> {
  if (failure instanceof DemoFailure) {
    return failure;
  }
  const isServerGone = await Promise.race([productEnded.then(() => true), sleep(NOTICE_MS_MAX, false)]);
  return isServerGone ? new DemoFailure('The server ended by itself.', failure) : failure;
}

/** One sentence; for what nobody expected, where it happened as well. */
function sentenceOf(failure: unknown): string {
  if (!(failure instanceof Error)) {
    return 'for an unknown reason.';
  }
  return failure instanceof DemoFailure ? failure.message : `${failure.message}\n${failure.stack ?? ''}`;
}

process.exit(await main(process.argv.slice(2)));
