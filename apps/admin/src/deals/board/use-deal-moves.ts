import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useDataProvider, useNotify, useUpdate } from 'react-admin';
import type { PanelDataProvider } from '../../data/data-provider.js';
import { isStale, PanelError } from '../../data/panel-error.js';
import { useText } from '../../i18n/text.js';
import type { DealStage } from '../deal-stage.js';
import type { Deal } from './deal-card.js';

/** A deal on its way to another stage. */
export interface DealMove {
  readonly deal: Deal;
  readonly stage: DealStage;
  /** Sent by the card's menu: the focus goes with it. */
  readonly byMenu: boolean;
}

export interface DealMoves {
  readonly move: (move: DealMove) => void;
  /** The deal that is being moved. */
  readonly movingId: string | null;
  /** A move that met another one. */
  readonly refused: DealMove | null;
  readonly forgetRefused: () => void;
  /** The card that was moved last by its menu. */
  readonly focused: DealMove | null;
}

/** Moves deals between stages; a move that would undo somebody else's is shown instead of made. */
export function useDealMoves(): DealMoves {
  const text = useText();
  const notify = useNotify();
  const queryClient = useQueryClient();
  const dataProvider = useDataProvider<PanelDataProvider>();
  const [refused, setRefused] = useState<DealMove | null>(null);
  const [focused, setFocused] = useState<DealMove | null>(null);
  const [update] = useUpdate<Deal>();
  // By react-admin's own update, so that what it remembers of the deal is right at once.
  const store = (deal: Deal, stage: DealStage): Promise<unknown> =>
    update(
      'deals',
      { id: deal.id, data: { ...deal, stage }, previousData: deal },
      { mutationMode: 'pessimistic', returnPromise: true, onError: leftToCaller },
    );
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (move: DealMove) => moveOn(dataProvider, store, move),
    onSuccess: async (isMoved, move) => {
      if (!isMoved) {
        setRefused(move);
        return;
      }
      setFocused(move.byMenu ? move : null);
      const stage = text(`resources.deals.stage.${move.stage}`);
      notify(text('resources.deals.board.moved', { title: move.deal.title, stage }), { type: 'success' });
      await queryClient.invalidateQueries({ queryKey: ['deals'] });
    },
    onError: async (error) => {
      notify(error.message, { type: 'error' });
      await queryClient.invalidateQueries({ queryKey: ['deals'] });
    },
  });
  return {
    move: mutate,
    movingId: isPending ? variables.deal.id : null,
    refused,
    forgetRefused: () => setRefused(null),
    focused,
  };
}

function leftToCaller(): void {
  // The promise is refused too.
}

/** False when somebody else has moved the deal since it was shown. */
async function moveOn(
  dataProvider: PanelDataProvider,
  store: (deal: Deal, stage: DealStage) => Promise<unknown>,
  { deal, stage }: DealMove,
): Promise<boolean> {
  const present = await presentOf(dataProvider, deal);
  if (present.stage !== deal.stage && present.stage !== stage) {
    return false;
  }
  try {
    await store(present, stage);
    return true;
  } catch (error) {
    if (isStale(error)) {
      return false;
    }
    throw error;
  }
}

/** The deal with its version, which lists do not have; without a connection as it is shown. */
async function presentOf(dataProvider: PanelDataProvider, deal: Deal): Promise<Deal> {
  try {
    return (await dataProvider.getOne<Deal>('deals', { id: deal.id })).data;
  } catch (error) {
    if (error instanceof PanelError && error.code === 'UNREACHABLE') {
      return deal;
    }
    throw error;
  }
}
