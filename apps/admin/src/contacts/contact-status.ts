/** The choices of a contact's status, named in the catalogue. */
export const CONTACT_STATUSES = [
  { id: 'active', name: 'resources.contacts.status.active' },
  { id: 'inactive', name: 'resources.contacts.status.inactive' },
];
