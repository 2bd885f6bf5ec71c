import {
  type RegisteredSource,
  SourceError,
  type Sources,
} from '../../flow/external-source/external-source.public.js';
import type { Finding } from './finding.js';

const ANSWER_MS_MAX = 20_000;

/** Whether each source has its variables, and answers them: one page is read of each, and nothing is stored. */
export async function sourceFindings(sources: Sources, now: Date, signal: AbortSignal): Promise<Finding[]> {
  return Promise.all(sources.list().map((source) => sourceFinding(source, now, signal)));
}

async function sourceFinding(
  { manifest, connector }: RegisteredSource,
  now: Date,
  signal: AbortSignal,
): Promise<Finding> {
  const subject = manifest.key;
  if (connector === null) {
    return {
      subject,
      state: 'note',
      text: 'Not configured.',
      advice: `Set ${manifest.missingVariables.join(', ')} to read it.`,
    };
  }
  const asked = {
    ...(manifest.schedules[0]?.run(now) ?? { mode: 'full' as const }),
    pageSize: 1,
    pagesMax: 1,
  };
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]);
  try {
    const pages = connector.fetch(manifest.entities[0] ?? '', null, asked, deadline)[Symbol.asyncIterator]();
    await pages.next();
    await pages.return?.();
    return { subject, state: 'ok', text: 'Answers.' };
  } catch (error) {
    return { subject, state: 'failed', ...explain(error) };
  }
}

function explain(error: unknown): Pick<Finding, 'text' | 'advice'> {
  if (!(error instanceof SourceError)) {
    return { text: 'Did not answer in time.', advice: 'Check the base URL and the network.' };
  }
  const text = `${error.kind}: ${error.message}.`;
  switch (error.kind) {
    case 'unauthorized':
      return { text, advice: 'Check the token or the password.' };
    case 'config':
      return { text, advice: 'Check its variables.' };
    case 'rate-limited':
      return { text, advice: 'It is there; try again later.' };
    default:
      return { text, advice: 'Check the base URL, and whether the vendor is up.' };
  }
}
