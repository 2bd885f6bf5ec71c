import type { ReactElement } from 'react';
import { Link } from '@mui/material';
import { useResourceDefinitions, useTranslate } from 'react-admin';
import { Link as RouterLink } from 'react-router-dom';

interface RecordLinkProps {
  readonly entity: string;
  readonly recordId: string | null;
  /** How it is called where nothing better is known: the source's number. */
  readonly name: string | null;
}

/** A record of any synced table, with a link where the panel has a page for it. */
export function RecordLink({ entity, recordId, name }: RecordLinkProps): ReactElement {
  const entityName = useEntityName();
  const hasPage = useResourceDefinitions()[entity]?.hasShow === true;
  const text = `${entityName(entity)} ${name ?? recordId ?? ''}`.trim();
  return hasPage && recordId !== null ? (
    <Link
      component={RouterLink}
      to={`/${entity}/${encodeURIComponent(recordId)}/show`}
      onClick={(event) => event.stopPropagation()}
    >
      {text}
    </Link>
  ) : (
    <span>{text}</span>
  );
}

/** A synced table's record in the reader's language, else the table's own name. */
export function useEntityName(): (entity: string) => string {
  const translate = useTranslate();
  return (entity) => translate(`resources.${entity}.name`, { smart_count: 1, _: entity });
}

/** A field of a synced table in the reader's language, else its own name. */
export function useFieldName(entity: string): (field: string) => string {
  const translate = useTranslate();
  return (field) => translate(`resources.${entity}.fields.${field}`, { _: field });
}
