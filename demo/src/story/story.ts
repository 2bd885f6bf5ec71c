import { ADMIN, JONAS, MIRA } from '../cast.js';
import { type Narrator, took } from '../narrator.js';
import type { Stage } from '../stage.js';
import { importAgain } from './next-import.js';
import { comeBack, receive, workOffline } from './offline.js';
import { furnishTheOffice, importEverything, openTheDoors } from './opening.js';
import { compareWithServer, pullEverything } from './phones.js';

/** The round trip from an empty machine to two phones that agree. Throws DemoFailure at the first broken promise. */
export async function tellStory(stage: Stage, narrator: Narrator, preferredPort: number): Promise<void> {
  const startedAt = performance.now();
  const office = await openTheDoors(stage, narrator, preferredPort);
  await importEverything(stage, narrator, office);
  await furnishTheOffice(narrator, office);
  const phones = await pullEverything(stage, narrator);
  const edits = await workOffline(stage, narrator, office, phones);
  await comeBack(narrator, phones);
  await receive(narrator, phones, edits);
  await importAgain(narrator, office, edits);
  await compareWithServer(narrator, phones);
  narrator.say(`The whole round trip took ${took(performance.now() - startedAt)}.`);
}

/** For those who want to look around while it stays up. */
export function sayWhereToLook(stage: Stage, narrator: Narrator): void {
  const { url } = stage.product;
  narrator.chapter('Look around');
  narrator.say(`API:           ${url}`);
  narrator.say(`Admin panel:   ${url}/admin`);
  narrator.say(`Documentation: ${url}/api/docs`);
  narrator.say(`Admin:         ${ADMIN.email} / ${ADMIN.password}`);
  for (const { name, email, password } of [MIRA, JONAS]) {
    narrator.say(`${`${name}:`.padEnd(14)} ${email} / ${password}`);
  }
  narrator.say(
    'The shop lives on, and is imported every five minutes; the others have their hours at night.',
  );
  narrator.say('Stop with Ctrl-C: then everything that was started is removed.');
}
