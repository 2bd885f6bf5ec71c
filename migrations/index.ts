import { ChangeLog1763690000001 } from './1763690000001-change-log.js';
import { Users1763690000002 } from './1763690000002-users.js';
import { Crm1763690000003 } from './1763690000003-crm.js';
import { Shop1763690000004 } from './1763690000004-shop.js';
import { Auth1763690000005 } from './1763690000005-auth.js';
import { ExternalSource1763690000006 } from './1763690000006-external-source.js';
import { Push1763690000007 } from './1763690000007-push.js';
import { Clients1763690000008 } from './1763690000008-clients.js';
import { Appointments1763690000009 } from './1763690000009-appointments.js';
import { Outgoing1763690000010 } from './1763690000010-outgoing.js';
import { Wispro1763690000011 } from './1763690000011-wispro.js';
import { Jobs1763690000012 } from './1763690000012-jobs.js';
import { PushConflicts1763690000013 } from './1763690000013-push-conflicts.js';
import { RunLog1763690000014 } from './1763690000014-run-log.js';

/** Every migration, oldest first. TypeORM runs those that `schema_migration` does not list. */
export const MIGRATIONS = [
  ChangeLog1763690000001,
  Users1763690000002,
  Crm1763690000003,
  Shop1763690000004,
  Auth1763690000005,
  ExternalSource1763690000006,
  Push1763690000007,
  Clients1763690000008,
  Appointments1763690000009,
  Outgoing1763690000010,
  Wispro1763690000011,
  Jobs1763690000012,
  PushConflicts1763690000013,
  RunLog1763690000014,
];
