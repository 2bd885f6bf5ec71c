import type { ReactElement } from 'react';
import { SelectInput, useGetIdentity, usePermissions, useRecordContext } from 'react-admin';
import type { Role } from '../api/session.js';
import { useText } from '../i18n/text.js';
import { RecordInput } from './record-input.js';

interface PersonInputProps {
  readonly source: string;
  /** In a list's filters, where it then cannot be taken away. */
  readonly alwaysOn?: boolean;
}

/**
 * The choice of a person. Only an admin may look at accounts; others can choose themselves, and leave whom
 * somebody else has chosen.
 */
export function PersonInput({ source }: PersonInputProps): ReactElement {
  const { permissions: role } = usePermissions<Role>();
  return role === 'admin' ? (
    <RecordInput source={source} reference="users" />
  ) : (
    <OneselfInput source={source} />
  );
}

function OneselfInput({ source }: { readonly source: string }): ReactElement {
  const text = useText();
  const { identity } = useGetIdentity();
  const present: unknown = useRecordContext()?.[source];
  const me = { id: String(identity?.id ?? ''), name: text('app.history.you') };
  const other = typeof present === 'string' && present !== me.id ? [{ id: present, name: present }] : [];
  return <SelectInput source={source} choices={[me, ...other]} translateChoice={false} />;
}
