/** The page of the devices. */
export const devices = {
  title: 'Devices',
  lead: 'Phones and panels that sync, the last seen first. That a device has received something is known when it asks again.',
  show_revoked: 'Show revoked devices',
  none: 'No device has synced yet.',
  columns: {
    device: 'Device',
    person: 'Person',
    lag: 'How far behind',
    pending: 'Not pulled yet',
    queued: 'Pushes waiting',
    last_seen: 'Last seen',
    action: 'Action',
  },
  lag: {
    revoked: 'Revoked on %{at}',
    never: 'Never pulled',
    'starts-over': 'Must read everything again',
    'in-step': 'In step',
    behind: '%{duration} behind',
  },
  pending_more: 'more than %{count}',
  revoke: 'Revoke',
  revoke_name: 'Revoke “%{name}”',
  revoke_question: 'Revoke “%{name}”?',
  revoke_explanation:
    'Its next call is refused, and it must be registered again before it can sync. What it has not sent yet stays on it.',
  revoked: '“%{name}” is revoked.',
} as const;
