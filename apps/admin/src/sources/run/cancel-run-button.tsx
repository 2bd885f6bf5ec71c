import { type ReactElement, useState } from 'react';
import CancelIcon from '@mui/icons-material/StopCircleOutlined';
import { Button } from '@mui/material';
import { useText } from '../../i18n/text.js';
import { CancelDialog } from '../cancel-dialog.js';

interface CancelRunButtonProps {
  readonly runId: string;
  readonly title: string;
}

export function CancelRunButton({ runId, title }: CancelRunButtonProps): ReactElement {
  const text = useText();
  const [isAsked, setIsAsked] = useState(false);
  return (
    <>
      <Button variant="outlined" color="error" startIcon={<CancelIcon />} onClick={() => setIsAsked(true)}>
        {text('sources.action.cancel')}
      </Button>
      {isAsked ? <CancelDialog runId={runId} title={title} onClose={() => setIsAsked(false)} /> : null}
    </>
  );
}
