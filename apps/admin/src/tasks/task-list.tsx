import type { ReactElement } from 'react';
import { DataTable, DateTimeInput, SearchInput, SelectField, SelectInput } from 'react-admin';
import { PersonField } from '../ui/person-field.js';
import { PersonInput } from '../ui/person-input.js';
import { RecordList } from '../ui/record-list.js';
import { DoneButton } from './done-button.js';
import { DueField } from './due-field.js';
import { isoInstant } from './iso-instant.js';
import { RELATED_CHOICES, STATUS_CHOICES } from './task-choices.js';

const FILTERS = [
  <SearchInput key="q" source="q" alwaysOn />,
  <SelectInput key="status" source="status" choices={STATUS_CHOICES} alwaysOn />,
  <PersonInput key="assignedToUserId" source="assignedToUserId" />,
  <DateTimeInput key="dueAfter" source="dueAfter" parse={isoInstant} />,
  <DateTimeInput key="dueBefore" source="dueBefore" parse={isoInstant} />,
  <SelectInput key="relatedEntityType" source="relatedEntityType" choices={RELATED_CHOICES} />,
];

const EXPORTED = [
  'title',
  'status',
  'dueDate',
  'relatedEntityType',
  'relatedEntityId',
  'assignedToUserId',
  'description',
  'createdAt',
  'updatedAt',
];

export function TaskList(): ReactElement {
  return (
    <RecordList
      filters={FILTERS}
      sort={{ field: 'dueDate', order: 'ASC' }}
      exported={EXPORTED}
      phone={{ primary: ({ title }) => String(title), secondary: () => <PhoneFigures /> }}
    >
      <DataTable.Col source="title" />
      <DataTable.Col source="status">
        <SelectField source="status" choices={STATUS_CHOICES} />
      </DataTable.Col>
      <DataTable.Col source="dueDate">
        <DueField />
      </DataTable.Col>
      <DataTable.Col source="assignedToUserId" disableSort>
        <PersonField source="assignedToUserId" />
      </DataTable.Col>
      <DataTable.Col label="resources.tasks.done.button" disableSort>
        <DoneButton />
      </DataTable.Col>
    </RecordList>
  );
}

function PhoneFigures(): ReactElement {
  return (
    <>
      <SelectField source="status" choices={STATUS_CHOICES} component="span" variant="inherit" /> ·{' '}
      <DueField />
    </>
  );
}
