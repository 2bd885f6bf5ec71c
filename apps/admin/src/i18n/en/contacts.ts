export const contacts = {
  name: 'Contact |||| Contacts',
  fields: {
    name: 'Name',
    phone: 'Phone',
    email: 'E-mail',
    company: 'Company',
    position: 'Position',
    notes: 'Notes',
    status: 'Status',
    assignedToUserId: 'Looked after by',
    createdAt: 'Created',
    updatedAt: 'Changed',
  },
  status: { active: 'Active', inactive: 'Inactive' },
} as const;
