import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import { SelectInput } from 'react-admin';
import { useSession } from '../auth/session-context.js';

/** The choice of a teacher by name; what is sent is the id. `source` and `alwaysOn` are read by the list. */
export function TeacherFilter({
  source,
}: {
  readonly source: string;
  readonly alwaysOn?: boolean;
}): ReactElement {
  const { api } = useSession();
  const { data = [] } = useQuery({
    queryKey: ['appointments', 'teachers'],
    queryFn: async ({ signal }) => (await api.get('/api/appointments/teachers', { signal })).body,
  });
  const choices = data.map(({ id, name }) => ({ id, name: name ?? id }));
  return (
    <SelectInput
      source={source}
      label="resources.appointments.fields.teacherName"
      choices={choices}
      translateChoice={false}
    />
  );
}
