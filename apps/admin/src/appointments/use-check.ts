import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRefresh } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { problemText } from '../api/problem-text.js';
import { useSession } from '../auth/session-context.js';
import { useText } from '../i18n/text.js';

type Validation = Omit<Schema<'ValidationResponse'>, 'lastCheck'>;

export interface Check {
  /** Null while they are read. */
  readonly figures: Schema<'AppointmentStatsResponse'> | null;
  readonly validation: Validation | null;
  /** Why they cannot be read, in words. */
  readonly failure: string | null;
  /** Takes what a check by hand has found, and reads everything else anew. */
  readonly show: (validation: Validation) => void;
  /** Reads everything anew. */
  readonly reload: () => void;
}

const VALIDATION = ['appointments', 'validate'];
const FIGURES = ['appointments', 'stats'];

/** The figures of all lessons and what is wrong with them. */
export function useCheck(): Check {
  const { api } = useSession();
  const text = useText();
  const refresh = useRefresh();
  const client = useQueryClient();
  const figures = useQuery({
    queryKey: FIGURES,
    queryFn: async ({ signal }) => (await api.get('/api/appointments/stats', { signal })).body,
  });
  const validation = useQuery<Validation>({
    queryKey: VALIDATION,
    queryFn: async ({ signal }) => (await api.get('/api/appointments/validate', { signal })).body,
  });
  const error = figures.error ?? validation.error;
  return {
    figures: figures.data ?? null,
    validation: validation.data ?? null,
    failure: error === null ? null : problemText(error, text),
    show: (found) => {
      client.setQueryData<Validation>(VALIDATION, found);
      void client.invalidateQueries({ queryKey: FIGURES });
    },
    reload: refresh,
  };
}
