import type { ReactElement } from 'react';
import { AutocompleteInput, ReferenceInput } from 'react-admin';

interface RecordInputProps {
  readonly source: string;
  readonly reference: string;
  /** The field that names a record, and by which it may be sorted; default: `name`. */
  readonly optionText?: string;
  /** In a list's filters, where it then cannot be taken away. */
  readonly alwaysOn?: boolean;
}

/** The choice of another record, found by whatever the API's search finds it by. */
export function RecordInput({ source, reference, optionText = 'name' }: RecordInputProps): ReactElement {
  return (
    <ReferenceInput source={source} reference={reference} sort={{ field: optionText, order: 'ASC' }}>
      <AutocompleteInput optionText={optionText} filterToQuery={(search: string) => ({ q: search })} />
    </ReferenceInput>
  );
}
