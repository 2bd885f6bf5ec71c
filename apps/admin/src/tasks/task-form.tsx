import type { ReactElement } from 'react';
import {
  Create,
  DateTimeInput,
  FormDataConsumer,
  maxLength,
  required,
  SelectInput,
  SimpleForm,
  TextInput,
} from 'react-admin';
import { useFormContext } from 'react-hook-form';
import { PersonInput } from '../ui/person-input.js';
import { RecordEdit } from '../ui/record-edit.js';
import { RecordInput } from '../ui/record-input.js';
import { isoInstant } from './iso-instant.js';
import { RELATED, RELATED_CHOICES, STATUS_CHOICES } from './task-choices.js';

/** As the API has them (CreateTaskRequest). */
const TEXT_LENGTH_MAX = 2000;
const NOTE_LENGTH_MAX = 20_000;

export function TaskEdit(): ReactElement {
  return (
    <RecordEdit canDelete>
      <TaskInputs />
    </RecordEdit>
  );
}

export function TaskCreate(): ReactElement {
  return (
    <Create redirect="show">
      <SimpleForm defaultValues={{ status: 'pending' }} warnWhenUnsavedChanges>
        <TaskInputs />
      </SimpleForm>
    </Create>
  );
}

function TaskInputs(): ReactElement {
  const { setValue } = useFormContext();
  return (
    <>
      <TextInput source="title" validate={[required(), maxLength(TEXT_LENGTH_MAX)]} />
      <SelectInput source="status" choices={STATUS_CHOICES} validate={required()} />
      <DateTimeInput source="dueDate" parse={isoInstant} />
      <PersonInput source="assignedToUserId" />
      <SelectInput
        source="relatedEntityType"
        choices={RELATED_CHOICES}
        onChange={() => setValue('relatedEntityId', null, { shouldDirty: true })}
      />
      <FormDataConsumer>{({ formData }) => <RelatedInput type={relatedType(formData)} />}</FormDataConsumer>
      <TextInput source="description" multiline minRows={3} validate={maxLength(NOTE_LENGTH_MAX)} />
    </>
  );
}

function relatedType({ relatedEntityType }: { relatedEntityType?: unknown }): keyof typeof RELATED | null {
  return relatedEntityType === 'contact' || relatedEntityType === 'deal' ? relatedEntityType : null;
}

/** One of the contacts or deals, once it is said which. */
function RelatedInput({ type }: { readonly type: keyof typeof RELATED | null }): ReactElement | null {
  return type === null ? null : <RecordInput key={type} source="relatedEntityId" {...RELATED[type]} />;
}
