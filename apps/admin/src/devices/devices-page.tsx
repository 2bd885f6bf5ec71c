import { type ReactElement, useState } from 'react';
import {
  Alert,
  Box,
  FormControlLabel,
  Skeleton,
  Switch,
  TablePagination,
  Typography,
  useMediaQuery,
  type Theme,
} from '@mui/material';
import { Title } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { LoadProblem } from '../ui/load-problem.js';
import { useApiRead } from '../ui/use-api-read.js';
import { DeviceCards, DeviceTable } from './device-table.js';

const ROWS_PER_PAGE = 25;
const REFRESH_MS = 30_000;

/** Who syncs, how far each has come, and the way to lock a device out. */
export function DevicesPage(): ReactElement {
  const text = useText();
  const [showsRevoked, setShowsRevoked] = useState(false);
  const { data, error, refetch } = useApiRead(
    ['devices'],
    (api, signal) => api.get('/api/sync/devices', { signal }),
    { refetchInterval: REFRESH_MS },
  );
  return (
    <>
      <Title title={text('devices.title')} />
      <Typography variant="h5" component="h1" sx={{ mt: 2 }}>
        {text('devices.title')}
      </Typography>
      <Typography color="text.secondary">{text('devices.lead')}</Typography>
      <FormControlLabel
        sx={{ my: 1 }}
        control={<Switch checked={showsRevoked} onChange={(_, isOn) => setShowsRevoked(isOn)} />}
        label={text('devices.show_revoked')}
      />
      {error === null ? null : <LoadProblem error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton variant="rounded" height={240} /> : null}
      {data === undefined ? null : (
        <Devices devices={data.filter(({ revokedAt }) => showsRevoked || revokedAt === null)} />
      )}
    </>
  );
}

function Devices({ devices }: { readonly devices: readonly Schema<'DeviceDto'>[] }): ReactElement {
  const text = useText();
  const [page, setPage] = useState(0);
  const isPhone = useMediaQuery((theme: Theme) => theme.breakpoints.down('md'));
  if (devices.length === 0) {
    return <Alert severity="info">{text('devices.none')}</Alert>;
  }
  const first = Math.min(page, Math.ceil(devices.length / ROWS_PER_PAGE) - 1) * ROWS_PER_PAGE;
  const shown = devices.slice(first, first + ROWS_PER_PAGE);
  return (
    <Box>
      {isPhone ? <DeviceCards devices={shown} /> : <DeviceTable devices={shown} />}
      {devices.length > ROWS_PER_PAGE ? (
        <TablePagination
          component="div"
          count={devices.length}
          page={first / ROWS_PER_PAGE}
          rowsPerPage={ROWS_PER_PAGE}
          rowsPerPageOptions={[]}
          onPageChange={(_, index) => setPage(index)}
        />
      ) : null}
    </Box>
  );
}
