import { type ReactElement, useState } from 'react';
import { Alert, Button, Stack } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { Confirm, usePermissions, useTranslate } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { problemText } from '../api/problem-text.js';
import type { Role } from '../api/session.js';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';
import type { Check } from './use-check.js';

type Action = 'check' | 'repair' | 'clean';

interface Outcome {
  readonly severity: 'success' | 'error';
  readonly sentence: string;
}

/** What an admin does about all lessons at once. What changes rows asks first; the server keeps a backup of them. */
export function CheckActions({ check }: { readonly check: Check }): ReactElement | null {
  const text = useText();
  const { permissions: role } = usePermissions<Role>();
  const [asked, setAsked] = useState<Exclude<Action, 'check'> | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const perform = usePerform(check, setOutcome);
  if (role !== 'admin') {
    return null;
  }
  const hasDuplicates = check.validation?.findings.some(({ rule }) => rule === 'logical-duplicate') === true;
  return (
    <div>
      <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 1 }}>
        <Button variant="contained" disabled={perform.isPending} onClick={() => perform.mutate('check')}>
          {text('resources.appointments.check.now')}
        </Button>
        <Button variant="outlined" disabled={perform.isPending} onClick={() => setAsked('repair')}>
          {text('resources.appointments.check.repair')}
        </Button>
        {hasDuplicates ? (
          <Button
            variant="outlined"
            color="warning"
            disabled={perform.isPending}
            onClick={() => setAsked('clean')}
          >
            {text('resources.appointments.check.clean')}
          </Button>
        ) : null}
      </Stack>
      <div role="status">
        {outcome === null ? null : (
          <Alert severity={outcome.severity} sx={{ mt: 1, overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
            {outcome.sentence}
          </Alert>
        )}
      </div>
      {asked === null ? null : (
        <Confirm
          isOpen
          title={text(`resources.appointments.check.${asked}`)}
          content={text(`resources.appointments.check.${asked}_question`)}
          onConfirm={() => {
            setAsked(null);
            perform.mutate(asked);
          }}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

/** Sends what was asked for, shows what is wrong after it, and says what was done. */
function usePerform(
  check: Check,
  onOutcome: (outcome: Outcome | null) => void,
): { readonly isPending: boolean; readonly mutate: (action: Action) => void } {
  const { api } = useSession();
  const text = useText();
  const reportOf = useReport();
  return useMutation({
    mutationFn: async (action: Action) => {
      if (action === 'clean') {
        const { body } = await api.post('/api/appointments/clean');
        await check.reload();
        return text('resources.appointments.check.cleaned', {
          smart_count: body.removedCount,
          backup: body.backup ?? '—',
        });
      }
      const fix = action === 'repair';
      const { body } = await api.post('/api/appointments/validate', { body: { fix } });
      check.show(body);
      if (fix) {
        await check.reload();
      }
      return reportOf(body);
    },
    onMutate: () => onOutcome(null),
    onSuccess: (sentence) => onOutcome({ severity: 'success', sentence }),
    onError: (error) => onOutcome({ severity: 'error', sentence: problemText(error, text) }),
  });
}

/** What a check or a repair has done, in words. */
function useReport(): (report: Schema<'ValidationReportResponse'>) => string {
  const text = useText();
  const translate = useTranslate();
  return ({ repair }) => {
    if (repair === null) {
      return text('resources.appointments.check.checked');
    }
    const done = repair.actions.filter(({ count }) => count > 0);
    if (done.length === 0) {
      return text('resources.appointments.check.nothing_to_repair');
    }
    const lines = done.map(
      ({ action, count }) => `${translate(`resources.appointments.repairs.${action}`)}: ${count}`,
    );
    return [...lines, text('resources.appointments.check.backup', { backup: repair.backup ?? '—' })].join(
      '\n',
    );
  };
}
