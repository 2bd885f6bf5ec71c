import type { ReactElement } from 'react';
import { Alert } from '@mui/material';
import {
  BooleanInput,
  email,
  maxLength,
  required,
  SelectInput,
  TextInput,
  useGetIdentity,
  useRecordContext,
  type Validator,
} from 'react-admin';
import { useWatch } from 'react-hook-form';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { Marked, RecordEdit } from '../ui/record-edit.js';
import { ROLES, STAFF_ROLES } from './user-role.js';

/** What an admin may set of an account, as the API has it (EditUserRequest). A password has a dialog of its own. */
export function UserEdit(): ReactElement {
  return (
    <RecordEdit>
      <Marked source="name">
        <TextInput source="name" validate={[required(), maxLength(300)]} />
      </Marked>
      <Marked source="email">
        <EmailInput />
      </Marked>
      <TextInput source="phone" type="tel" validate={maxLength(100)} />
      <RoleInput />
      <BooleanInput source="status" />
      <LockOutWarning />
    </RecordEdit>
  );
}

/** Who works here signs in with it; a subscriber may have none. */
function EmailInput(): ReactElement {
  const isStaff = useWatch({ name: 'role' }) !== 'subscriber';
  return (
    <TextInput
      key={String(isStaff)}
      source="email"
      type="email"
      validate={isStaff ? [required(), email()] : email()}
    />
  );
}

/** Nobody is made a subscriber here: those are imported. */
function RoleInput(): ReactElement {
  const user = useRecordContext<Schema<'UserDetailResponse'>>();
  const isSubscriber = user?.role === 'subscriber' || user?.idWispro != null;
  return <SelectInput source="role" choices={isSubscriber ? ROLES : STAFF_ROLES} validate={required()} />;
}

const ticked: Validator = (value: unknown) => (value === true ? undefined : 'resources.users.lock_out.tick');

/** Before admins take the panel from themselves: what it means, and a tick that they mean it. */
function LockOutWarning(): ReactElement {
  const text = useText();
  const { identity } = useGetIdentity();
  const user = useRecordContext<Schema<'UserDetailResponse'>>();
  const [role, status] = useWatch({ name: ['role', 'status'] }) as [unknown, unknown];
  const isOwn = user !== undefined && user.id === identity?.id;
  const locksOut = isOwn && (role !== 'admin' || status === false);
  return (
    <div role="alert">
      {locksOut ? (
        <Alert severity="warning" role="presentation" sx={{ my: 1 }}>
          {text(status === false ? 'resources.users.lock_out.disabled' : 'resources.users.lock_out.role')}
          <BooleanInput source="@confirmed" label="resources.users.lock_out.confirm" validate={ticked} />
        </Alert>
      ) : null}
    </div>
  );
}
