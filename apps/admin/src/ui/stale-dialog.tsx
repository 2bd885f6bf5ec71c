import type { ReactElement } from 'react';
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
} from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import {
  useDataProvider,
  useNotify,
  useRecordContext,
  useRedirect,
  useRefresh,
  useResourceContext,
  useTranslate,
} from 'react-admin';
import type { PanelDataProvider } from '../data/data-provider.js';
import type { ChangedFields } from '../data/record-routes.js';
import { useText } from '../i18n/text.js';
import { useValueText } from './value-text.js';

interface StaleDialogProps {
  /** The refused edit. */
  readonly mine: ChangedFields;
  readonly onClose: () => void;
  /** On pages of many records: what is saved there does not lead to the record. */
  readonly staysHere?: boolean;
}

/** After a 412: both values of every field that was edited, and the choice between them. */
export function StaleDialog({ mine, onClose, staysHere = false }: StaleDialogProps): ReactElement {
  const text = useText();
  const translate = useTranslate();
  const refresh = useRefresh();
  const textOf = useValueText();
  const resource = useResourceContext() ?? '';
  const shown = (field: string, value: unknown): string => textOf(field, value) ?? '—';
  const { present, keepMine } = useSecondTry(mine, onClose, staysHere);
  const takeTheirs = (): void => {
    onClose();
    refresh();
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby="stale-title">
      <DialogTitle id="stale-title">{text('app.stale.title')}</DialogTitle>
      <DialogContent>
        <DialogContentText>{text('app.stale.lead')}</DialogContentText>
        <Table size="small">
          <TableHead>
            <TableRow>
              <TableCell>{text('app.stale.field')}</TableCell>
              <TableCell>{text('app.stale.yours')}</TableCell>
              <TableCell>{text('app.stale.theirs')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {Object.entries(mine).map(([field, value]) => (
              <TableRow key={field}>
                <TableCell component="th" scope="row">
                  {translate(`resources.${resource}.fields.${field}`)}
                </TableCell>
                <TableCell>{shown(field, value)}</TableCell>
                <TableCell>{present === undefined ? '…' : shown(field, present[field])}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </DialogContent>
      <DialogActions>
        <Button onClick={takeTheirs}>{text('app.stale.take_theirs')}</Button>
        <Button variant="contained" disabled={present === undefined} onClick={keepMine}>
          {text('app.stale.keep_mine')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

interface SecondTry {
  /** The record as it is now; undefined while it is read. */
  readonly present: Readonly<Record<string, unknown>> | undefined;
  readonly keepMine: () => void;
}

/** Reads the record again, and saves the same edit on that version. */
function useSecondTry(mine: ChangedFields, onClose: () => void, staysHere: boolean): SecondTry {
  const notify = useNotify();
  const redirect = useRedirect();
  const refresh = useRefresh();
  const resource = useResourceContext() ?? '';
  const id = String(useRecordContext()?.id ?? '');
  const dataProvider = useDataProvider<PanelDataProvider>();
  const { data: present } = useQuery({
    queryKey: [resource, 'stale', id],
    queryFn: async () =>
      (await dataProvider.getOne(resource, { id })).data as Readonly<Record<string, unknown>>,
    staleTime: 0,
    gcTime: 0,
  });
  const { mutate } = useMutation({
    mutationFn: () =>
      dataProvider.update(resource, { id, data: { ...present, ...mine }, previousData: present as never }),
    onSuccess: () => {
      onClose();
      notify('ra.notification.updated', { type: 'success', messageArgs: { smart_count: 1 } });
      if (!staysHere) {
        redirect('show', resource, id);
      }
      refresh();
    },
    onError: (error) => {
      notify(error.message, { type: 'error' });
    },
  });
  return { present, keepMine: () => mutate() };
}
