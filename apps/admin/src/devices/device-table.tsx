import type { ReactElement } from 'react';
import {
  Box,
  Card,
  CardContent,
  Paper,
  Stack,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { useLocale } from 'react-admin';
import type { Schema } from '../api/api-client.js';
import { useText } from '../i18n/text.js';
import { Facts } from '../ui/facts.js';
import { useFormats } from '../ui/format.js';
import { type Tone, ToneChip } from '../ui/tone-chip.js';
import { UserName } from '../ui/user-name.js';
import { durationText, type LagState, lagStateOf } from './lag.js';
import { RevokeButton } from './revoke-button.js';

type Device = Schema<'DeviceDto'>;

interface DevicesProps {
  readonly devices: readonly Device[];
}

const COLUMNS = ['device', 'person', 'lag', 'pending', 'queued', 'last_seen'] as const;

export function DeviceTable({ devices }: DevicesProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  return (
    <TableContainer component={Paper} tabIndex={0} sx={{ contain: 'inline-size' }}>
      <Table size="small" aria-label={text('devices.title')}>
        <TableHead>
          <TableRow>
            {COLUMNS.map((column) => (
              <TableCell key={column}>{text(`devices.columns.${column}`)}</TableCell>
            ))}
            <TableCell>{text('devices.columns.action')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {devices.map((device) => (
            <TableRow key={device.id}>
              <TableCell component="th" scope="row">
                <DeviceName device={device} />
              </TableCell>
              <TableCell>
                <UserName id={device.userId} />
              </TableCell>
              <TableCell>
                <Lag device={device} />
              </TableCell>
              <TableCell>
                <Pending device={device} />
              </TableCell>
              <TableCell>{formats.number(device.queued)}</TableCell>
              <TableCell>{formats.instant(device.lastSeenAt)}</TableCell>
              <TableCell>
                <RevokeButton device={device} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

/** The same for narrow screens. */
export function DeviceCards({ devices }: DevicesProps): ReactElement {
  const text = useText();
  const formats = useFormats();
  const term = (column: (typeof COLUMNS)[number]): string => text(`devices.columns.${column}`);
  return (
    <Stack component="ul" spacing={1.5} sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {devices.map((device) => (
        <Card key={device.id} component="li" variant="outlined">
          <CardContent>
            <Stack spacing={1.5} sx={{ alignItems: 'flex-start' }}>
              <DeviceName device={device} />
              <Lag device={device} />
              <Box sx={{ width: '100%' }}>
                <Facts
                  facts={[
                    [term('person'), <UserName key="person" id={device.userId} />],
                    [term('pending'), <Pending key="pending" device={device} />],
                    [term('queued'), formats.number(device.queued)],
                    [term('last_seen'), formats.instant(device.lastSeenAt)],
                  ]}
                />
              </Box>
              <RevokeButton device={device} />
            </Stack>
          </CardContent>
        </Card>
      ))}
    </Stack>
  );
}

function DeviceName({ device }: { readonly device: Device }): ReactElement {
  return (
    <Box sx={{ overflowWrap: 'anywhere' }}>
      {device.name}
      <Typography variant="body2" color="text.secondary">
        {device.platform}
      </Typography>
    </Box>
  );
}

const TONES: Readonly<Record<LagState, Tone>> = {
  revoked: 'default',
  never: 'default',
  'starts-over': 'warning',
  'in-step': 'success',
  behind: 'warning',
};

function Lag({ device }: { readonly device: Device }): ReactElement {
  const text = useText();
  const formats = useFormats();
  const locale = useLocale();
  const state = lagStateOf(device);
  const label = text(`devices.lag.${state}`, {
    duration: durationText(device.lagMs ?? 0, locale),
    at: formats.instant(device.revokedAt),
  });
  return <ToneChip tone={TONES[state]} label={label} />;
}

/** Changed records that it has not pulled; where counting stopped, that there are more. */
function Pending({ device: { pending, hasMorePending } }: { readonly device: Device }): ReactElement {
  const text = useText();
  const formats = useFormats();
  if (hasMorePending) {
    return <span>{text('devices.pending_more', { count: formats.number(pending) })}</span>;
  }
  return <span>{formats.number(pending)}</span>;
}
