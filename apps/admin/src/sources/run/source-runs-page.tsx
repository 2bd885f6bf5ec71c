import { type ReactElement, useState } from 'react';
import {
  Alert,
  Box,
  Breadcrumbs,
  Card,
  CardActionArea,
  Link as MuiLink,
  Paper,
  Skeleton,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TablePagination,
  TableRow,
  type Theme,
  Typography,
  useMediaQuery,
} from '@mui/material';
import { Title } from 'react-admin';
import { Link, useParams } from 'react-router-dom';
import { useText } from '../../i18n/text.js';
import { useFormats } from '../../ui/format.js';
import { type Run, useSourceRuns, useSourceTitle } from '../source-queries.js';
import { StateMark } from '../state-mark.js';
import { useTimeTexts } from '../time-texts.js';

const ROWS_PER_PAGE = 25;

/** All runs of a source that are kept, newest first. */
export function SourceRunsPage(): ReactElement {
  const text = useText();
  const { key = '' } = useParams();
  const [page, setPage] = useState(1);
  const title = useSourceTitle(key);
  const { data, error } = useSourceRuns(key, page, ROWS_PER_PAGE);
  const heading = text('sources.runs.title', { source: title });
  return (
    <Stack spacing={2} sx={{ mt: 2 }}>
      <Title title={heading} />
      <Breadcrumbs aria-label={text('sources.title')}>
        <MuiLink component={Link} to="/sources">
          {text('sources.all_sources')}
        </MuiLink>
        <Typography color="text.primary">{title}</Typography>
      </Breadcrumbs>
      <Typography variant="h5" component="h1">
        {heading}
      </Typography>
      {error === null ? null : <Alert severity="error">{error.message}</Alert>}
      {data === undefined ? (
        error === null ? (
          <Skeleton variant="rounded" height={320} />
        ) : null
      ) : (
        <>
          <Runs title={heading} runs={data.data} />
          {data.pagination.total > ROWS_PER_PAGE ? (
            <TablePagination
              component="div"
              count={data.pagination.total}
              page={page - 1}
              rowsPerPage={ROWS_PER_PAGE}
              rowsPerPageOptions={[]}
              onPageChange={(_, index) => setPage(index + 1)}
            />
          ) : null}
        </>
      )}
    </Stack>
  );
}

interface RunsProps {
  readonly title: string;
  readonly runs: readonly Run[];
}

function Runs({ title, runs }: RunsProps): ReactElement {
  const text = useText();
  const isPhone = useMediaQuery((theme: Theme) => theme.breakpoints.down('md'));
  if (runs.length === 0) {
    return <Typography color="text.secondary">{text('sources.runs.none')}</Typography>;
  }
  return isPhone ? <RunCards title={title} runs={runs} /> : <RunTable title={title} runs={runs} />;
}

function RunTable({ title, runs }: RunsProps): ReactElement {
  const text = useText();
  const columns = ['started', 'state', 'mode', 'trigger', 'duration'] as const;
  return (
    <TableContainer component={Paper} variant="outlined" tabIndex={0}>
      <Table size="small" aria-label={title}>
        <TableHead>
          <TableRow>
            {columns.map((column) => (
              <TableCell key={column}>{text(`sources.field.${column}`)}</TableCell>
            ))}
            {COUNTS.map((count) => (
              <TableCell key={count} align="right">
                {text(`sources.count.${count}`)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

const COUNTS = ['fetched', 'created', 'updated', 'failed'] as const;

function RunRow({ run }: { readonly run: Run }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const times = useTimeTexts();
  return (
    <TableRow hover>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <MuiLink component={Link} to={`/sources/runs/${run.id}`}>
          {formats.instant(run.startedAt)}
        </MuiLink>
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <StateMark state={run.state} />
      </TableCell>
      <TableCell>{modeText(run, text)}</TableCell>
      <TableCell>{text(`sources.trigger.${run.trigger}`)}</TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{times.duration(durationMs(run))}</TableCell>
      {COUNTS.map((count) => (
        <TableCell key={count} align="right" sx={{ fontVariantNumeric: 'tabular-nums' }}>
          {formats.number(run.counts[count])}
        </TableCell>
      ))}
    </TableRow>
  );
}

function RunCards({ title, runs }: RunsProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  const times = useTimeTexts();
  return (
    <Stack component="ul" aria-label={title} spacing={1} sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {runs.map((run) => (
        <Card component="li" variant="outlined" key={run.id}>
          <CardActionArea component={Link} to={`/sources/runs/${run.id}`} sx={{ p: 1.5 }}>
            <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: 1 }}>
              <StateMark state={run.state} />
              <Typography variant="body2">{formats.instant(run.startedAt)}</Typography>
            </Box>
            <Typography variant="body2" color="text.secondary">
              {[
                modeText(run, text),
                times.duration(durationMs(run)),
                text('sources.strip.records', { smart_count: run.counts.fetched }),
              ].join(' · ')}
            </Typography>
          </CardActionArea>
        </Card>
      ))}
    </Stack>
  );
}

function modeText({ mode, dryRun }: Run, text: ReturnType<typeof useText>): string {
  return dryRun
    ? `${text(`sources.mode.${mode}`)} (${text('sources.runs.dry')})`
    : text(`sources.mode.${mode}`);
}

function durationMs({ startedAt, finishedAt }: Run): number | null {
  return finishedAt === null ? null : new Date(finishedAt).getTime() - new Date(startedAt).getTime();
}
