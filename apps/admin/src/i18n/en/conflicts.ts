/** The page of the conflicts. */
export const conflicts = {
  title: 'Conflicts',
  kinds: {
    devices: 'Between devices and people',
    vendors: 'With vendors',
  },
  lead: {
    devices:
      'A device sent a field that had been changed elsewhere since its last pull. The field’s own rule decided which value stays.',
    vendors: 'A value went to a vendor who had changed the same field.',
  },
  entity: 'Kind of record',
  none: 'Nobody has got in another’s way.',
  columns: {
    at: 'When',
    record: 'Record',
    field: 'Field',
    kept: 'Kept',
    who: 'Who',
  },
  yours: {
    devices: 'Value sent',
    vendors: 'Our value',
  },
  theirs: {
    devices: 'Value that was there',
    vendors: 'Value at the vendor',
  },
  undecided: 'Not decided yet',
  decide: 'Decide',
  hidden: 'personal, not shown',
  empty: 'empty',
} as const;
