import type { ReactElement } from 'react';
import { useGetIdentity, useGetManyAggregate, usePermissions } from 'react-admin';
import type { Role } from '../api/session.js';
import { useText } from '../i18n/text.js';

/** Enough of an id to tell two people apart. */
const ID_LENGTH = 8;

/** A person by id, or a dash for nobody: their name for an admin, who alone may look at accounts; for others themselves, or the id's beginning. */
export function UserName({ id }: { readonly id: string | null | undefined }): ReactElement {
  return id === null || id === undefined ? <span>—</span> : <NameOf id={id} />;
}

function NameOf({ id }: { readonly id: string }): ReactElement {
  const text = useText();
  const { identity } = useGetIdentity();
  const { permissions: role } = usePermissions<Role>();
  const mayLook = role === 'admin' && identity !== undefined && id !== identity.id;
  const { data } = useGetManyAggregate<{ id: string; name: string }>(
    'users',
    { ids: mayLook ? [id] : [] },
    { enabled: mayLook },
  );
  if (id === identity?.id) {
    return <span>{text('app.history.you')}</span>;
  }
  return <span title={id}>{data?.find((user) => user.id === id)?.name ?? id.slice(0, ID_LENGTH)}</span>;
}
