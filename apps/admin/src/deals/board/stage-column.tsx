import { type ReactElement, useState } from 'react';
import { Box, Button, Typography } from '@mui/material';
import { keepPreviousData } from '@tanstack/react-query';
import { useGetList } from 'react-admin';
import type { Schema } from '../../api/api-client.js';
import { useText } from '../../i18n/text.js';
import { useFormats } from '../../ui/format.js';
import { LoadProblem } from '../../ui/load-problem.js';
import { moneyText } from '../money.js';
import { type Deal, DealCard } from './deal-card.js';
import type { DealMoves } from './use-deal-moves.js';

export interface BoardFilter {
  readonly q?: string;
  readonly assignedToUserId?: string;
}

interface StageColumnProps {
  readonly summary: Schema<'DealStageResponse'>;
  readonly filter: BoardFilter;
  readonly moves: DealMoves;
  /** The card that the mouse holds, of whichever column. */
  readonly dragged: Deal | null;
  readonly onDrag: (deal: Deal | null) => void;
}

const CARDS_A_STEP = 20;

export function StageColumn({ summary, filter, moves, dragged, onDrag }: StageColumnProps): ReactElement {
  const { stage } = summary;
  const [isOver, setIsOver] = useState(false);
  const isTarget = dragged !== null && dragged.stage !== stage;
  const titleId = `stage-${stage}`;
  return (
    <Box
      component="section"
      aria-labelledby={titleId}
      data-stage={stage}
      onDragOver={(event) => {
        if (isTarget) {
          event.preventDefault();
          setIsOver(true);
        }
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        onDrag(null);
        if (isTarget) {
          moves.move({ deal: dragged, stage, byMenu: false });
        }
      }}
      sx={{
        flex: '0 0 264px',
        maxWidth: '82vw',
        borderRadius: 1,
        border: 2,
        borderStyle: isTarget ? 'dashed' : 'solid',
        borderColor: isTarget ? 'primary.main' : 'divider',
        bgcolor: isOver && isTarget ? 'action.selected' : 'background.paper',
        p: 1,
      }}
    >
      <ColumnHead id={titleId} summary={summary} />
      <Cards summary={summary} filter={filter} moves={moves} onDrag={onDrag} />
    </Box>
  );
}

function ColumnHead({
  id,
  summary: { stage, count, amounts },
}: {
  readonly id: string;
  readonly summary: Schema<'DealStageResponse'>;
}): ReactElement {
  const text = useText();
  const formats = useFormats();
  return (
    <Box sx={{ mb: 1, px: 0.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'baseline', justifyContent: 'space-between', gap: 1 }}>
        <Typography id={id} variant="subtitle1" component="h2" sx={{ fontWeight: 600 }}>
          {text(`resources.deals.stage.${stage}`)}
        </Typography>
        <Typography variant="body2" color="text.secondary">
          {text('resources.deals.board.count', { smart_count: count })}
        </Typography>
      </Box>
      <Typography
        variant="body2"
        color="text.secondary"
        sx={{ fontVariantNumeric: 'tabular-nums', minHeight: '1.5em', overflowWrap: 'anywhere' }}
      >
        {amounts.map((amount) => moneyText(amount, formats)).join(' · ')}
      </Typography>
    </Box>
  );
}

/** A step of the column's cards, those that changed last first, and more of them when they are asked for. */
function Cards({
  summary: { stage, count },
  filter,
  moves,
  onDrag,
}: Omit<StageColumnProps, 'dragged'>): ReactElement {
  const text = useText();
  const [shown, setShown] = useState(CARDS_A_STEP);
  const { data, error, refetch } = useGetList<Deal>(
    'deals',
    {
      pagination: { page: 1, perPage: shown },
      sort: { field: 'updatedAt', order: 'DESC' },
      filter: { ...filter, stage },
    },
    { enabled: count > 0, placeholderData: keepPreviousData },
  );
  if (count === 0) {
    return (
      <Typography color="text.secondary" variant="body2" sx={{ p: 1, minHeight: 72 }}>
        {text('resources.deals.board.empty')}
      </Typography>
    );
  }
  if (error !== null) {
    return <LoadProblem error={error} onRetry={() => void refetch()} />;
  }
  return (
    <Box sx={{ maxHeight: '62vh', minHeight: 72, overflowY: 'auto' }}>
      <Box
        component="ul"
        sx={{ listStyle: 'none', m: 0, p: 0.5, display: 'flex', flexDirection: 'column', gap: 1 }}
      >
        {data?.map((deal) => (
          <DealCard
            key={deal.id}
            deal={deal}
            isMoving={moves.movingId === deal.id}
            takesFocus={moves.focused?.deal.id === deal.id && moves.focused.stage === stage}
            onMove={(target) => moves.move({ deal, stage: target, byMenu: true })}
            onDrag={onDrag}
          />
        ))}
      </Box>
      {count > shown ? (
        <Button fullWidth size="small" onClick={() => setShown(shown + CARDS_A_STEP)}>
          {text('resources.deals.board.more', { smart_count: count - shown })}
        </Button>
      ) : null}
    </Box>
  );
}
