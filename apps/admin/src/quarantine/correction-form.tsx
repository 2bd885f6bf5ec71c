import { type ReactElement, type ReactNode, useState } from 'react';
import { Alert, Box, Button, Stack, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useNotify, useRefresh } from 'react-admin';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { useAction } from '../ui/use-action.js';
import { PayloadFields } from './payload-fields.js';
import { PayloadText } from './payload-text.js';
import { leavesOf, LEAVES_MAX, parsePayload } from './payload-leaves.js';
import type { QuarantineEntry } from './quarantine-entry.js';

interface CorrectionFormProps {
  readonly entry: QuarantineEntry;
  /** Buttons beside the form's own. */
  readonly actions: ReactNode;
}

/** The payload as a form or as text, whichever is easier; what is changed here is applied and kept. */
export function CorrectionForm({ entry, actions }: CorrectionFormProps): ReactElement {
  const text = useText();
  // The server may answer the entry with the correction in it: what came first says the types.
  const [original] = useState<unknown>(entry.payload);
  const [draft, setDraft] = useState(() => JSON.stringify(entry.payload, null, 2));
  const { payload, line } = parsePayload(draft);
  const canBeForm = payload !== null && leavesOf(payload).length <= LEAVES_MAX;
  const [wantsText, setWantsText] = useState(false);
  const isForm = canBeForm && !wantsText;
  const { isPending, run, answer } = useCorrection(entry.id, payload);
  return (
    <Box
      component="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Stack direction="row" sx={{ mb: 1.5, gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        <Typography color="text.secondary" sx={{ flex: 1, minWidth: 220 }}>
          {text('resources.quarantine.hidden_note')}
        </Typography>
        <ToggleButtonGroup
          exclusive
          size="small"
          value={isForm ? 'form' : 'text'}
          aria-label={text('resources.quarantine.shown_as')}
          onChange={(_, chosen: string | null) => setWantsText(chosen === 'text')}
        >
          <ToggleButton value="form" disabled={!canBeForm}>
            {text('resources.quarantine.as_form')}
          </ToggleButton>
          <ToggleButton value="text">{text('resources.quarantine.as_text')}</ToggleButton>
        </ToggleButtonGroup>
      </Stack>
      {isForm ? (
        <PayloadFields
          original={original}
          payload={payload}
          onChange={(changed) => setDraft(JSON.stringify(changed, null, 2))}
        />
      ) : (
        <PayloadText text={draft} problemLine={line} onChange={setDraft} />
      )}
      {answer === null ? null : (
        <Alert severity="error" sx={{ mt: 2, overflowWrap: 'anywhere' }}>
          {text('resources.quarantine.still_bad')} {answer}
        </Alert>
      )}
      <Stack direction="row" sx={{ mt: 2, gap: 1, flexWrap: 'wrap' }}>
        <Button type="submit" variant="contained" disabled={payload === null || isPending}>
          {text('resources.quarantine.apply')}
        </Button>
        {actions}
      </Stack>
    </Box>
  );
}

/** `answer` is what was still wrong after the last correction. */
function useCorrection(
  id: string,
  payload: Readonly<Record<string, unknown>> | null,
): { readonly isPending: boolean; readonly run: () => void; readonly answer: string | null } {
  const text = useText();
  const notify = useNotify();
  const refresh = useRefresh();
  const { api } = useSession();
  const [answer, setAnswer] = useState<string | null>(null);
  const { isPending, run } = useAction({
    call: async () => {
      setAnswer(null);
      const body = { payload: payload ?? {} };
      return (await api.patch('/api/quarantine/{id}', { path: { id }, body })).body;
    },
    onDone: ({ state, reason }) => {
      if (state === 'resolved') {
        notify(text('resources.quarantine.now_stored'), { type: 'success' });
      } else {
        setAnswer(reason);
      }
      refresh();
    },
    onFailed: refresh,
  });
  return { isPending, run, answer };
}
