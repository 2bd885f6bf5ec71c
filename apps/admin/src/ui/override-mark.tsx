import { type ReactElement, useState } from 'react';
import PersonPinIcon from '@mui/icons-material/HowToReg';
import { Box, Button, IconButton, Popover, Stack, Tooltip, Typography } from '@mui/material';
import {
  useCanAccess,
  useDataProvider,
  useNotify,
  useRecordContext,
  useRefresh,
  useResourceContext,
  useTranslate,
} from 'react-admin';
import { useMutation } from '@tanstack/react-query';
import type { Schema } from '../api/api-client.js';
import type { PanelDataProvider } from '../data/data-provider.js';
import { useText } from '../i18n/text.js';
import { useFormats } from './format.js';
import { UserName } from './user-name.js';
import { useValueText } from './value-text.js';

type Override = Schema<'OverrideResponse'>;

interface WithOverrides {
  readonly id: string;
  readonly overrides?: Readonly<Record<string, Override>>;
}

/** The mark of a field that a person has set, with what the source says, and the way back. Nothing for other fields. */
export function OverrideMark({ source }: { readonly source: string }): ReactElement | null {
  const text = useText();
  const translate = useTranslate();
  const resource = useResourceContext() ?? '';
  const record = useRecordContext<WithOverrides>();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const override = record?.overrides?.[source];
  if (record === undefined || override === undefined) {
    return null;
  }
  const name = `${translate(`resources.${resource}.fields.${source}`)}: ${text('app.override.mark')}`;
  return (
    <>
      <Tooltip title={text('app.override.mark')}>
        <IconButton
          size="small"
          color="warning"
          aria-label={name}
          onClick={(event) => {
            event.stopPropagation();
            setAnchor(event.currentTarget);
          }}
        >
          <PersonPinIcon fontSize="inherit" />
        </IconButton>
      </Tooltip>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        onClose={() => setAnchor(null)}
        onClick={(event) => event.stopPropagation()}
        slotProps={{ paper: { role: 'dialog', 'aria-label': name, sx: { p: 2, maxWidth: 320 } } }}
      >
        <OverrideDetails source={source} id={record.id} override={override} onDone={() => setAnchor(null)} />
      </Popover>
    </>
  );
}

interface DetailsProps {
  readonly source: string;
  readonly id: string;
  readonly override: Override;
  readonly onDone: () => void;
}

function OverrideDetails({ source, id, override, onDone }: DetailsProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  const resource = useResourceContext() ?? '';
  const { canAccess } = useCanAccess({ resource, action: 'edit' });
  const release = useRelease(resource, { id, field: source }, onDone);
  const upstream = useValueText()(source, override.upstream);
  return (
    <Stack spacing={1.5}>
      <Typography variant="body2">{text('app.override.explain')}</Typography>
      <Box
        component="dl"
        sx={{
          display: 'grid',
          gridTemplateColumns: 'auto 1fr',
          columnGap: 2,
          m: 0,
          '& dd': { m: 0, overflowWrap: 'anywhere' },
        }}
      >
        <dt>{text('app.override.upstream')}</dt>
        <dd>{upstream ?? text('app.override.empty')}</dd>
        <dt>{text('app.override.by')}</dt>
        <dd>
          <UserName id={override.by} />
        </dd>
        <dt>{text('app.override.at')}</dt>
        <dd>{formats.instant(override.at)}</dd>
      </Box>
      {canAccess === true ? (
        <Button variant="contained" disabled={release.isPending} onClick={() => release.mutate()}>
          {text('app.override.release')}
        </Button>
      ) : null}
    </Stack>
  );
}

/** Gives the field back to its source; the page then shows what the source says. */
function useRelease(
  resource: string,
  params: { readonly id: string; readonly field: string },
  onDone: () => void,
): { readonly isPending: boolean; readonly mutate: () => void } {
  const text = useText();
  const notify = useNotify();
  const refresh = useRefresh();
  const dataProvider = useDataProvider<PanelDataProvider>();
  return useMutation({
    mutationFn: () => dataProvider.releaseOverride(resource, params),
    onSuccess: () => {
      onDone();
      notify(text('app.override.released'), { type: 'success' });
      refresh();
    },
    onError: (error) => {
      notify(error.message, { type: 'error' });
    },
  });
}
