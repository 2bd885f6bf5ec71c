import type { ReactElement } from 'react';
import { Link } from '@mui/material';
import { PlainField, useFieldValue } from './fields.js';
import { mailtoOf, telOf } from './contact-targets.js';

interface LinkFieldProps {
  readonly source: string;
}

/** An e-mail address to write to; anything that is not plainly one is shown as text. */
export function EmailField({ source }: LinkFieldProps): ReactElement {
  return <LinkOrText source={source} targetOf={mailtoOf} />;
}

/** A phone number to call; anything that is not plainly one is shown as text. */
export function PhoneField({ source }: LinkFieldProps): ReactElement {
  return <LinkOrText source={source} targetOf={telOf} />;
}

function LinkOrText({
  source,
  targetOf,
}: LinkFieldProps & { readonly targetOf: (value: string) => string | null }): ReactElement {
  const value = useFieldValue(source);
  const target = typeof value === 'string' ? targetOf(value) : null;
  return target === null ? <PlainField source={source} /> : <Link href={target}>{value}</Link>;
}
