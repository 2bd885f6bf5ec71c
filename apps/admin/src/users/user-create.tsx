import type { ReactElement } from 'react';
import {
  BooleanInput,
  Create,
  email,
  maxLength,
  minLength,
  PasswordInput,
  required,
  SelectInput,
  SimpleForm,
  TextInput,
} from 'react-admin';
import { STAFF_ROLES } from './user-role.js';

/** As the API has it (CreateUserRequest); the other rules of a password need the account. */
const PASSWORD_LENGTH_MIN = 10;

/** Somebody who is to work here. */
export function UserCreate(): ReactElement {
  return (
    <Create redirect="show">
      <SimpleForm defaultValues={{ role: 'agent', mustChangePassword: true }} warnWhenUnsavedChanges>
        <TextInput source="name" validate={[required(), maxLength(300)]} />
        <TextInput source="email" type="email" validate={[required(), email()]} autoComplete="off" />
        <TextInput source="phone" type="tel" validate={maxLength(100)} />
        <SelectInput source="role" choices={STAFF_ROLES} validate={required()} />
        <PasswordInput
          source="password"
          helperText="app.auth.password_rule"
          validate={[required(), minLength(PASSWORD_LENGTH_MIN)]}
          autoComplete="new-password"
        />
        <BooleanInput source="mustChangePassword" />
      </SimpleForm>
    </Create>
  );
}
