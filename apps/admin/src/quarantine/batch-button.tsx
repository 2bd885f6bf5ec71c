import { type ReactElement, useState } from 'react';
import { Button } from '@mui/material';
import { useRefresh } from 'react-admin';
import { useText } from '../i18n/text.js';
import { BatchDialog } from './batch-dialog.js';
import type { Batch } from './batch.js';

interface BatchButtonProps {
  readonly batch: Batch;
  readonly name: 'all' | 'selected';
  readonly onDone?: () => void;
}

/** Opens the dialog that asks, and shows what became of it. */
export function BatchButton({ batch, name, onDone }: BatchButtonProps): ReactElement {
  const text = useText();
  const refresh = useRefresh();
  const [started, setStarted] = useState<Batch | null>(null);
  return (
    <>
      <Button size="small" disabled={batch.count === 0} onClick={() => setStarted(batch)}>
        {text(`resources.quarantine.${batch.action}_${name}`)}
      </Button>
      {started === null ? null : (
        <BatchDialog
          batch={started}
          onClose={() => {
            setStarted(null);
            onDone?.();
            refresh();
          }}
        />
      )}
    </>
  );
}
