import { type ReactElement, type ReactNode, useState } from 'react';
import { Box } from '@mui/material';
import {
  DeleteButton,
  Edit,
  type RaRecord,
  SaveButton,
  SimpleForm,
  Toolbar,
  useNotify,
  useRedirect,
  useResourceContext,
} from 'react-admin';
import { changedFields } from '../data/changed-fields.js';
import { unsentOf } from '../data/outbox/overlay.js';
import { isStale, PanelError } from '../data/panel-error.js';
import type { ChangedFields } from '../data/record-routes.js';
import { OverrideMark } from './override-mark.js';
import { useReadFailure } from './read-failure.js';
import { StaleDialog } from './stale-dialog.js';
import { UnsentNote } from './unsent-mark.js';

interface RecordEditProps {
  readonly canDelete?: boolean;
  readonly children: ReactNode;
}

interface EditedRecord {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly previousData?: Readonly<Record<string, unknown>>;
}

/**
 * A form for a record that may be edited by several people: what is saved are the fields that were changed,
 * on the version that the form was filled with. When that is no longer the newest, both values are shown.
 */
export function RecordEdit({ canDelete = false, children }: RecordEditProps): ReactElement {
  const notify = useNotify();
  const redirect = useRedirect();
  const resource = useResourceContext() ?? '';
  const onReadFailure = useReadFailure();
  const [refused, setRefused] = useState<ChangedFields | null>(null);
  const onError = (error: unknown, edited: EditedRecord): void => {
    if (isStale(error)) {
      setRefused(changedFields(edited.previousData ?? {}, edited.data ?? {}));
    } else if (!(error instanceof PanelError) || error.body.errors === undefined) {
      notify(error instanceof Error ? error.message : 'app.problem.internal', { type: 'error' });
    }
  };
  const onSuccess = (saved: RaRecord): void => {
    const isKept = unsentOf(saved) !== null;
    notify(isKept ? 'outbox.kept' : 'ra.notification.updated', {
      type: isKept ? 'warning' : 'success',
      messageArgs: { smart_count: 1 },
    });
    redirect('show', resource, saved.id, saved);
  };
  return (
    <Edit<RaRecord>
      mutationMode="pessimistic"
      mutationOptions={{ onError, onSuccess }}
      queryOptions={{ onError: onReadFailure }}
    >
      <>
        <UnsentNote />
        <SimpleForm toolbar={<EditToolbar canDelete={canDelete} />} warnWhenUnsavedChanges>
          {children}
        </SimpleForm>
        {refused === null ? null : <StaleDialog mine={refused} onClose={() => setRefused(null)} />}
      </>
    </Edit>
  );
}

function EditToolbar({ canDelete }: { readonly canDelete: boolean }): ReactElement {
  return (
    <Toolbar sx={{ justifyContent: 'space-between' }}>
      <SaveButton />
      {canDelete ? <DeleteButton mutationMode="pessimistic" /> : null}
    </Toolbar>
  );
}

/** An input with the mark of its override beside it. */
export function Marked({
  source,
  children,
}: {
  readonly source: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1, width: '100%' }}>
      <Box sx={{ flex: 1 }}>{children}</Box>
      <Box sx={{ width: 36, pt: 2, '&:empty': { display: 'none' } }}>
        <OverrideMark source={source} />
      </Box>
    </Box>
  );
}
