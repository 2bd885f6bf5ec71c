import { type ReactElement, useState } from 'react';
import { Alert, Button, Stack } from '@mui/material';
import { usePermissions, useTranslate } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import type { Role } from '../api/session.js';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import { ConfirmedButton } from '../ui/confirmed-button.js';
import { type Action, useAction } from '../ui/use-action.js';
import type { Check } from './use-check.js';

/** What an admin does about all lessons at once. What changes rows asks first; the server keeps a backup of them. */
export function CheckActions({ check }: { readonly check: Check }): ReactElement | null {
  const text = useText();
  const { permissions: role } = usePermissions<Role>();
  const [outcome, setOutcome] = useState<string | null>(null);
  const actions = useActions(check, setOutcome);
  if (role !== 'admin') {
    return null;
  }
  const hasDuplicates = check.validation?.findings.some(({ rule }) => rule === 'logical-duplicate') === true;
  const isBusy = Object.values(actions).some(({ isPending }) => isPending);
  return (
    <div>
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1 }}>
        <Button variant="contained" disabled={isBusy} onClick={() => actions.check.run()}>
          {text('resources.appointments.check.now')}
        </Button>
        <Asking what="repair" action={actions.repair} isBusy={isBusy} />
        {hasDuplicates ? <Asking what="clean" action={actions.clean} isBusy={isBusy} /> : null}
      </Stack>
      <div role="status">
        {outcome === null ? null : (
          <Alert severity="success" sx={{ mt: 1, overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
            {outcome}
          </Alert>
        )}
      </div>
    </div>
  );
}

interface AskingProps {
  readonly what: 'repair' | 'clean';
  readonly action: Action;
  readonly isBusy: boolean;
}

function Asking({ what, action, isBusy }: AskingProps): ReactElement {
  const text = useText();
  return (
    <ConfirmedButton
      variant="outlined"
      label={text(`resources.appointments.check.${what}`)}
      question={text(`resources.appointments.check.${what}_title`)}
      explanation={text(`resources.appointments.check.${what}_question`)}
      action={action}
      disabled={isBusy}
    />
  );
}

/** Each says what was done, and shows what is wrong after it. */
function useActions(
  check: Check,
  onOutcome: (sentence: string) => void,
): Readonly<Record<'check' | 'repair' | 'clean', Action>> {
  const { api } = useSession();
  const text = useText();
  const reportOf = useReport();
  const validate = async (fix: boolean): Promise<Schema<'ValidationReportResponse'>> =>
    (await api.post('/api/appointments/validate', { body: { fix } })).body;
  return {
    check: useAction({
      call: () => validate(false),
      onDone: (found) => {
        check.show(found);
        onOutcome(text('resources.appointments.check.checked'));
      },
    }),
    repair: useAction({
      call: () => validate(true),
      onDone: (found) => {
        check.reload();
        onOutcome(reportOf(found.repair));
      },
    }),
    clean: useAction({
      call: async () => (await api.post('/api/appointments/clean')).body,
      onDone: ({ removedCount, backup }) => {
        check.reload();
        const values = { smart_count: removedCount, backup: backup ?? '—' };
        onOutcome(text('resources.appointments.check.cleaned', values));
      },
    }),
  };
}

/** What a repair has done, in words. */
function useReport(): (repair: Schema<'RepairResponse'> | null) => string {
  const text = useText();
  const translate = useTranslate();
  return (repair) => {
    const done = (repair?.actions ?? []).filter(({ count }) => count > 0);
    if (done.length === 0) {
      return text('resources.appointments.check.nothing_to_repair');
    }
    const lines = done.map(
      ({ action, count }) => `${translate(`resources.appointments.repairs.${action}`)}: ${count}`,
    );
    const backup = text('resources.appointments.check.backup', { backup: repair?.backup ?? '—' });
    return [...lines, backup].join('\n');
  };
}
