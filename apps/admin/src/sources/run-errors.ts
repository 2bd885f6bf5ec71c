import { useText } from '../i18n/text.js';

const KINDS = [
  'config',
  'unauthorized',
  'rate-limited',
  'temporary',
  'source-schema',
  'rejected',
  'cursor-expired',
  'unexpected',
  'worker-lost',
  'shutdown',
  'database',
] as const;

type Kind = (typeof KINDS)[number];

/** A status has its last error as `kind: sentence`. */
export function errorOf(lastError: string): { readonly kind: string; readonly message: string } {
  const [kind = '', ...rest] = lastError.split(': ');
  return { kind, message: rest.join(': ') };
}

/** What a kind of failure means, in the reader's words; the server's own sentence stands beside it. */
export function useKindText(): (kind: string) => string {
  const text = useText();
  return (kind) => (isKind(kind) ? text(`sources.kind.${kind}`) : kind);
}

function isKind(kind: string): kind is Kind {
  return (KINDS as readonly string[]).includes(kind);
}
