import type { ReactElement } from 'react';
import {
  Box,
  Card,
  CardContent,
  Link as MuiLink,
  Paper,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import {
  RecordContextProvider,
  ReferenceField,
  ResourceContextProvider,
  useResourceDefinitions,
} from 'react-admin';
import { Link } from 'react-router-dom';
import { useText } from '../i18n/text.js';
import { Facts } from '../ui/facts.js';
import { useFormats } from '../ui/format.js';
import { RecordLink, useEntityName, useFieldName } from '../ui/record-link.js';
import { ToneChip } from '../ui/tone-chip.js';
import { UserName } from '../ui/user-name.js';
import { useValueText } from '../ui/value-text.js';
import type { ConflictKind, ConflictRow } from './conflict-row.js';

interface ConflictsProps {
  readonly kind: ConflictKind;
  readonly rows: readonly ConflictRow[];
}

export function ConflictTable({ kind, rows }: ConflictsProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  return (
    <TableContainer component={Paper} tabIndex={0} sx={{ contain: 'inline-size' }}>
      <Table size="small" aria-label={text(`conflicts.kinds.${kind}`)}>
        <TableHead>
          <TableRow>
            <TableCell>{text('conflicts.columns.at')}</TableCell>
            <TableCell>{text('conflicts.columns.record')}</TableCell>
            <TableCell>{text('conflicts.columns.field')}</TableCell>
            <TableCell>{text(`conflicts.yours.${kind}`)}</TableCell>
            <TableCell>{text(`conflicts.theirs.${kind}`)}</TableCell>
            <TableCell>{text('conflicts.columns.kept')}</TableCell>
            <TableCell>{text('conflicts.columns.who')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={row.key}>
              <TableCell>{formats.instant(row.at)}</TableCell>
              <TableCell component="th" scope="row">
                <ConflictRecord row={row} />
              </TableCell>
              <TableCell>
                <FieldName row={row} />
              </TableCell>
              <TableCell>
                <Value row={row} value={row.yours} />
              </TableCell>
              <TableCell>
                <Value row={row} value={row.theirs} />
              </TableCell>
              <TableCell>
                <Kept kind={kind} row={row} />
              </TableCell>
              <TableCell>
                <Who row={row} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

/** The same for narrow screens. */
export function ConflictCards({ kind, rows }: ConflictsProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  return (
    <Stack component="ul" spacing={1.5} sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {rows.map((row) => (
        <Card key={row.key} component="li" variant="outlined">
          <CardContent>
            <ConflictRecord row={row} />
            <Typography sx={{ fontWeight: 600, my: 1 }}>
              <FieldName row={row} />
            </Typography>
            <Facts
              facts={[
                [text(`conflicts.yours.${kind}`), <Value key="yours" row={row} value={row.yours} />],
                [text(`conflicts.theirs.${kind}`), <Value key="theirs" row={row} value={row.theirs} />],
                [text('conflicts.columns.kept'), <Kept key="kept" kind={kind} row={row} />],
                [text('conflicts.columns.who'), <Who key="who" row={row} />],
                [text('conflicts.columns.at'), formats.instant(row.at)],
              ]}
            />
          </CardContent>
        </Card>
      ))}
    </Stack>
  );
}

/** By its name, with the way to it; one that is gone, or has no page, by its number. */
function ConflictRecord({ row: { entity, recordId } }: { readonly row: ConflictRow }): ReactElement {
  const entityName = useEntityName();
  const hasPage = useResourceDefinitions()[entity]?.hasShow === true;
  const numbered = <RecordLink entity={entity} recordId={recordId} name={null} />;
  return hasPage ? (
    <RecordContextProvider value={{ id: recordId, recordId }}>
      <ReferenceField source="recordId" reference={entity} link="show" empty={numbered} />
      <Typography variant="body2" color="text.secondary">
        {entityName(entity)}
      </Typography>
    </RecordContextProvider>
  ) : (
    numbered
  );
}

function FieldName({ row: { entity, field } }: { readonly row: ConflictRow }): ReactElement {
  return <>{useFieldName(entity)(field)}</>;
}

function Value({ row, value }: { readonly row: ConflictRow; readonly value: unknown }): ReactElement {
  return (
    <ResourceContextProvider value={row.entity}>
      <ValueText field={row.field} value={value} />
    </ResourceContextProvider>
  );
}

/** As the API hides personal values. */
const HIDDEN = '[hidden]';
/** On the wire instants are numbers. */
const INSTANT = /(?:At|Date|DateTime)$/;

function ValueText({ field, value }: { readonly field: string; readonly value: unknown }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const textOf = useValueText();
  if (value === HIDDEN) {
    return <i>{text('conflicts.hidden')}</i>;
  }
  if (typeof value === 'number' && INSTANT.test(field)) {
    return <>{formats.instant(value)}</>;
  }
  return <Box sx={{ overflowWrap: 'anywhere' }}>{textOf(field, value) ?? text('conflicts.empty')}</Box>;
}

function Kept({ kind, row }: { readonly kind: ConflictKind; readonly row: ConflictRow }): ReactElement {
  const text = useText();
  if (row.kept === 'undecided') {
    return (
      <Stack spacing={0.5} sx={{ alignItems: 'flex-start' }}>
        <ToneChip tone="warning" label={text('conflicts.undecided')} />
        <MuiLink component={Link} to={`/outgoing/${encodeURIComponent(row.changeId ?? '')}/show`}>
          {text('conflicts.decide')}
        </MuiLink>
      </Stack>
    );
  }
  const side = row.kept === 'yours' ? 'yours' : 'theirs';
  return <ToneChip tone="default" label={text(`conflicts.${side}.${kind}`)} />;
}

function Who({ row: { userId, origin } }: { readonly row: ConflictRow }): ReactElement {
  return (
    <>
      <UserName id={userId} />
      {origin === null ? null : (
        <Typography variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
          {origin}
        </Typography>
      )}
    </>
  );
}
