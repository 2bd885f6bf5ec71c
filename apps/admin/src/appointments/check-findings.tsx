import type { ReactElement } from 'react';
import {
  Link as MuiLink,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
} from '@mui/material';
import { Link } from 'react-router-dom';
import { useTranslate } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { useFormats } from '../ui/format.js';
import { ToneChip } from '../ui/tone-chip.js';

type Finding = Schema<'FindingResponse'>;

/** Examples that are led to; more of one kind are found by the search. */
const EXAMPLES_MAX = 5;

/** What is wrong, how often, and where to look. Nothing when all is well. */
export function CheckFindings({ findings }: { readonly findings: readonly Finding[] }): ReactElement | null {
  const text = useText();
  return findings.length === 0 ? null : (
    <TableContainer tabIndex={0}>
      <Table size="small" aria-label={text('resources.appointments.check.findings')}>
        <TableHead>
          <TableRow>
            <TableCell>{text('resources.appointments.check.severity')}</TableCell>
            <TableCell>{text('resources.appointments.check.rule')}</TableCell>
            <TableCell align="right">{text('resources.appointments.check.count')}</TableCell>
            <TableCell>{text('resources.appointments.check.examples')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {findings.map((finding) => (
            <FindingRow key={finding.rule} finding={finding} />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function FindingRow({ finding }: { readonly finding: Finding }): ReactElement {
  const text = useText();
  const translate = useTranslate();
  const formats = useFormats();
  const rule = translate(`resources.appointments.rules.${finding.rule}`, { _: finding.sentence });
  return (
    <TableRow>
      <TableCell>
        <ToneChip
          tone={finding.severity === 'error' ? 'error' : 'warning'}
          label={text(`resources.appointments.check.${finding.severity}`)}
        />
      </TableCell>
      <TableCell>{rule}</TableCell>
      <TableCell align="right">{formats.number(finding.count)}</TableCell>
      <TableCell sx={{ '& a': { mr: 1.5, display: 'inline-block', minWidth: 24, minHeight: 24 } }}>
        {finding.examples.slice(0, EXAMPLES_MAX).map((id, index) => (
          <MuiLink
            key={id}
            component={Link}
            to={`/appointments/${encodeURIComponent(id)}/show`}
            aria-label={`${rule}: ${text('resources.appointments.check.example', { number: index + 1 })}`}
          >
            {index + 1}
          </MuiLink>
        ))}
      </TableCell>
    </TableRow>
  );
}
