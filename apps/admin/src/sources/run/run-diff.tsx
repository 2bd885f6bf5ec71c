import type { ReactElement } from 'react';
import {
  Alert,
  Box,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { useTranslate } from 'react-admin';
import { useText } from '../../i18n/text.js';
import { useFormats } from '../../ui/format.js';
import { isLive, type Run, type RunChange, useRunChanges } from '../source-queries.js';

interface RunDiffProps {
  readonly run: Run;
  readonly isAdmin: boolean;
}

/** What a dry run found, record by record and field by field. */
export function RunDiff({ run, isAdmin }: RunDiffProps): ReactElement | null {
  const text = useText();
  const isOver = !isLive(run.state);
  const { data: changes, error } = useRunChanges(run.id, isAdmin && isOver);
  const { created, updated } = run.counts;
  if (!isAdmin) {
    return <Typography color="text.secondary">{text('sources.diff.admins_only')}</Typography>;
  }
  if (error !== null) {
    return <Alert severity="error">{error.message}</Alert>;
  }
  if (!isOver || changes === undefined) {
    return <Typography color="text.secondary">{text('sources.live.beginning')}</Typography>;
  }
  if (created + updated === 0) {
    return <Typography>{text('sources.diff.none')}</Typography>;
  }
  return (
    <>
      <Kind
        title={
          updated === 0
            ? text('sources.diff.none_updated')
            : text('sources.diff.updated', { smart_count: updated })
        }
        count={updated}
        changes={changes.filter(({ operation }) => operation === 'update')}
      />
      <Kind
        title={
          created === 0
            ? text('sources.diff.none_created')
            : text('sources.diff.created', { smart_count: created })
        }
        count={created}
        changes={changes.filter(({ operation }) => operation === 'create')}
      />
    </>
  );
}

interface KindProps {
  readonly title: string;
  readonly count: number;
  readonly changes: readonly RunChange[];
}

function Kind({ title, count, changes }: KindProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  return (
    <Box sx={{ '& + &': { mt: 3 } }}>
      <Typography variant="subtitle1" component="h3" sx={{ fontWeight: 600 }}>
        {title}
      </Typography>
      {changes.length < count && changes.length > 0 ? (
        <Typography variant="body2" color="text.secondary">
          {text('sources.diff.first', { count: formats.number(changes.length) })}
        </Typography>
      ) : null}
      {changes.length === 0 ? null : <Changes title={title} changes={changes} />}
    </Box>
  );
}

function Changes({ title, changes }: Pick<KindProps, 'title' | 'changes'>): ReactElement {
  const text = useText();
  const isUpdate = changes[0]?.operation === 'update';
  return (
    <TableContainer tabIndex={0} sx={{ maxHeight: 480, mt: 1 }}>
      <Table size="small" stickyHeader aria-label={title}>
        <TableHead>
          <TableRow>
            <TableCell>{text('sources.diff.field')}</TableCell>
            {isUpdate ? <TableCell>{text('sources.diff.before')}</TableCell> : null}
            <TableCell>{text(isUpdate ? 'sources.diff.after' : 'sources.diff.value')}</TableCell>
          </TableRow>
        </TableHead>
        {changes.map((change) => (
          <ChangedRecord key={`${change.entity} ${change.externalId}`} change={change} />
        ))}
      </Table>
    </TableContainer>
  );
}

function ChangedRecord({ change }: { readonly change: RunChange }): ReactElement {
  const text = useText();
  const translate = useTranslate();
  const { entity, externalId, operation, fields, omittedCount } = change;
  const isUpdate = operation === 'update';
  return (
    <TableBody>
      <TableRow>
        <TableCell
          component="th"
          scope="rowgroup"
          colSpan={3}
          sx={{ fontWeight: 600, bgcolor: 'background.default' }}
        >
          {text('sources.diff.record', { id: externalId })}
        </TableCell>
      </TableRow>
      {fields.length === 0 ? (
        <TableRow>
          <TableCell colSpan={3}>{text('sources.diff.no_fields')}</TableCell>
        </TableRow>
      ) : null}
      {fields.map(({ line, field, type, before, after }) => {
        const table = line === null ? entity : (line.split(' ')[0] ?? entity);
        const name = translate(`resources.${table}.fields.${field}`, { _: field });
        return (
          <TableRow key={`${line} ${field}`}>
            <TableCell sx={{ overflowWrap: 'anywhere' }}>
              {line === null ? name : `${line}: ${name}`}
            </TableCell>
            {isUpdate ? (
              <TableCell sx={OLD}>
                <Value type={type} value={before} />
              </TableCell>
            ) : null}
            <TableCell sx={NEW}>
              <Value type={type} value={after} />
            </TableCell>
          </TableRow>
        );
      })}
      {omittedCount === 0 ? null : (
        <TableRow>
          <TableCell colSpan={3}>{text('sources.diff.omitted', { smart_count: omittedCount })}</TableCell>
        </TableRow>
      )}
    </TableBody>
  );
}

const OLD = { overflowWrap: 'anywhere', color: 'text.secondary' };
const NEW = { overflowWrap: 'anywhere', fontWeight: 600 };
const HIDDEN = '[hidden]';

interface ValueProps {
  readonly type: RunChange['fields'][number]['type'];
  readonly value: string | null;
}

function Value({ type, value }: ValueProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  if (value === null || value === HIDDEN) {
    return <em>{text(value === null ? 'sources.diff.nothing' : 'sources.diff.hidden')}</em>;
  }
  switch (type) {
    case 'instant':
      return <>{formats.instant(value)}</>;
    case 'decimal':
    case 'integer':
      return <>{formats.number(value)}</>;
    default:
      return <>{value}</>;
  }
}
