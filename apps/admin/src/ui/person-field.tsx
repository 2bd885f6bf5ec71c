import type { ReactElement } from 'react';
import { useRecordContext } from 'react-admin';
import { UserName } from './user-name.js';

/** The person whose id a field has. */
export function PersonField({ source }: { readonly source: string }): ReactElement {
  const id: unknown = useRecordContext()?.[source];
  return <UserName id={typeof id === 'string' ? id : null} />;
}
