import type { ReactElement } from 'react';
import { Chip } from '@mui/material';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';

export type OutgoingChange = Schema<'OutgoingChangeResponse'>;
export type OutgoingState = OutgoingChange['state'];

export const OUTGOING_STATES = [
  'queued',
  'applying',
  'conflicted',
  'rejected',
  'applied',
  'discarded',
] as const satisfies readonly OutgoingState[];

const COLOURS = {
  queued: 'info',
  applying: 'primary',
  applied: 'success',
  conflicted: 'warning',
  rejected: 'error',
  discarded: 'default',
} as const;

/** How often a list of changes looks again: they move by themselves. */
export const REFRESH_MS = 5_000;

/** Where a change is on its way, in a word and a colour. */
export function StateChip({ state }: { readonly state: OutgoingState }): ReactElement {
  const text = useText();
  return <Chip size="small" color={COLOURS[state]} label={text(`resources.outgoing.state.${state}`)} />;
}

/** What may still be done with a change (outgoing-change.state.ts of the server). */
export function canRetry({ state }: OutgoingChange): boolean {
  return ['queued', 'conflicted', 'rejected'].includes(state);
}

export function canDiscard(change: OutgoingChange): boolean {
  return canRetry(change);
}

/** Kinds of trouble that have a sentence; the server's own stands beside it. */
const KINDS = [
  'config',
  'unauthorized',
  'rate-limited',
  'temporary',
  'source-schema',
  'rejected',
  'conflict',
  'withdrawn',
] as const;

/** Why a change is not at the vendor, in words; null when nothing is known to be wrong. */
export function useTroubleText(): (change: OutgoingChange) => string | null {
  const text = useText();
  return ({ errorKind, error }) => {
    if (errorKind === null) {
      return error;
    }
    const kind = KINDS.find((known) => known === errorKind) ?? 'unexpected';
    return text(`resources.outgoing.trouble.${kind}`);
  };
}
