import { type ReactElement, useState } from 'react';
import SearchIcon from '@mui/icons-material/Search';
import {
  Box,
  FormControlLabel,
  InputAdornment,
  Skeleton,
  Switch,
  TextField,
  Typography,
} from '@mui/material';
import {
  CreateButton,
  RecordContextProvider,
  ResourceContextProvider,
  Title,
  useGetIdentity,
} from 'react-admin';
import { useText } from '../../i18n/text.js';
import { LoadProblem } from '../../ui/load-problem.js';
import { StaleDialog } from '../../ui/stale-dialog.js';
import { useApiRead } from '../../ui/use-api-read.js';
import { useDebounced } from '../../ui/use-debounced.js';
import { DEAL_STAGES } from '../deal-stage.js';
import { DealViews } from '../deal-views.js';
import type { Deal } from './deal-card.js';
import { type BoardFilter, StageColumn } from './stage-column.js';
import { type DealMoves, useDealMoves } from './use-deal-moves.js';

const TYPING_MS = 300;

/** Deals as a board: a column a stage, from which a card is dragged, or sent by its menu. */
export function DealBoard(): ReactElement {
  const text = useText();
  const moves = useDealMoves();
  const [search, setSearch] = useState('');
  const [onlyMine, setOnlyMine] = useState(false);
  const { identity } = useGetIdentity();
  const q = useDebounced(search.trim(), TYPING_MS);
  const filter: BoardFilter = {
    ...(q === '' ? {} : { q }),
    ...(onlyMine ? { assignedToUserId: String(identity?.id ?? '') } : {}),
  };
  return (
    <ResourceContextProvider value="deals">
      <Title title={text('resources.deals.board.title')} />
      <Typography variant="h5" component="h1" sx={{ mt: 2 }}>
        {text('resources.deals.board.title')}
      </Typography>
      <DealViews shown="board" />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 2, my: 2 }}>
        <TextField
          size="small"
          fullWidth={false}
          label={text('app.record.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          slotProps={{ input: { startAdornment: <SearchStart /> } }}
        />
        <FormControlLabel
          control={<Switch checked={onlyMine} onChange={(_, isOn) => setOnlyMine(isOn)} />}
          label={text('resources.deals.board.only_mine')}
        />
        <Box sx={{ flex: 1 }} />
        <CreateButton />
      </Box>
      <Columns filter={filter} moves={moves} />
      {moves.refused === null ? null : (
        <RecordContextProvider value={moves.refused.deal}>
          <StaleDialog mine={{ stage: moves.refused.stage }} onClose={moves.forgetRefused} staysHere />
        </RecordContextProvider>
      )}
    </ResourceContextProvider>
  );
}

function SearchStart(): ReactElement {
  return (
    <InputAdornment position="start">
      <SearchIcon fontSize="small" />
    </InputAdornment>
  );
}

/** Contained: the width of what scrolls inside is no reason for the frame around it to grow. */
const BOARD = {
  display: 'flex',
  alignItems: 'flex-start',
  gap: 2,
  overflowX: 'auto',
  contain: 'inline-size',
  pb: 1,
} as const;

interface ColumnsProps {
  readonly filter: BoardFilter;
  readonly moves: DealMoves;
}

/** Beside each other in a region of their own: it scrolls sideways, the page does not. */
function Columns({ filter, moves }: ColumnsProps): ReactElement {
  const text = useText();
  const [dragged, setDragged] = useState<Deal | null>(null);
  const { q: search, ...rest } = filter;
  const query = search === undefined ? rest : { ...rest, search };
  const { data, error, refetch } = useApiRead(['deals', 'stages', query], (api, signal) =>
    api.get('/api/deal-stages', { query, signal }),
  );
  if (error !== null) {
    return <LoadProblem error={error} onRetry={() => void refetch()} />;
  }
  return (
    <Box
      role="region"
      aria-label={text('resources.deals.board.columns')}
      aria-busy={data === undefined}
      tabIndex={0}
      sx={BOARD}
    >
      {data === undefined
        ? DEAL_STAGES.map((stage) => (
            <Skeleton key={stage} variant="rounded" height={240} sx={{ flex: '0 0 264px' }} />
          ))
        : data.map((summary) => (
            <StageColumn
              key={summary.stage}
              summary={summary}
              filter={filter}
              moves={moves}
              dragged={dragged}
              onDrag={setDragged}
            />
          ))}
    </Box>
  );
}
