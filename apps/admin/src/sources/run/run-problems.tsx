import type { ReactElement } from 'react';
import { Alert, Box, Button, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import { useText } from '../../i18n/text.js';
import { useFormats } from '../../ui/format.js';
import { quarantineAddress } from '../quarantine-address.js';
import { type OpenReasons, type Run, useOpenReasons } from '../source-queries.js';

interface RunProblemsProps {
  readonly run: Run;
  /** Agents are told how many there are, and no more. */
  readonly isAdmin: boolean;
}

/** Records of this run that could not be stored, by reason, and the way to the page where they are set right. */
export function RunProblems({ run, isAdmin }: RunProblemsProps): ReactElement {
  const text = useText();
  const { failed } = run.counts;
  const { data, error } = useOpenReasons(run.id, isAdmin && failed > 0);
  if (failed === 0) {
    return <Typography color="text.secondary">{text('sources.problems.none')}</Typography>;
  }
  return (
    <>
      <Typography>{text('sources.problems.lead', { smart_count: failed })}</Typography>
      {error === null ? null : <Alert severity="error">{error.message}</Alert>}
      {data === undefined ? null : <Reasons runId={run.id} reasons={data.reasons} />}
    </>
  );
}

interface ReasonsProps {
  readonly runId: string;
  readonly reasons: OpenReasons['reasons'];
}

function Reasons({ runId, reasons }: ReasonsProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  if (reasons.length === 0) {
    return <Typography color="text.secondary">{text('sources.problems.gone')}</Typography>;
  }
  return (
    <>
      <Box component="ul" sx={{ my: 1, pl: 2.5 }}>
        {reasons.map(({ entity, code, reason, entryCount }) => (
          <Box component="li" key={`${entity} ${code} ${reason}`} sx={{ overflowWrap: 'anywhere' }}>
            {reason}: <strong>{formats.number(entryCount)}</strong>
          </Box>
        ))}
      </Box>
      <Button component={Link} to={quarantineAddress({ runId })} variant="outlined" size="small">
        {text('sources.problems.open')}
      </Button>
    </>
  );
}
