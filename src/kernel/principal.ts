/** Who may do what: admin everything, agent the business's records, subscriber its own row. */
export type Role = 'admin' | 'agent' | 'subscriber';

/** `users.role` as stored and as on the sync wire (W6: an imported subscriber has role 0). */
export const ROLE_NUMBERS: Readonly<Record<Role, number>> = { subscriber: 0, agent: 1, admin: 2 };

/** The caller of a request, as the access guard found it. */
export interface Principal {
  readonly userId: string;
  readonly role: Role;
  readonly sessionId: string;
}
