import type { ReactElement } from 'react';
import { Button, Checkbox, Stack, Typography } from '@mui/material';
import { useListContext, useRecordContext, useTranslate } from 'react-admin';
import { useText } from '../i18n/text.js';
import { BatchButton } from './batch-button.js';
import { type QuarantineEntry, stateOf, useFilter } from './quarantine-entry.js';

/** react-admin's own boxes have their label where no screen reader finds it; these choose the same. */
export function SelectEntry(): ReactElement | null {
  const text = useText();
  const { selectedIds, onToggleItem } = useListContext<QuarantineEntry>();
  const entry = useRecordContext<QuarantineEntry>();
  return entry === undefined ? null : (
    <Checkbox
      size="small"
      checked={selectedIds.includes(entry.id)}
      onClick={(event) => event.stopPropagation()}
      onChange={() => onToggleItem(entry.id)}
      slotProps={{ input: { 'aria-label': text('ra.action.select_row') } }}
      sx={{ p: 0.5 }}
    />
  );
}

export function SelectPage(): ReactElement {
  const text = useText();
  const { selectedIds, onSelect, data = [] } = useListContext<QuarantineEntry>();
  const ids = data.map(({ id }) => id);
  const isAll = ids.length > 0 && ids.every((id) => selectedIds.includes(id));
  return (
    <Checkbox
      size="small"
      checked={isAll}
      onChange={() => onSelect(isAll ? [] : ids)}
      slotProps={{ input: { 'aria-label': text('ra.action.select_all') } }}
      sx={{ p: 0.5 }}
    />
  );
}

/** What can be done with the entries that are selected. */
export function SelectionBar(): ReactElement {
  const translate = useTranslate();
  const text = useText();
  const { selectedIds, onUnselectItems } = useListContext<QuarantineEntry>();
  const state = stateOf(useFilter().state);
  const selection = { ids: selectedIds };
  const count = selectedIds.length;
  const button = { selection, count };
  return (
    <div role="status">
      {count === 0 ? null : (
        <Stack direction="row" sx={{ alignItems: 'center', flexWrap: 'wrap', gap: 1, px: 2, py: 1 }}>
          <Typography sx={{ mr: 1 }}>
            {translate('ra.action.bulk_actions', { smart_count: count })}
          </Typography>
          {state === 'resolved' ? null : (
            <BatchButton
              batch={{ ...button, action: 'retry' }}
              name="selected"
              onDone={() => onUnselectItems()}
            />
          )}
          {state === 'open' ? (
            <BatchButton
              batch={{ ...button, action: 'ignore' }}
              name="selected"
              onDone={() => onUnselectItems()}
            />
          ) : null}
          <Button size="small" onClick={() => onUnselectItems()}>
            {text('ra.action.unselect')}
          </Button>
        </Stack>
      )}
    </div>
  );
}
