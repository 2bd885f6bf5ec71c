import type { ReactElement } from 'react';
import { ReferenceField, SelectField, useRecordContext } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { Detail, Details } from '../ui/details.js';
import { InstantField, PlainField } from '../ui/fields.js';
import { PersonField } from '../ui/person-field.js';
import { RecordShow } from '../ui/record-show.js';
import { DoneButton } from './done-button.js';
import { DueField } from './due-field.js';
import { RELATED, STATUS_CHOICES } from './task-choices.js';

export function TaskShow(): ReactElement {
  return (
    <RecordShow>
      <Details>
        <Detail source="title">
          <PlainField source="title" />
        </Detail>
        <Detail source="status">
          <SelectField source="status" choices={STATUS_CHOICES} variant="inherit" /> <DoneButton />
        </Detail>
        <Detail source="dueDate">
          <DueField />
        </Detail>
        <Detail source="relatedEntityType">
          <Related />
        </Detail>
        <Detail source="assignedToUserId">
          <PersonField source="assignedToUserId" />
        </Detail>
        <Detail source="createdAt">
          <InstantField source="createdAt" />
        </Detail>
        <Detail source="updatedAt">
          <InstantField source="updatedAt" />
        </Detail>
        <Detail source="description" isWide>
          <PlainField source="description" />
        </Detail>
      </Details>
    </RecordShow>
  );
}

/** What the task is about, and the way there; it may be gone, for a task outlives it. */
function Related(): ReactElement {
  const text = useText();
  const task = useRecordContext<Schema<'TaskResponse'>>();
  if (task?.relatedEntityType == null || task.relatedEntityId === null) {
    return <span>—</span>;
  }
  const { reference, optionText } = RELATED[task.relatedEntityType];
  return (
    <>
      {text(`resources.tasks.relatedEntityType.${task.relatedEntityType}`)}:{' '}
      <ReferenceField
        source="relatedEntityId"
        reference={reference}
        link="show"
        empty={text('resources.tasks.related_gone')}
      >
        <PlainField source={optionText} />
      </ReferenceField>
    </>
  );
}
