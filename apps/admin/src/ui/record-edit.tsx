import { type ReactElement, type ReactNode, useState } from 'react';
import { Box } from '@mui/material';
import { DeleteButton, Edit, type RaRecord, SaveButton, SimpleForm, Toolbar, useNotify } from 'react-admin';
import { changedFields } from '../data/changed-fields.js';
import { isStale, PanelError } from '../data/panel-error.js';
import type { ChangedFields } from '../data/record-routes.js';
import { OverrideMark } from './override-mark.js';
import { StaleDialog } from './stale-dialog.js';

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
  const [refused, setRefused] = useState<ChangedFields | null>(null);
  const onError = (error: unknown, edited: EditedRecord): void => {
    if (isStale(error)) {
      setRefused(changedFields(edited.previousData ?? {}, edited.data ?? {}));
    } else if (!(error instanceof PanelError) || error.body.errors === undefined) {
      notify(error instanceof Error ? error.message : 'app.problem.internal', { type: 'error' });
    }
  };
  return (
    <Edit<RaRecord> mutationMode="pessimistic" redirect="show" mutationOptions={{ onError }}>
      <>
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
      <Box sx={{ width: 36, pt: 2 }}>
        <OverrideMark source={source} />
      </Box>
    </Box>
  );
}
