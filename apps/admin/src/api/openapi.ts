// Generated from openapi.json by npm run generate.
export interface paths {
    readonly "/api/appointments": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List, filter, search and sort appointments
         * @description List, filter, search and sort appointments
         */
        readonly get: operations["appointmentsList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/appointments/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One appointment with its overrides
         * @description One appointment with its overrides
         */
        readonly get: operations["appointmentsGet"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Set attendance or comment; the vendor no longer overwrites it
         * @description Set attendance or comment; the vendor no longer overwrites it
         */
        readonly patch: operations["appointmentsEdit"];
        readonly trace?: never;
    };
    readonly "/api/appointments/{id}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What changed the appointment, newest first
         * @description What changed the appointment, newest first
         */
        readonly get: operations["appointmentsHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/appointments/{id}/overrides/{field}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Release an override: the vendor's value shows at once
         * @description Release an override: the vendor's value shows at once
         */
        readonly delete: operations["appointmentsRelease"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/appointments/clean": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Remove logical duplicates and keep the oldest of each, after a backup
         * @description Remove logical duplicates and keep the oldest of each, after a backup
         */
        readonly post: operations["appointmentsUpkeepClean"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/appointments/stats": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Appointments by attendance, teacher, service and day, and duplicates
         * @description Appointments by attendance, teacher, service and day, and duplicates
         */
        readonly get: operations["appointmentsStats"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/appointments/sync": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Import a range of days now; 409 with the runId while an import runs
         * @description Import a range of days now; 409 with the runId while an import runs
         */
        readonly post: operations["appointmentsUpkeepSync"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/appointments/teachers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Every teacher with appointments, for the filter `teacherId`
         * @description Every teacher with appointments, for the filter `teacherId`
         */
        readonly get: operations["appointmentsTeachers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/appointments/validate": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What is wrong with stored appointments, and what the last hourly check found
         * @description What is wrong with stored appointments, and what the last hourly check found
         */
        readonly get: operations["appointmentsValidate"];
        readonly put?: never;
        /**
         * Check all appointments now; with fix, repair what is safe before, after a backup
         * @description Check all appointments now; with fix, repair what is safe before, after a backup
         */
        readonly post: operations["appointmentsUpkeepValidate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/change-password": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Change the own password; ends all other sessions
         * @description Change the own password; ends all other sessions
         */
        readonly post: operations["authChangePassword"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/login": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Sign in with an e-mail address or a subscriber code
         * @description Sign in with an e-mail address or a subscriber code
         */
        readonly post: operations["authLogin"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/logout": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * End this session; other devices stay signed in
         * @description End this session; other devices stay signed in
         */
        readonly post: operations["authLogout"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/me": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Who is signed in
         * @description Who is signed in
         */
        readonly get: operations["authReadMe"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/auth/refresh": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Exchange a refresh token for new tokens; each is good once
         * @description Exchange a refresh token for new tokens; each is good once
         */
        readonly post: operations["authRefresh"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/clients": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List, filter, search and sort clients
         * @description List, filter, search and sort clients
         */
        readonly get: operations["clientsList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/clients/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One client with its trading accounts and its overrides
         * @description One client with its trading accounts and its overrides
         */
        readonly get: operations["clientsGet"];
        /**
         * Set the notes, or the country, which becomes an override
         * @description Set the notes, or the country, which becomes an override
         */
        readonly put: operations["clientsEdit"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/clients/{id}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What changed the client, newest first
         * @description What changed the client, newest first
         */
        readonly get: operations["clientsHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/clients/{id}/overrides/{field}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Release an override: the source's value shows at once
         * @description Release an override: the source's value shows at once
         */
        readonly delete: operations["clientsRelease"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/clients/debug": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What the vendor's two reports have now, and how their ids fit; nothing is stored
         * @description What the vendor's two reports have now, and how their ids fit; nothing is stored
         */
        readonly get: operations["clientsSyncDebug"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/clients/debug-db": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What the table of clients has: counts, columns and the five newest rows
         * @description What the table of clients has: counts, columns and the five newest rows
         */
        readonly get: operations["clientsSyncDebugDatabase"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/clients/sync": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Import all clients now; 409 with the runId while an import runs
         * @description Import all clients now; 409 with the runId while an import runs
         */
        readonly post: operations["clientsSyncSync"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/clients/sync-new": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Add the clients that are not stored yet, and touch no other; 409 with the runId while an import runs
         * @description Add the clients that are not stored yet, and touch no other; 409 with the runId while an import runs
         */
        readonly post: operations["clientsSyncSyncNew"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/clients/sync-stats": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * How many clients there are, of which kinds, and when they were last seen
         * @description How many clients there are, of which kinds, and when they were last seen
         */
        readonly get: operations["clientsSyncStats"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/contacts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List, filter, search and sort contacts
         * @description List, filter, search and sort contacts
         */
        readonly get: operations["contactsList"];
        readonly put?: never;
        /**
         * Make a contact, under an id of the caller or of ours
         * @description Make a contact, under an id of the caller or of ours
         */
        readonly post: operations["contactsCreate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/contacts/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One contact
         * @description One contact
         */
        readonly get: operations["contactsGet"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete a contact, on every device too
         * @description Delete a contact, on every device too
         */
        readonly delete: operations["contactsRemove"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Set some fields of a contact
         * @description Set some fields of a contact
         */
        readonly patch: operations["contactsEdit"];
        readonly trace?: never;
    };
    readonly "/api/contacts/{id}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What changed the contact, newest first
         * @description What changed the contact, newest first
         */
        readonly get: operations["contactsHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/deal-stages": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * How many deals are in each stage, and what they are worth
         * @description How many deals are in each stage, and what they are worth
         */
        readonly get: operations["dealStagesList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/deals": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List, filter, search and sort deals
         * @description List, filter, search and sort deals
         */
        readonly get: operations["dealsList"];
        readonly put?: never;
        /**
         * Make a deal, under an id of the caller or of ours
         * @description Make a deal, under an id of the caller or of ours
         */
        readonly post: operations["dealsCreate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/deals/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One deal
         * @description One deal
         */
        readonly get: operations["dealsGet"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete a deal, on every device too
         * @description Delete a deal, on every device too
         */
        readonly delete: operations["dealsRemove"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Set some fields of a deal
         * @description Set some fields of a deal
         */
        readonly patch: operations["dealsEdit"];
        readonly trace?: never;
    };
    readonly "/api/deals/{id}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What changed the deal, newest first
         * @description What changed the deal, newest first
         */
        readonly get: operations["dealsHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/jobs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Jobs in one state, newest first
         * @description Jobs in one state, newest first
         */
        readonly get: operations["jobsList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/jobs/{id}/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Gives a failed job one more attempt
         * @description Gives a failed job one more attempt
         */
        readonly post: operations["jobsRetry"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/jobs/board-session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Lets this browser open the queue's board at /api/jobs/board for 15 minutes
         * @description Lets this browser open the queue's board at /api/jobs/board for 15 minutes
         */
        readonly post: operations["boardOpen"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/jobs/queues": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The queues: how many jobs, and whether they are paused
         * @description The queues: how many jobs, and whether they are paused
         */
        readonly get: operations["jobsListQueues"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/jobs/queues/{queue}/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * No process takes a job of the queue any more; those under way go on
         * @description No process takes a job of the queue any more; those under way go on
         */
        readonly post: operations["jobsPause"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/jobs/queues/{queue}/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Lets jobs of the queue be taken again
         * @description Lets jobs of the queue be taken again
         */
        readonly post: operations["jobsResume"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/jobs/retry-all": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Gives every failed job one more attempt
         * @description Gives every failed job one more attempt
         */
        readonly post: operations["jobsRetryAll"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orders": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List, filter, search and sort orders
         * @description List, filter, search and sort orders
         */
        readonly get: operations["ordersList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orders/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One order with its lines and its overrides
         * @description One order with its lines and its overrides
         */
        readonly get: operations["ordersGet"];
        /**
         * Set the fields that people may set; each becomes an override
         * @description Set the fields that people may set; each becomes an override
         */
        readonly put: operations["ordersEdit"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orders/{id}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What changed the order, newest first
         * @description What changed the order, newest first
         */
        readonly get: operations["ordersHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orders/{id}/overrides/{field}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Release an override: the shop's value shows at once
         * @description Release an override: the shop's value shows at once
         */
        readonly delete: operations["ordersRelease"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orders/{id}/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Set the status; the shop no longer overwrites it
         * @description Set the status; the shop no longer overwrites it
         */
        readonly put: operations["ordersSetStatus"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/orders/stats": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Count and worth of the orders, by status, and the newest five
         * @description Count and worth of the orders, by status, and the newest five
         */
        readonly get: operations["ordersStats"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/outgoing": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Changes for the vendors, newest first
         * @description Changes for the vendors, newest first
         */
        readonly get: operations["outgoingList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/outgoing/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One change
         * @description One change
         */
        readonly get: operations["outgoingGet"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/outgoing/{id}/discard": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Takes a change off the queue; here the value stays, as an override
         * @description Takes a change off the queue; here the value stays, as an override
         */
        readonly post: operations["outgoingDiscard"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/outgoing/{id}/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Delivers a change again, at once; on a conflict our value is sent
         * @description Delivers a change again, at once; on a conflict our value is sent
         */
        readonly post: operations["outgoingRetry"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/outgoing/counts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * How many changes there are in each state
         * @description How many changes there are in each state
         */
        readonly get: operations["outgoingCountStates"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/outgoing/retry-all": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Delivers everything again that was given up (`rejected`), at once
         * @description Delivers everything again that was given up (`rejected`), at once
         */
        readonly post: operations["outgoingRetryAll"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/products": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List, search and sort products
         * @description List, search and sort products
         */
        readonly get: operations["productsList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/products/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One product with its overrides and the history of its figures
         * @description One product with its overrides and the history of its figures
         */
        readonly get: operations["productsGet"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/products/{id}/analytics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Set figures; a computed one that is set here is an override until it is released
         * @description Set figures; a computed one that is set here is an override until it is released
         */
        readonly put: operations["productsSetAnalytics"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/products/{id}/cost": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Set what the product costs us; the shop never sees it
         * @description Set what the product costs us; the shop never sees it
         */
        readonly put: operations["productsSetCost"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/products/{id}/hide": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Hide the product from lists, or show it again
         * @description Hide the product from lists, or show it again
         */
        readonly patch: operations["productsHide"];
        readonly trace?: never;
    };
    readonly "/api/products/{id}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What changed the product, newest first
         * @description What changed the product, newest first
         */
        readonly get: operations["productsHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/products/{id}/overrides/{field}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Release an override: the source's or the computed value shows at once
         * @description Release an override: the source's or the computed value shows at once
         */
        readonly delete: operations["productsRelease"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/products/{id}/price": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Set the price; the shop no longer overwrites it
         * @description Set the price; the shop no longer overwrites it
         */
        readonly put: operations["productsSetPrice"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/products/{id}/stock": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Set the stock, or add to it or subtract from it without losing a change made meanwhile
         * @description Set the stock, or add to it or subtract from it without losing a change made meanwhile
         */
        readonly put: operations["productsSetStock"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/quarantine": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What could not be stored, newest first
         * @description What could not be stored, newest first
         */
        readonly get: operations["quarantineList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/quarantine/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One entry
         * @description One entry
         */
        readonly get: operations["quarantineGet"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Applies a corrected payload
         * @description Applies a corrected payload
         */
        readonly patch: operations["quarantineCorrect"];
        readonly trace?: never;
    };
    readonly "/api/quarantine/{id}/ignore": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Closes the entry; the same bad record does not open it again
         * @description Closes the entry; the same bad record does not open it again
         */
        readonly post: operations["quarantineIgnore"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/quarantine/{id}/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Applies the payload once more
         * @description Applies the payload once more
         */
        readonly post: operations["quarantineRetry"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/quarantine/ignore": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Closes many entries, some at a call; the same bad records do not open them again
         * @description Closes many entries, some at a call; the same bad records do not open them again
         */
        readonly post: operations["quarantineIgnoreMany"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/quarantine/reasons": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Why entries could not be stored, and how many, the most frequent reason first
         * @description Why entries could not be stored, and how many, the most frequent reason first
         */
        readonly get: operations["quarantineCountReasons"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/quarantine/retry": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Applies many payloads once more, some at a call
         * @description Applies many payloads once more, some at a call
         */
        readonly post: operations["quarantineRetryMany"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/runs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The last runs of every source at a glance, newest first
         * @description The last runs of every source at a glance, newest first
         */
        readonly get: operations["runsRecent"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/runs/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One run with its counts
         * @description One run with its counts
         */
        readonly get: operations["runsGet"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/runs/{id}/cancel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ends a run; pages that are stored stay
         * @description Ends a run; pages that are stored stay
         */
        readonly post: operations["runsCancel"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/runs/{id}/changes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What a dry run would change
         * @description The first 100 records that would be created and the first 100 that would be updated.
         */
        readonly get: operations["runsChanges"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/runs/{id}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The progress of a run, until it has ended
         * @description The progress of a run, until it has ended
         */
        readonly get: operations["runsEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/runs/{id}/log": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What happened in a run: its newest 200 lines, oldest first
         * @description What happened in a run: its newest 200 lines, oldest first
         */
        readonly get: operations["runsLog"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sources": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * All sources with their state
         * @description All sources with their state
         */
        readonly get: operations["sourcesList"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sources/{key}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One source with its state
         * @description One source with its state
         */
        readonly get: operations["sourcesGet"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sources/{key}/pause": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Stops the schedule; a run that is going on goes on
         * @description Stops the schedule; a run that is going on goes on
         */
        readonly post: operations["sourcesPause"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sources/{key}/resume": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Lets the schedule fire again, from its next slot on
         * @description Lets the schedule fire again, from its next slot on
         */
        readonly post: operations["sourcesResume"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sources/{key}/run": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Starts a run
         * @description Starts a run
         */
        readonly post: operations["sourcesRun"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sources/{key}/runs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The runs of a source, newest first
         * @description The runs of a source, newest first
         */
        readonly get: operations["sourcesListRuns"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync-orders": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Import the shop's orders now; 409 with the runId while an import runs
         * @description Import the shop's orders now; 409 with the runId while an import runs
         */
        readonly post: operations["ordersSyncStart"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync-products": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Import the shop's products now; 409 with the runId while an import runs
         * @description Import the shop's products now; 409 with the runId while an import runs
         */
        readonly post: operations["productsSyncStart"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync/conflicts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Conflicts of pushes, both values and what was kept
         * @description Conflicts of pushes, both values and what was kept
         */
        readonly get: operations["listConflicts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync/devices": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List devices, and how far each has come
         * @description List devices, and how far each has come
         */
        readonly get: operations["listDevices"];
        readonly put?: never;
        /**
         * Register a device
         * @description Register a device
         */
        readonly post: operations["registerDevice"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync/devices/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Revoke a device
         * @description Revoke a device
         */
        readonly delete: operations["revokeDevice"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Pokes when something changed
         * @description Pokes when something changed
         */
        readonly get: operations["syncEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync/incremental": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What changed since a cursor
         * @description What changed since a cursor
         */
        readonly get: operations["syncIncremental"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync/initial": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Everything the caller may see, from one consistent point
         * @description Pages of JSON, or with `Accept: application/x-ndjson` one stream: a head line with the timestamp and the counts, a line `{"t":"contacts","r":{…}}` a row, and an end line `{"end":true,"rows":N}`. A stream without its end line was cut.
         */
        readonly get: operations["syncInitial"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync/outgoing": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Apply a device's changes
         * @description WatermelonDB's form, or a list of changes. At most 1000 changes or 2 MiB a call. `If-Conflict: abort` refuses the whole push with 409 when somebody else changed the same fields.
         */
        readonly post: operations["syncOutgoing"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync/schema": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The wire contract as data
         * @description The wire contract as data
         */
        readonly get: operations["syncSchema"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/sync/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What is in step and what is not
         * @description What is in step and what is not
         */
        readonly get: operations["syncStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/tasks": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List, filter, search and sort tasks
         * @description List, filter, search and sort tasks
         */
        readonly get: operations["tasksList"];
        readonly put?: never;
        /**
         * Make a task, under an id of the caller or of ours
         * @description Make a task, under an id of the caller or of ours
         */
        readonly post: operations["tasksCreate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/tasks/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One task
         * @description One task
         */
        readonly get: operations["tasksGet"];
        readonly put?: never;
        readonly post?: never;
        /**
         * Delete a task, on every device too
         * @description Delete a task, on every device too
         */
        readonly delete: operations["tasksRemove"];
        readonly options?: never;
        readonly head?: never;
        /**
         * Set some fields of a task
         * @description Set some fields of a task
         */
        readonly patch: operations["tasksEdit"];
        readonly trace?: never;
    };
    readonly "/api/tasks/{id}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What changed the task, newest first
         * @description What changed the task, newest first
         */
        readonly get: operations["tasksHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * List, filter, search and sort accounts and subscribers
         * @description List, filter, search and sort accounts and subscribers
         */
        readonly get: operations["usersList"];
        readonly put?: never;
        /**
         * Create an agent or an admin
         * @description Create an agent or an admin
         */
        readonly post: operations["usersCreate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One account: any for an admin, the own one for everybody
         * @description One account: any for an admin, the own one for everybody
         */
        readonly get: operations["usersGet"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Edit an account: who it is, what it may, whether it may sign in, a new password
         * @description Edit an account: who it is, what it may, whether it may sign in, a new password
         */
        readonly patch: operations["usersEdit"];
        readonly trace?: never;
    };
    readonly "/api/users/{id}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What changed the account, newest first
         * @description What changed the account, newest first
         */
        readonly get: operations["usersHistory"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users/{id}/one-time-code": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Issue a code that signs the owner in once, to choose a password
         * @description Issue a code that signs the owner in once, to choose a password
         */
        readonly post: operations["usersIssueOneTimeCode"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users/{id}/overrides/{field}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /**
         * Release an override: the source's value shows at once
         * @description Release an override: the source's value shows at once
         */
        readonly delete: operations["usersRelease"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/users/sync-wispro-all": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Import Wispro's clients as users; 409 with the runId while an import runs
         * @description Import Wispro's clients as users; 409 with the runId while an import runs
         */
        readonly post: operations["wisproSyncStart"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/api/webhooks/altegio/{secret}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Altegio's webhook: a record was created, changed or deleted
         * @description Altegio's webhook: a record was created, changed or deleted
         */
        readonly post: operations["altegioWebhookReceive"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Is the process alive?
         * @description Answers as long as the event loop turns. Restart the process when it does not.
         */
        readonly get: operations["healthLive"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * May the process be sent requests?
         * @description 503 while PostgreSQL is away, migrations are missing, a worker has no queue, or the process is about to end.
         */
        readonly get: operations["healthReady"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Numbers of this process for Prometheus
         * @description Needs an admin, or `METRICS_TOKEN` as the bearer token.
         */
        readonly get: operations["metricsRead"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly AppointmentResponse: {
            /**
             * @description 0 pending, 1 arrived, -1 no-show, 2 confirmed.
             * @example 0
             * @enum {number}
             */
            readonly attendance: -1 | 0 | 1 | 2;
            /** @description As it was written: escape it where it is shown. */
            readonly comment: string | null;
            /** Format: date-time */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @example 2025-08-13T16:00:00.000Z
             */
            readonly endDateTime: string;
            /**
             * @description The vendor's appointmentId.
             * @example 590000001
             */
            readonly externalId: string | null;
            /** @example 8d0e7a52-8e0b-49c2-a1b4-3f2a7c1d9e10 */
            readonly id: string;
            /** @description Deleted at the vendor. */
            readonly isDeleted: boolean;
            readonly isTrial: boolean;
            /**
             * @description The CRM id that the client’s name carries.
             * @example 48210777
             */
            readonly leadId: string;
            /** @example Марія */
            readonly leadName: string | null;
            /**
             * Format: date-time
             * @description Since when the vendor no longer lists it.
             */
            readonly missingSince: string | null;
            /**
             * @description Fields that a person has set, by name, with what the vendor says of them.
             * @example {
             *       "attendance": {
             *         "by": "u-1",
             *         "at": "2025-08-14T08:00:00.000Z",
             *         "upstream": 0
             *       }
             *     }
             */
            readonly overrides: {
                readonly [key: string]: components["schemas"]["OverrideResponse"];
            };
            /** @example 12508353 */
            readonly serviceId: string;
            /** @example Англійська 1:1, 60 хв */
            readonly serviceName: string | null;
            /**
             * Format: date-time
             * @example 2025-08-13T15:00:00.000Z
             */
            readonly startDateTime: string;
            /** @example 2100001 */
            readonly teacherId: string;
            /** @example Олена Тестова */
            readonly teacherName: string | null;
            /**
             * @description The zone of the location: people there say the times of a lesson in it.
             * @example Europe/Kyiv
             */
            readonly timeZone: string;
            /** Format: date-time */
            readonly updatedAt: string;
        };
        readonly AppointmentsOfAttendance: {
            /**
             * @description 0 pending, 1 arrived, -1 no-show, 2 confirmed.
             * @enum {number}
             */
            readonly attendance: -1 | 0 | 1 | 2;
            /** @example 120 */
            readonly count: number;
        };
        readonly AppointmentsOfDay: {
            /** @example 17 */
            readonly count: number;
            /**
             * Format: date
             * @description A day of the location.
             * @example 2025-08-13
             */
            readonly date: string;
        };
        readonly AppointmentStatsResponse: {
            readonly byAttendance: readonly components["schemas"]["AppointmentsOfAttendance"][];
            /** @description Newest first, at most 366. */
            readonly byDate: readonly components["schemas"]["AppointmentsOfDay"][];
            /** @description Deleted at the vendor. */
            readonly deleted: number;
            /** @description Rows beyond the oldest of the same lead, start and teacher. */
            readonly duplicates: number;
            /** @description At most five. */
            readonly topServices: readonly components["schemas"]["NamedCountResponse"][];
            /** @description At most five. */
            readonly topTeachers: readonly components["schemas"]["NamedCountResponse"][];
            /** @description All stored appointments, deleted ones too. */
            readonly total: number;
            readonly trials: number;
        };
        readonly ChangePasswordRequest: {
            /**
             * Format: password
             * @description What the present session was opened with: the password, the national id or the one-time code.
             * @example 20111222
             */
            readonly currentPassword: string;
            /**
             * Format: password
             * @description Not the name, id, phone number, code or e-mail address of its owner.
             * @example seven slow green boats
             */
            readonly newPassword: string;
        };
        readonly ChangeResultDto: {
            readonly changeId: string | null;
            /** @enum {string|null} */
            readonly code: "VALIDATION" | "FORBIDDEN" | "NOT_WRITABLE" | "GONE" | "UNKNOWN_TABLE" | "REFERENCE_MISSING" | null;
            readonly conflicts: readonly components["schemas"]["FieldConflictDto"][];
            readonly errors: readonly components["schemas"]["FieldFaultDto"][];
            /** @example 5f0c2a1e9b3d4c7f */
            readonly id: string;
            /** @example Some of the values cannot be stored. */
            readonly message: string | null;
            /** @enum {string} */
            readonly operation: "CREATE" | "UPDATE" | "DELETE";
            readonly record: {
                readonly [key: string]: unknown;
            } | null;
            /** @description The change was seen before: this is what became of it then. */
            readonly replayed: boolean;
            /** @enum {string} */
            readonly status: "applied" | "merged" | "unchanged" | "rejected" | "queued";
            /** @example contacts */
            readonly table: string;
        };
        readonly ClearingResponse: {
            /**
             * @description The file under DATA_DIR/backups with the removed rows; null when there were none.
             * @example appointments-duplicates-2025-08-13T18-00-00-000Z-1a2b3c4d.json
             */
            readonly backup: string | null;
            /** @example 3 */
            readonly removedCount: number;
        };
        readonly ClientAccountResponse: {
            /** @example 240000001 */
            readonly accountNumber: string;
            /** @example Standard Cent */
            readonly accountType: string | null;
            readonly comment: string | null;
            /** @example TH */
            readonly country: string | null;
            /** @example USD */
            readonly currency: string | null;
            /**
             * Format: date
             * @example 2025-06-15
             */
            readonly firstTradeOn: string | null;
            /** @example 0b6e3f9e-5c0e-4a43-8a3e-0f6f0c7b1d20 */
            readonly id: string;
            /**
             * Format: date-time
             * @description Since when the source no longer lists it; it no longer counts.
             */
            readonly missingSince: string | null;
            /** @example 1100000000000000001 */
            readonly partnerAccount: string | null;
            /**
             * Format: date
             * @example 2025-06-15
             */
            readonly registeredOn: string | null;
            /**
             * @description Decimal as text, in the account's currency.
             * @example 1.25000000
             */
            readonly reward: string;
            /**
             * @description Decimal as text.
             * @example 1.25000000
             */
            readonly rewardUsd: string;
            /**
             * @description Decimal as text.
             * @example 1.25000000
             */
            readonly volumeLots: string;
            /**
             * @description Decimal as text.
             * @example 1.25000000
             */
            readonly volumeMlnUsd: string;
        };
        readonly ClientDetailResponse: {
            readonly accounts: readonly components["schemas"]["ClientAccountResponse"][];
            /**
             * @description The whole id at the source; null while it is not known for certain.
             * @example 0a1b2c3d-0000-4000-8000-000000000001
             */
            readonly clientUid: string | null;
            /** @example TH */
            readonly country: string | null;
            /** Format: date-time */
            readonly createdAt: string;
            /**
             * @description The first 8 characters of the id at the source.
             * @example 0a1b2c3d
             */
            readonly externalId: string | null;
            /** @description Has made a first deposit. */
            readonly ftdReceived: boolean | null;
            /** @description Has made a first trade. */
            readonly fttMade: boolean | null;
            /** @example 8d0e7a52-8e0b-49c2-a1b4-3f2a7c1d9e10 */
            readonly id: string;
            /** @description Null while it is not known. */
            readonly kycPassed: boolean | null;
            /**
             * Format: date-time
             * @description When a complete import last had it.
             */
            readonly lastSeenAt: string | null;
            /**
             * Format: date-time
             * @description Since when the source no longer lists it.
             */
            readonly missingSince: string | null;
            readonly notes: string | null;
            /**
             * @description Fields that a person has set, by name, with what the source says of them.
             * @example {
             *       "country": {
             *         "by": "u-1",
             *         "at": "2025-06-16T08:00:00.000Z",
             *         "upstream": "TH"
             *       }
             *     }
             */
            readonly overrides: {
                readonly [key: string]: components["schemas"]["OverrideResponse"];
            };
            /** @example 1100000000000000001 */
            readonly partnerAccount: string | null;
            /**
             * @description Decimal as text.
             * @example 1.25000000
             */
            readonly rebateAmountUsd: string | null;
            /**
             * Format: date
             * @example 2025-06-15
             */
            readonly registeredOn: string | null;
            /**
             * @description The sum over the accounts that the source lists, as text.
             * @example 1.25000000
             */
            readonly rewardUsd: string;
            /**
             * @example ACTIVE
             * @enum {string}
             */
            readonly status: "ACTIVE" | "INACTIVE" | "LEFT" | "CHANGING" | "UNKNOWN";
            /** Format: date-time */
            readonly updatedAt: string;
            /**
             * @description The sum over the accounts that the source lists, as text.
             * @example 1.25000000
             */
            readonly volumeLots: string;
            /**
             * @description The sum over the accounts that the source lists, as text.
             * @example 1.25000000
             */
            readonly volumeMlnUsd: string;
        };
        readonly ClientResponse: {
            /**
             * @description The whole id at the source; null while it is not known for certain.
             * @example 0a1b2c3d-0000-4000-8000-000000000001
             */
            readonly clientUid: string | null;
            /** @example TH */
            readonly country: string | null;
            /** Format: date-time */
            readonly createdAt: string;
            /**
             * @description The first 8 characters of the id at the source.
             * @example 0a1b2c3d
             */
            readonly externalId: string | null;
            /** @description Has made a first deposit. */
            readonly ftdReceived: boolean | null;
            /** @description Has made a first trade. */
            readonly fttMade: boolean | null;
            /** @example 8d0e7a52-8e0b-49c2-a1b4-3f2a7c1d9e10 */
            readonly id: string;
            /** @description Null while it is not known. */
            readonly kycPassed: boolean | null;
            /**
             * Format: date-time
             * @description When a complete import last had it.
             */
            readonly lastSeenAt: string | null;
            /**
             * Format: date-time
             * @description Since when the source no longer lists it.
             */
            readonly missingSince: string | null;
            readonly notes: string | null;
            /**
             * @description Fields that a person has set, by name, with what the source says of them.
             * @example {
             *       "country": {
             *         "by": "u-1",
             *         "at": "2025-06-16T08:00:00.000Z",
             *         "upstream": "TH"
             *       }
             *     }
             */
            readonly overrides: {
                readonly [key: string]: components["schemas"]["OverrideResponse"];
            };
            /** @example 1100000000000000001 */
            readonly partnerAccount: string | null;
            /**
             * @description Decimal as text.
             * @example 1.25000000
             */
            readonly rebateAmountUsd: string | null;
            /**
             * Format: date
             * @example 2025-06-15
             */
            readonly registeredOn: string | null;
            /**
             * @description The sum over the accounts that the source lists, as text.
             * @example 1.25000000
             */
            readonly rewardUsd: string;
            /**
             * @example ACTIVE
             * @enum {string}
             */
            readonly status: "ACTIVE" | "INACTIVE" | "LEFT" | "CHANGING" | "UNKNOWN";
            /** Format: date-time */
            readonly updatedAt: string;
            /**
             * @description The sum over the accounts that the source lists, as text.
             * @example 1.25000000
             */
            readonly volumeLots: string;
            /**
             * @description The sum over the accounts that the source lists, as text.
             * @example 1.25000000
             */
            readonly volumeMlnUsd: string;
        };
        readonly ClientsApiData: {
            /**
             * @description Prefixes of V2 that more than one client has.
             * @example 0
             */
            readonly ambiguous_prefixes: number;
            /** @description Clients, with V1's 8 characters compared to the first 8 of V2's: what the import does. */
            readonly by_prefix: components["schemas"]["UidMatchResponse"];
            /**
             * @description Rows, with V1's 8 characters compared to V2's 36: nothing can match.
             * @example {
             *       "matching": 0,
             *       "v1_only": 122,
             *       "v2_only": 100
             *     }
             */
            readonly naive: components["schemas"]["UidMatchResponse"];
            /**
             * @description Different clients in V1.
             * @example 100
             */
            readonly v1_client_count: number;
            /**
             * @description Rows of V1: trading accounts.
             * @example 122
             */
            readonly v1_count: number;
            /**
             * @description Rows of V2: clients.
             * @example 100
             */
            readonly v2_count: number;
        };
        readonly ClientsDatabaseFigures: {
            /** @example true */
            readonly has_rebate_column: boolean;
            /** @description The five that were added last. */
            readonly sample_clients: readonly components["schemas"]["ClientResponse"][];
            /**
             * @example {
             *       "ACTIVE": 55,
             *       "INACTIVE": 30,
             *       "UNKNOWN": 2
             *     }
             */
            readonly status_distribution: {
                readonly [key: string]: number;
            };
            /**
             * @example [
             *       "id",
             *       "external_id",
             *       "client_uid"
             *     ]
             */
            readonly table_columns: readonly string[];
            /** @example 100 */
            readonly total_clients: number;
        };
        readonly ClientsDebugDbResponse: {
            readonly database_status: components["schemas"]["ClientsDatabaseFigures"];
        };
        readonly ClientsDebugResponse: {
            readonly api_data: components["schemas"]["ClientsApiData"];
            /** @example true */
            readonly success: boolean;
        };
        readonly ClientsRunData: {
            /**
             * @description Clients that were stored before.
             * @example 96
             */
            readonly existing_clients: number;
            /** @example 4 */
            readonly new_clients_added: number;
            /** @example true */
            readonly success: boolean;
            /**
             * @description Rows of V1: trading accounts.
             * @example 122
             */
            readonly total_api_clients: number;
        };
        readonly ClientsRunResponse: {
            /** @description Records by what became of them. Only with `wait=true`. */
            readonly counts?: components["schemas"]["RunCountsResponse"];
            /** @description Only with `wait=true`. */
            readonly data?: components["schemas"]["ClientsRunData"];
            /** @description Why the run failed. Only with `wait=true`. */
            readonly error?: components["schemas"]["RunErrorResponse"] | null;
            /** @example New clients added: 4 */
            readonly message: string;
            /** Format: uuid */
            readonly runId: string;
            /**
             * @description Only with `wait=true`.
             * @example succeeded
             * @enum {string}
             */
            readonly state?: "running" | "waiting-for-rate-limit" | "succeeded" | "completed-with-errors" | "failed" | "cancelled";
            /** @description False when the run has failed; bad records alone do not make it fail. */
            readonly success: boolean;
        };
        readonly ClientsSyncFigures: {
            /**
             * @description The same since Monday.
             * @example 100
             */
            readonly clients_synced_this_week: number;
            /**
             * @description Clients that an import of today has had.
             * @example 100
             */
            readonly clients_synced_today: number;
            /**
             * @description The ten most frequent.
             * @example {
             *       "TH": 58,
             *       "VN": 9
             *     }
             */
            readonly countries_distribution: {
                readonly [key: string]: number;
            };
            /**
             * Format: date-time
             * @description When the last import ended well.
             */
            readonly last_sync: string | null;
            /**
             * @example {
             *       "ACTIVE": 55,
             *       "INACTIVE": 30,
             *       "UNKNOWN": 2
             *     }
             */
            readonly status_distribution: {
                readonly [key: string]: number;
            };
            /** @example 100 */
            readonly total_clients: number;
        };
        readonly ClientsSyncStatsResponse: {
            readonly data: components["schemas"]["ClientsSyncFigures"];
            /** @example true */
            readonly success: boolean;
        };
        readonly ConflictResponse: {
            /** Format: date-time */
            readonly at: string;
            /**
             * Format: uuid
             * @description Null: it named no device.
             */
            readonly deviceId: string | null;
            /** @example Anna's phone */
            readonly deviceName: string | null;
            /**
             * @description The table of the record.
             * @example contacts
             */
            readonly entity: string;
            /** @example company */
            readonly field: string;
            /** @example 17 */
            readonly id: string;
            /**
             * @description By the field's policy.
             * @enum {string}
             */
            readonly kept: "yours" | "theirs";
            /** @description May be gone by now. */
            readonly recordId: string;
            /**
             * @description As somebody else had stored it. A personal value is `[hidden]`.
             * @example Example & Sons
             */
            readonly theirs: (string | number | boolean) | null;
            /** @description The user whose push it was. */
            readonly userId: string;
            /**
             * @description As it was pushed. A personal value is `[hidden]`.
             * @example Example & Sons
             */
            readonly yours: (string | number | boolean) | null;
        };
        readonly ContactResponse: {
            /** @description The user who looks after it; null when nobody does. */
            readonly assignedToUserId: string | null;
            readonly company: string | null;
            /**
             * Format: date-time
             * @example 2025-11-11T09:58:00.000Z
             */
            readonly createdAt: string;
            /** @example anna@example.com */
            readonly email: string | null;
            /** @example 2f6c1a9e-5b7d-4c3a-9f10-7a2b8c4d6e01 */
            readonly id: string;
            /** @example Анна Тестова */
            readonly name: string;
            readonly notes: string | null;
            /** @example +7 900 000-00-01 */
            readonly phone: string | null;
            readonly position: string | null;
            /**
             * @example active
             * @enum {string}
             */
            readonly status: "active" | "inactive";
            /**
             * Format: date-time
             * @example 2025-11-11T10:05:00.000Z
             */
            readonly updatedAt: string;
        };
        readonly ContractColumnDto: {
            readonly isIndexed: boolean;
            readonly isOptional: boolean;
            /** @example phone */
            readonly name: string;
            /** @enum {string} */
            readonly type: "string" | "number" | "boolean";
            readonly writable: boolean;
        };
        readonly ContractDto: {
            /** @example 1 */
            readonly generation: number;
            readonly tables: readonly components["schemas"]["ContractTableDto"][];
            /** @example 1 */
            readonly version: number;
        };
        readonly ContractTableDto: {
            readonly columns: readonly components["schemas"]["ContractColumnDto"][];
            /** @example contacts */
            readonly name: string;
            readonly writable: boolean;
        };
        readonly CreateContactRequest: {
            /** @description The user who looks after it. */
            readonly assignedToUserId?: string | null;
            /** @example Test & Co. */
            readonly company?: string | null;
            /**
             * @description Kept as written: a CRM holds half addresses too.
             * @example anna@example.com
             */
            readonly email?: string | null;
            /** @description Made by the client; ours when absent. */
            readonly id?: string;
            /** @example Анна Тестова */
            readonly name: string;
            readonly notes?: string | null;
            /** @example +7 900 000-00-01 */
            readonly phone?: string | null;
            /** @example Buyer */
            readonly position?: string | null;
            /**
             * @default active
             * @enum {string}
             */
            readonly status: "active" | "inactive";
        };
        readonly CreateDealRequest: {
            /**
             * @description Decimal as text.
             * @example 3500.00
             */
            readonly amount?: string | null;
            /** @description The user who looks after it. */
            readonly assignedToUserId?: string | null;
            /** @description The contact whose deal it is. */
            readonly contactId?: string | null;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            readonly currency?: string | null;
            readonly description?: string | null;
            /** @description Made by the client; ours when absent. */
            readonly id?: string;
            /**
             * @default new
             * @enum {string}
             */
            readonly stage: "new" | "negotiation" | "won" | "lost" | "created" | "assigned" | "in_progress" | "completed" | "cancelled";
            /** @example Roof repair */
            readonly title: string;
        };
        readonly CreateTaskRequest: {
            /** @description The user who looks after it. */
            readonly assignedToUserId?: string | null;
            readonly description?: string | null;
            /**
             * Format: date-time
             * @example 2025-11-12T09:00:00Z
             */
            readonly dueDate?: string | null;
            /** @description Made by the client; ours when absent. */
            readonly id?: string;
            /** @description The contact or deal that it is about; may be gone. */
            readonly relatedEntityId?: string | null;
            /** @enum {string|null} */
            readonly relatedEntityType?: "contact" | "deal" | null;
            /**
             * @default pending
             * @enum {string}
             */
            readonly status: "pending" | "in_progress" | "completed" | "cancelled";
            /** @example Call back */
            readonly title: string;
        };
        readonly CreateUserRequest: {
            /** @example ana@example.com */
            readonly email: string;
            /**
             * @description The password opens nothing but its own change.
             * @default false
             */
            readonly mustChangePassword: boolean;
            /** @example Ana Example */
            readonly name: string;
            /**
             * Format: password
             * @example seven slow green boats
             */
            readonly password: string;
            /** @example +58 212 555 0100 */
            readonly phone?: string | null;
            /** @example agent */
            readonly role: ("agent" | "admin") | (1 | 2);
        };
        readonly DealAmountResponse: {
            /**
             * @description Decimal as text, summed exactly.
             * @example 3500.00
             */
            readonly amount: string;
            /**
             * @description Null: of the deals without a currency.
             * @example EUR
             */
            readonly currency: string | null;
        };
        readonly DealResponse: {
            /**
             * @description Decimal as text.
             * @example 3500.00
             */
            readonly amount: string | null;
            /** @description The user who looks after it; null when nobody does. */
            readonly assignedToUserId: string | null;
            readonly contactId: string | null;
            /**
             * Format: date-time
             * @example 2025-11-11T09:58:00.000Z
             */
            readonly createdAt: string;
            /** @example EUR */
            readonly currency: string | null;
            readonly description: string | null;
            /** @example 2f6c1a9e-5b7d-4c3a-9f10-7a2b8c4d6e01 */
            readonly id: string;
            /**
             * @example new
             * @enum {string}
             */
            readonly stage: "new" | "negotiation" | "won" | "lost" | "created" | "assigned" | "in_progress" | "completed" | "cancelled";
            /** @example Roof repair */
            readonly title: string;
            /**
             * Format: date-time
             * @example 2025-11-11T10:05:00.000Z
             */
            readonly updatedAt: string;
        };
        readonly DealStageResponse: {
            /** @description By currency; none for deals without an amount. */
            readonly amounts: readonly components["schemas"]["DealAmountResponse"][];
            /** @example 12 */
            readonly count: number;
            /**
             * @example new
             * @enum {string}
             */
            readonly stage: "new" | "negotiation" | "won" | "lost" | "created" | "assigned" | "in_progress" | "completed" | "cancelled";
        };
        readonly DeviceDto: {
            /** Format: date-time */
            readonly createdAt: string;
            /** @description There may be more: of the change log no more is read than 1,000 entries a device, and 100,000 a call. */
            readonly hasMorePending: boolean;
            /** Format: uuid */
            readonly id: string;
            /**
             * Format: int64
             * @description How far its cursor is behind the newest one, in milliseconds. Null: it never pulled changes, or is revoked.
             */
            readonly lagMs: number | null;
            /** Format: date-time */
            readonly lastSeenAt: string | null;
            /** @example Anna's phone */
            readonly name: string;
            /** @description Records that others changed and it has not pulled. Null: it never pulled changes, is revoked, or has to read everything again. */
            readonly pending: number | null;
            /** @example android */
            readonly platform: string;
            /** @description Its pushed changes that wait for their records. */
            readonly queued: number;
            /** Format: date-time */
            readonly revokedAt: string | null;
            /**
             * Format: int64
             * @description Everything up to this cursor has arrived.
             */
            readonly since: number | null;
            readonly userId: string;
        };
        readonly DryRunChangesResponse: {
            /** @description External ids of the first 100 records that would be new. */
            readonly created: readonly string[];
            /** @description External ids of the first 100 records that would change. */
            readonly updated: readonly string[];
        };
        readonly EditAnalyticsRequest: {
            /**
             * @description Pieces a day, decimal as text.
             * @example 1.5
             */
            readonly avgDailySales30d?: string;
            /** @example 21 */
            readonly daysToZero?: number | null;
            /** @example 10 */
            readonly inTransit?: number;
            /** @example 5 */
            readonly minStock?: number;
            /** @example 12 */
            readonly recommendedQty?: number;
            /** @enum {string} */
            readonly trend?: "GROWING" | "STABLE" | "DECLINING";
        };
        readonly EditAppointmentRequest: {
            /**
             * @description 0 pending, 1 arrived, -1 no-show, 2 confirmed.
             * @example 1
             * @enum {number}
             */
            readonly attendance?: -1 | 0 | 1 | 2;
            /** @description Null empties it. */
            readonly comment?: string | null;
        };
        readonly EditClientRequest: {
            /** @example TH */
            readonly country?: string | null;
            /** @example Call back in July */
            readonly notes?: string | null;
        };
        readonly EditContactRequest: {
            /** @description The user who looks after it. */
            readonly assignedToUserId?: string | null;
            /** @example Test & Co. */
            readonly company?: string | null;
            /**
             * @description Kept as written: a CRM holds half addresses too.
             * @example anna@example.com
             */
            readonly email?: string | null;
            /** @example Анна Тестова */
            readonly name?: string;
            readonly notes?: string | null;
            /** @example +7 900 000-00-01 */
            readonly phone?: string | null;
            /** @example Buyer */
            readonly position?: string | null;
            /**
             * @default active
             * @enum {string}
             */
            readonly status: "active" | "inactive";
        };
        readonly EditCostRequest: {
            /** @example 3100.00 */
            readonly costPrice: string | null;
            /**
             * @description The cost in Turkish lira.
             * @example 1250.00
             */
            readonly costPriceTry?: string | null;
        };
        readonly EditDealRequest: {
            /**
             * @description Decimal as text.
             * @example 3500.00
             */
            readonly amount?: string | null;
            /** @description The user who looks after it. */
            readonly assignedToUserId?: string | null;
            /** @description The contact whose deal it is. */
            readonly contactId?: string | null;
            /**
             * @description ISO 4217.
             * @example EUR
             */
            readonly currency?: string | null;
            readonly description?: string | null;
            /**
             * @default new
             * @enum {string}
             */
            readonly stage: "new" | "negotiation" | "won" | "lost" | "created" | "assigned" | "in_progress" | "completed" | "cancelled";
            /** @example Roof repair */
            readonly title?: string;
        };
        readonly EditOrderRequest: {
            readonly customerAddress?: string | null;
            readonly customerCity?: string | null;
            /**
             * Format: email
             * @example anna@example.com
             */
            readonly customerEmail?: string | null;
            /** @example Анна Тестова */
            readonly customerName?: string | null;
            /** @example +7 900 000-00-00 */
            readonly customerPhone?: string | null;
            /** @enum {string} */
            readonly status?: "initialized" | "unpaid" | "paid" | "processing" | "shipped" | "cancelled" | "overdue" | "refunded";
        };
        readonly EditOrderStatusRequest: {
            /**
             * @example shipped
             * @enum {string}
             */
            readonly status: "initialized" | "unpaid" | "paid" | "processing" | "shipped" | "cancelled" | "overdue" | "refunded";
        };
        readonly EditPriceRequest: {
            /**
             * @description Decimal as text; a JSON number is understood.
             * @example 5900.00
             */
            readonly price: string;
        };
        readonly EditStockRequest: {
            /** @enum {string} */
            readonly operation?: "add" | "subtract";
            /**
             * @description Pieces to add or subtract.
             * @example 5
             */
            readonly quantity?: number;
            /**
             * @description The stock as counted.
             * @example 40
             */
            readonly stockQuantity?: number;
        };
        readonly EditTaskRequest: {
            /** @description The user who looks after it. */
            readonly assignedToUserId?: string | null;
            readonly description?: string | null;
            /**
             * Format: date-time
             * @example 2025-11-12T09:00:00Z
             */
            readonly dueDate?: string | null;
            /** @description The contact or deal that it is about; may be gone. */
            readonly relatedEntityId?: string | null;
            /** @enum {string|null} */
            readonly relatedEntityType?: "contact" | "deal" | null;
            /**
             * @default pending
             * @enum {string}
             */
            readonly status: "pending" | "in_progress" | "completed" | "cancelled";
            /** @example Call back */
            readonly title?: string;
        };
        readonly EditUserRequest: {
            /** @example ana@example.com */
            readonly email?: string | null;
            /**
             * @description The new password opens nothing but its own change.
             * @default false
             */
            readonly mustChangePassword: boolean;
            /** @example Ana Example */
            readonly name?: string;
            /**
             * Format: password
             * @example seven slow green boats
             */
            readonly password?: string;
            /** @example +58 212 555 0100 */
            readonly phone?: string | null;
            /** @example agent */
            readonly role?: ("subscriber" | "agent" | "admin") | (0 | 1 | 2);
            /** @description False: the account cannot sign in, and its sessions end. */
            readonly status?: boolean;
        };
        readonly EntityStatusDto: {
            /** @example 1200 */
            readonly count: number;
            /**
             * Format: int64
             * @example 1763690000400
             */
            readonly lastChangeAt: number | null;
        };
        readonly FieldChangeResponse: {
            /** @description `[hidden]` stands for a personal value. */
            readonly after: string | null;
            /** @description `[hidden]` stands for a personal value. */
            readonly before: string | null;
            /** @example price */
            readonly field: string;
            /**
             * @description The row inside the record; null for the record itself.
             * @example order_items 7
             */
            readonly line: string | null;
            /** @enum {string} */
            readonly type: "string" | "integer" | "decimal" | "boolean" | "instant";
        };
        readonly FieldConflictDto: {
            /** @example phone */
            readonly field: string;
            /** @enum {string} */
            readonly kept: "yours" | "theirs";
            /** @example +79990000002 */
            readonly theirs: (string | number | boolean) | null;
            /** @example +79990000001 */
            readonly yours: (string | number | boolean) | null;
        };
        readonly FieldFaultDto: {
            /** @example amount */
            readonly field: string;
            /** @example must be a decimal number as text, such as "12.50" */
            readonly message: string;
        };
        readonly FindingResponse: {
            /** @example 3 */
            readonly count: number;
            /** @description Our ids of the first 20. */
            readonly examples: readonly string[];
            /** @example logical-duplicate */
            readonly rule: string;
            /** @example An older row has the same lead, start and teacher */
            readonly sentence: string;
            /** @enum {string} */
            readonly severity: "error" | "warning";
        };
        readonly HealthResponse: {
            /**
             * @example ok
             * @enum {string}
             */
            readonly status: "ok";
        };
        readonly HideProductRequest: {
            /** @example true */
            readonly isHidden: boolean;
        };
        readonly HistoryEntryResponse: {
            /** @description The user who made it; null for an import. */
            readonly actor: string | null;
            /**
             * Format: date-time
             * @example 2025-06-05T18:31:26.000Z
             */
            readonly at: string;
            /**
             * @description Fields that changed; null when the change concerns the whole record.
             * @example [
             *       "status"
             *     ]
             */
            readonly fields: readonly string[] | null;
            /**
             * @example update
             * @enum {string}
             */
            readonly op: "create" | "update" | "delete";
        };
        readonly JobQueueResponse: {
            /** @description Of the last day. */
            readonly completed: number;
            readonly failed: number;
            /** @description No process takes a job of it; those under way go on. */
            readonly isPaused: boolean;
            /** @example source-runs */
            readonly name: string;
            readonly pending: number;
            readonly running: number;
        };
        readonly JobResponse: {
            /** @description Attempts altogether, before it has failed for good. */
            readonly attempts: number;
            /** @description Attempts that have failed. */
            readonly attemptsMade: number;
            /** Format: date-time */
            readonly createdAt: string;
            /** @description What the job is about: ids and options. */
            readonly data: {
                readonly [key: string]: unknown;
            };
            /** @description Why the last attempt failed. */
            readonly error: string | null;
            /** Format: date-time */
            readonly finishedAt: string | null;
            /** @example source-runs:7d444840-9dc0-11d1-b245-5ffdce74fad2.0 */
            readonly id: string;
            /**
             * @description What kind of job of its queue it is.
             * @example __default__
             */
            readonly name: string;
            /** @example source-runs */
            readonly queue: string;
            /**
             * Format: date-time
             * @description When the last attempt began.
             */
            readonly startedAt: string | null;
            /**
             * @description `pending` waits for a worker, for its time, or for the end of a pause.
             * @enum {string}
             */
            readonly state: "pending" | "running" | "failed" | "completed";
        };
        readonly JobsRetriedResponse: {
            /** @description Failed jobs that were put back. */
            readonly retried: number;
        };
        readonly LastCheckResponse: {
            /** Format: date-time */
            readonly checkedAt: string;
            /**
             * @description Appointments by broken rule.
             * @example {
             *       "logical-duplicate": 3
             *     }
             */
            readonly findings: {
                readonly [key: string]: number;
            };
        };
        readonly LoginRequest: {
            /**
             * @description An e-mail address in any case, or a subscriber's code (the national id without its prefix).
             * @example admin@example.com
             */
            readonly login: string;
            /**
             * Format: password
             * @description The password, a one-time code, or at the first login of an imported subscriber the national id.
             * @example a long and quiet river
             */
            readonly password: string;
        };
        readonly ManualRunResponse: {
            /** @description Records by what became of them. Only with `wait=true`. */
            readonly counts?: components["schemas"]["RunCountsResponse"];
            /** @description Why the run failed. Only with `wait=true`. */
            readonly error?: components["schemas"]["RunErrorResponse"] | null;
            /** Format: uuid */
            readonly runId: string;
            /**
             * @description Only with `wait=true`.
             * @example succeeded
             * @enum {string}
             */
            readonly state?: "running" | "waiting-for-rate-limit" | "succeeded" | "completed-with-errors" | "failed" | "cancelled";
        };
        readonly MeResponse: {
            /**
             * @description A subscriber's code.
             * @example null
             */
            readonly code: string | null;
            /** @example ana@example.com */
            readonly email: string | null;
            /** @example 0b9f6f0e-3c1a-4a53-9d0e-5d2f7c1f4f10 */
            readonly id: string;
            /** @example false */
            readonly mustChangePassword: boolean;
            /** @example Ana Example */
            readonly name: string;
            /**
             * @example agent
             * @enum {string}
             */
            readonly role: "subscriber" | "agent" | "admin";
        };
        readonly NamedCountResponse: {
            /** @example 42 */
            readonly count: number;
            /**
             * @description The vendor's id.
             * @example 2100001
             */
            readonly id: string;
            /** @example Олена Тестова */
            readonly name: string | null;
        };
        readonly OneTimeCodeResponse: {
            /**
             * @description Goes where the password goes, once. Case and dashes do not count.
             * @example 7QXF-2MNB-KD9T
             */
            readonly code: string;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            readonly expiresAt: string;
        };
        readonly OrderDetailResponse: {
            /**
             * @description The bank; the holder's name is masked.
             * @example Банк ТЕСТ ***
             */
            readonly bankCard: string | null;
            /** @example 0 */
            readonly bonus: number;
            /** Format: date-time */
            readonly createdAt: string;
            /** @example RUB */
            readonly currency: string;
            /** @example г Тест */
            readonly customerAddress: string | null;
            /** @example г Тест */
            readonly customerCity: string | null;
            readonly customerEmail: string | null;
            /** @example Анна Тестова */
            readonly customerName: string | null;
            readonly customerPhone: string | null;
            /**
             * @description Decimal as text.
             * @example 500.00
             */
            readonly deliveryCost: string;
            /**
             * @description The shop's number of the order.
             * @example 1073
             */
            readonly externalId: string | null;
            /** @example 8d0e7a52-8e0b-49c2-a1b4-3f2a7c1d9e10 */
            readonly id: string;
            readonly items: readonly components["schemas"]["OrderItemResponse"][];
            /**
             * Format: date-time
             * @description Since when the shop no longer lists it.
             */
            readonly missingSince: string | null;
            /**
             * Format: date-time
             * @example 2025-06-05T18:31:26.000Z
             */
            readonly orderDate: string;
            /**
             * @description Fields that a person has set, by name, with what the shop says of them.
             * @example {
             *       "status": {
             *         "by": "u-1",
             *         "at": "2025-06-06T08:00:00.000Z",
             *         "upstream": "processing"
             *       }
             *     }
             */
            readonly overrides: {
                readonly [key: string]: components["schemas"]["OverrideResponse"];
            };
            /** Format: date-time */
            readonly paidAt: string | null;
            /** Format: date-time */
            readonly shippedAt: string | null;
            /**
             * @example processing
             * @enum {string}
             */
            readonly status: "initialized" | "unpaid" | "paid" | "processing" | "shipped" | "cancelled" | "overdue" | "refunded";
            /**
             * @description Decimal as text.
             * @example 6300.00
             */
            readonly total: string;
            /** Format: date-time */
            readonly updatedAt: string;
        };
        readonly OrderItemResponse: {
            /** @example 0b6e3f9e-5c0e-4a43-8a3e-0f6f0c7b1d20 */
            readonly id: string;
            /**
             * @description Null when the shop dropped the product.
             * @example Товар A 10 мг
             */
            readonly name: string | null;
            /**
             * @description Decimal as text.
             * @example 5800.00
             */
            readonly price: string;
            /** @description Our product of the same name; null when none is found. */
            readonly productId: string | null;
            /** @example 1 */
            readonly quantity: number;
            /**
             * @description Decimal as text.
             * @example 5800.00
             */
            readonly total: string;
        };
        readonly OrderResponse: {
            /**
             * @description The bank; the holder's name is masked.
             * @example Банк ТЕСТ ***
             */
            readonly bankCard: string | null;
            /** @example 0 */
            readonly bonus: number;
            /** Format: date-time */
            readonly createdAt: string;
            /** @example RUB */
            readonly currency: string;
            /** @example г Тест */
            readonly customerAddress: string | null;
            /** @example г Тест */
            readonly customerCity: string | null;
            readonly customerEmail: string | null;
            /** @example Анна Тестова */
            readonly customerName: string | null;
            readonly customerPhone: string | null;
            /**
             * @description Decimal as text.
             * @example 500.00
             */
            readonly deliveryCost: string;
            /**
             * @description The shop's number of the order.
             * @example 1073
             */
            readonly externalId: string | null;
            /** @example 8d0e7a52-8e0b-49c2-a1b4-3f2a7c1d9e10 */
            readonly id: string;
            /**
             * Format: date-time
             * @description Since when the shop no longer lists it.
             */
            readonly missingSince: string | null;
            /**
             * Format: date-time
             * @example 2025-06-05T18:31:26.000Z
             */
            readonly orderDate: string;
            /**
             * @description Fields that a person has set, by name, with what the shop says of them.
             * @example {
             *       "status": {
             *         "by": "u-1",
             *         "at": "2025-06-06T08:00:00.000Z",
             *         "upstream": "processing"
             *       }
             *     }
             */
            readonly overrides: {
                readonly [key: string]: components["schemas"]["OverrideResponse"];
            };
            /** Format: date-time */
            readonly paidAt: string | null;
            /** Format: date-time */
            readonly shippedAt: string | null;
            /**
             * @example processing
             * @enum {string}
             */
            readonly status: "initialized" | "unpaid" | "paid" | "processing" | "shipped" | "cancelled" | "overdue" | "refunded";
            /**
             * @description Decimal as text.
             * @example 6300.00
             */
            readonly total: string;
            /** Format: date-time */
            readonly updatedAt: string;
        };
        readonly OrdersOfStatus: {
            /** @example 640 */
            readonly count: number;
            /**
             * @description Decimal as text.
             * @example 3712000.00
             */
            readonly revenue: string;
            /**
             * @example shipped
             * @enum {string}
             */
            readonly status: "initialized" | "unpaid" | "paid" | "processing" | "shipped" | "cancelled" | "overdue" | "refunded";
        };
        readonly OrderStatsResponse: {
            readonly ordersByStatus: readonly components["schemas"]["OrdersOfStatus"][];
            /** @description The five newest. */
            readonly recentOrders: readonly components["schemas"]["OrderResponse"][];
            /** @example 1073 */
            readonly totalOrders: number;
            /**
             * @description The totals of all orders, cancelled ones too, as text; `ordersByStatus` tells them apart.
             * @example 6212400.00
             */
            readonly totalRevenue: string;
        };
        readonly OutgoingChangeResponse: {
            /** @description Deliveries that were tried. */
            readonly attempts: number;
            readonly conflicts: readonly components["schemas"]["OutgoingConflictResponse"][];
            /** Format: date-time */
            readonly createdAt: string;
            /** @description The user who made the edit. */
            readonly createdBy: string | null;
            /**
             * Format: date-time
             * @description When it came to its end; null while it is on its way.
             */
            readonly endedAt: string | null;
            /** @example orders */
            readonly entity: string;
            /** @example The source is in trouble (HTTP 503) */
            readonly error: string | null;
            /** @example temporary */
            readonly errorKind: string | null;
            /**
             * @description The vendor's id of the record.
             * @example 1073
             */
            readonly externalId: string;
            /**
             * @example {
             *       "status": "shipped"
             *     }
             */
            readonly fields: {
                readonly [key: string]: unknown;
            };
            /** @example 17 */
            readonly id: string;
            /** @description Our id of the record. */
            readonly recordId: string;
            /**
             * Format: date-time
             * @description Not tried again before then.
             */
            readonly runAfter: string;
            /** @example strattera-orders */
            readonly source: string;
            /** @enum {string} */
            readonly state: "queued" | "applying" | "applied" | "conflicted" | "rejected" | "discarded";
        };
        readonly OutgoingConflictResponse: {
            /** @example status */
            readonly field: string;
            /**
             * @description `undecided` waits for a person.
             * @enum {string}
             */
            readonly kept: "yours" | "theirs" | "undecided";
            /**
             * @description What the vendor had.
             * @example cancelled
             */
            readonly theirs: (string | number | boolean) | null;
            /**
             * @description What the person set.
             * @example shipped
             */
            readonly yours: (string | number | boolean) | null;
        };
        readonly OutgoingCountsResponse: {
            /** @description Of the last 30 days. */
            readonly applied: number;
            readonly applying: number;
            readonly conflicted: number;
            /** @description Of the last 30 days. */
            readonly discarded: number;
            readonly queued: number;
            /** @description Of the last 30 days. */
            readonly rejected: number;
        };
        readonly OutgoingRetriedResponse: {
            /** @description Changes that were given up and are queued again. */
            readonly retried: number;
        };
        readonly OverrideResponse: {
            /**
             * Format: date-time
             * @example 2025-06-05T18:31:26.000Z
             */
            readonly at: string;
            /**
             * @description The user who set the field.
             * @example 3f0d1c2e-6f0a-4f43-9d1c-5d3f0c1f2a11
             */
            readonly by: string;
            /**
             * @description The source's present value, shown again when the override is released.
             * @example processing
             */
            readonly upstream: (string | number | boolean) | null;
        };
        readonly Pagination: {
            /** @example 50 */
            readonly limit: number;
            /** @example 1 */
            readonly page: number;
            /** @example 3 */
            readonly pages: number;
            /**
             * @description Records on all pages.
             * @example 120
             */
            readonly total: number;
        };
        /** @description A problem document (RFC 9457). Further members depend on `code`. */
        readonly Problem: {
            /**
             * @example VALIDATION
             * @enum {string}
             */
            readonly code: "BAD_CREDENTIALS" | "CONFLICT" | "CURSOR_EXPIRED" | "CURSOR_UNKNOWN" | "DEVICE_REVOKED" | "FORBIDDEN" | "GENERATION_CHANGED" | "HEADERS_TOO_LARGE" | "IDEMPOTENCY_MISMATCH" | "INTERNAL" | "MALFORMED_BODY" | "METHOD_NOT_ALLOWED" | "NOT_FOUND" | "PASSWORD_CHANGE_REQUIRED" | "PUSH_CONFLICT" | "RUN_IN_PROGRESS" | "SESSION_REVOKED" | "SOURCE_NOT_CONFIGURED" | "STALE_RECORD" | "THROTTLED" | "TOO_LARGE" | "UNAUTHENTICATED" | "UNAVAILABLE" | "UNSUPPORTED_MEDIA_TYPE" | "VALIDATION";
            /** @example The request has fields that are missing or wrong. */
            readonly detail: string;
            readonly errors?: readonly {
                /** @example status */
                readonly field: string;
                /** @example status must be a string */
                readonly message: string;
            }[];
            /** @example /api/orders */
            readonly instance: string;
            /** @example 0b8f7a52-6d0c-4f5e-9a53-0f3f4f1f2c11 */
            readonly requestId: string;
            /** @example 400 */
            readonly status: number;
            /** @example Bad Request */
            readonly title: string;
            /** @example about:blank */
            readonly type: string;
        } & {
            readonly [key: string]: unknown;
        };
        readonly ProductDetailResponse: {
            /**
             * @description Pieces a day over the last 30 days, decimal as text.
             * @example 1.9667
             */
            readonly avgDailySales30d: string;
            /** @example BrandX */
            readonly brand: string | null;
            /** @example BrandX */
            readonly category: string | null;
            /**
             * @description Decimal as text.
             * @example 5800.00
             */
            readonly costPrice: string | null;
            /**
             * @description Decimal as text.
             * @example 5800.00
             */
            readonly costPriceTry: string | null;
            /** Format: date-time */
            readonly createdAt: string;
            /**
             * @description Days that the stock lasts; null while nothing is being sold.
             * @example 21
             */
            readonly daysToZero: number | null;
            /**
             * Format: date-time
             * @description Since when the shop itself counts it as deleted.
             */
            readonly deletedAt: string | null;
            /** @example 14 */
            readonly deliveryDays: number;
            /** @description The shop's text; it may hold HTML that is not to be trusted. */
            readonly description: string | null;
            /** @example капсулы */
            readonly dosageForm: string | null;
            /**
             * @description The shop's number of the product.
             * @example 15
             */
            readonly externalId: string | null;
            /** @example 5c1e9a77-9a0e-4a36-bd3b-2f6a1c0d8e11 */
            readonly id: string;
            /** @example 0 */
            readonly inTransit: number;
            readonly isHidden: boolean;
            /**
             * Format: date-time
             * @description When it was last sold.
             */
            readonly lastPurchaseDate: string | null;
            readonly mainIngredient: string | null;
            /** @example 5 */
            readonly minStock: number;
            /**
             * Format: date-time
             * @description Since when the shop no longer lists it.
             */
            readonly missingSince: string | null;
            /** @example Товар A 10 мг */
            readonly name: string;
            /**
             * @description Decimal as text.
             * @example 5800.00
             */
            readonly oldPrice: string | null;
            /**
             * @description Fields that a person has set, by name, with what the shop or the analytics say of them.
             * @example {
             *       "price": {
             *         "by": "u-1",
             *         "at": "2025-06-06T08:00:00.000Z",
             *         "upstream": "5800.00"
             *       }
             *     }
             */
            readonly overrides: {
                readonly [key: string]: components["schemas"]["OverrideResponse"];
            };
            /** @example 30 */
            readonly packageQuantity: number | null;
            /**
             * @description Decimal as text.
             * @example 5800.00
             */
            readonly price: string;
            /** @example 12 */
            readonly recommendedQty: number;
            /** @example 42 */
            readonly stockQuantity: number;
            /** @enum {string} */
            readonly trend: "GROWING" | "STABLE" | "DECLINING";
            /** @description Oldest first, at most the last 90 days. */
            readonly trends: readonly components["schemas"]["ProductTrendResponse"][];
            /** Format: date-time */
            readonly updatedAt: string;
            /** @example 10mg */
            readonly weight: string | null;
        };
        readonly ProductResponse: {
            /**
             * @description Pieces a day over the last 30 days, decimal as text.
             * @example 1.9667
             */
            readonly avgDailySales30d: string;
            /** @example BrandX */
            readonly brand: string | null;
            /** @example BrandX */
            readonly category: string | null;
            /**
             * @description Decimal as text.
             * @example 5800.00
             */
            readonly costPrice: string | null;
            /**
             * @description Decimal as text.
             * @example 5800.00
             */
            readonly costPriceTry: string | null;
            /** Format: date-time */
            readonly createdAt: string;
            /**
             * @description Days that the stock lasts; null while nothing is being sold.
             * @example 21
             */
            readonly daysToZero: number | null;
            /**
             * Format: date-time
             * @description Since when the shop itself counts it as deleted.
             */
            readonly deletedAt: string | null;
            /** @example 14 */
            readonly deliveryDays: number;
            /** @description The shop's text; it may hold HTML that is not to be trusted. */
            readonly description: string | null;
            /** @example капсулы */
            readonly dosageForm: string | null;
            /**
             * @description The shop's number of the product.
             * @example 15
             */
            readonly externalId: string | null;
            /** @example 5c1e9a77-9a0e-4a36-bd3b-2f6a1c0d8e11 */
            readonly id: string;
            /** @example 0 */
            readonly inTransit: number;
            readonly isHidden: boolean;
            /**
             * Format: date-time
             * @description When it was last sold.
             */
            readonly lastPurchaseDate: string | null;
            readonly mainIngredient: string | null;
            /** @example 5 */
            readonly minStock: number;
            /**
             * Format: date-time
             * @description Since when the shop no longer lists it.
             */
            readonly missingSince: string | null;
            /** @example Товар A 10 мг */
            readonly name: string;
            /**
             * @description Decimal as text.
             * @example 5800.00
             */
            readonly oldPrice: string | null;
            /**
             * @description Fields that a person has set, by name, with what the shop or the analytics say of them.
             * @example {
             *       "price": {
             *         "by": "u-1",
             *         "at": "2025-06-06T08:00:00.000Z",
             *         "upstream": "5800.00"
             *       }
             *     }
             */
            readonly overrides: {
                readonly [key: string]: components["schemas"]["OverrideResponse"];
            };
            /** @example 30 */
            readonly packageQuantity: number | null;
            /**
             * @description Decimal as text.
             * @example 5800.00
             */
            readonly price: string;
            /** @example 12 */
            readonly recommendedQty: number;
            /** @example 42 */
            readonly stockQuantity: number;
            /** @enum {string} */
            readonly trend: "GROWING" | "STABLE" | "DECLINING";
            /** Format: date-time */
            readonly updatedAt: string;
            /** @example 10mg */
            readonly weight: string | null;
        };
        readonly ProductTrendResponse: {
            /**
             * @description Decimal as text.
             * @example 1.9667
             */
            readonly avgDailySales30d: string;
            /**
             * Format: date
             * @example 2025-06-05
             */
            readonly computedOn: string;
            /**
             * @description Days that the stock lasts; null while nothing is being sold.
             * @example 21
             */
            readonly daysToZero: number | null;
            /** @example 12 */
            readonly recommendedQty: number;
            /** @enum {string} */
            readonly trend: "GROWING" | "STABLE" | "DECLINING";
        };
        readonly PullAnswer: {
            /**
             * @example {
             *       "contacts": {
             *         "created": [],
             *         "updated": [
             *           {
             *             "id": "5f0c2a1e9b3d4c7f",
             *             "name": "Anna"
             *           }
             *         ],
             *         "deleted": []
             *       }
             *     }
             */
            readonly changes: {
                readonly [key: string]: components["schemas"]["TableChanges"];
            };
            /** @example 1 */
            readonly generation: number;
            /** @description True: ask again, with `next` as `page` when it is set, else with `timestamp` as `since`. */
            readonly hasMore: boolean;
            /** @description Opaque token of the next page. */
            readonly next: string | null;
            /**
             * Format: int64
             * @description The cursor to hand back as `since`.
             * @example 1763690000123
             */
            readonly timestamp: number;
        };
        readonly PushAnswerDto: {
            /**
             * @example {
             *       "contacts": []
             *     }
             */
            readonly experimentalRejectedIds: {
                readonly [key: string]: readonly string[];
            };
            readonly replayed: boolean;
            readonly results: readonly components["schemas"]["ChangeResultDto"][];
            /**
             * Format: int64
             * @example 1763690000456
             */
            readonly timestamp: number;
        };
        readonly QuarantineBatchRequest: {
            /**
             * Format: uuid
             * @description With `filter`: `next` of the answer before.
             */
            readonly after?: string;
            /** @description All that it names, some at a call; `state` is `open` unless it says `ignored`. */
            readonly filter?: components["schemas"]["QuarantineChoice"];
            /**
             * @example [
             *       "7d0a1b52-2f6e-4c1c-9a55-0d6c7d1f2a10"
             *     ]
             */
            readonly ids?: readonly string[];
        };
        readonly QuarantineBatchResponse: {
            /** @description Entries that were tried, at most 50. */
            readonly doneCount: number;
            /** @description Entries of the filter that are still to be tried. */
            readonly leftCount: number;
            /**
             * Format: uuid
             * @description `after` of the call that goes on; null when nothing is left.
             */
            readonly next: string | null;
            /** @description Why the first of those that are not settled is not. */
            readonly problem: string | null;
            /** @description Those of them that are resolved or ignored now. */
            readonly settledCount: number;
        };
        readonly QuarantineChoice: {
            /** @example mapping */
            readonly code?: string;
            /** @example orders */
            readonly entity?: string;
            /** @enum {string} */
            readonly kind?: "record" | "push";
            /** @description The whole sentence, as the list has it. */
            readonly reason?: string;
            /**
             * Format: uuid
             * @description The run that met them last.
             */
            readonly runId?: string;
            /** @example strattera-orders */
            readonly source?: string;
            /** @enum {string} */
            readonly state?: "open" | "resolved" | "ignored";
        };
        readonly QuarantineCorrection: {
            /** @description The whole payload, in the shape of its source. `[hidden]` leaves a value as it was. */
            readonly payload: {
                readonly [key: string]: unknown;
            };
        };
        readonly QuarantineReasonResponse: {
            /** @example 23502 */
            readonly code: string;
            /** @description Devices that sent such changes; 0 for records of a source. */
            readonly deviceCount: number;
            /** @example orders */
            readonly entity: string;
            readonly entryCount: number;
            /** Format: date-time */
            readonly firstSeenAt: string;
            /** @enum {string} */
            readonly kind: "record" | "push";
            /** Format: date-time */
            readonly lastSeenAt: string;
            /** @example A required value is missing (name) */
            readonly reason: string;
            /**
             * Format: uuid
             * @description The newest entry, as an example.
             */
            readonly sampleId: string;
            /** @description The example's record: by our id, else by the source's. */
            readonly sampleRecord: string | null;
            /** @example strattera-orders */
            readonly source: string | null;
        };
        readonly QuarantineReasonsResponse: {
            /** @description All entries. */
            readonly entryCount: number;
            /** @description All reasons. */
            readonly reasonCount: number;
            /** @description The most frequent ones, at most 200. */
            readonly reasons: readonly components["schemas"]["QuarantineReasonResponse"][];
        };
        readonly QuarantineResponse: {
            readonly attempts: number;
            /** @example 23502 */
            readonly code: string;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: uuid */
            readonly deviceId: string | null;
            /** @example orders */
            readonly entity: string;
            readonly externalId: string | null;
            /** Format: uuid */
            readonly id: string;
            /** @enum {string} */
            readonly kind: "record" | "push";
            /** Format: date-time */
            readonly lastSeenAt: string;
            /** @description As it came, secrets left out. `[hidden]` stands for a personal value, which a retry has. */
            readonly payload: {
                readonly [key: string]: unknown;
            };
            /** @example A required value is missing (name) */
            readonly reason: string;
            /** @description Our id of the record: of a pushed change, and of what a retry has stored. */
            readonly recordId: string | null;
            /** Format: date-time */
            readonly resolvedAt: string | null;
            readonly resolvedBy: string | null;
            /** Format: uuid */
            readonly runId: string | null;
            readonly source: string | null;
            /** @enum {string} */
            readonly state: "open" | "resolved" | "ignored";
            readonly userId: string | null;
        };
        readonly RecentRunResponse: {
            /** @description Created and updated. */
            readonly changedCount: number;
            readonly dryRun: boolean;
            readonly failedCount: number;
            readonly fetchedCount: number;
            /** Format: date-time */
            readonly finishedAt: string | null;
            /** Format: uuid */
            readonly id: string;
            /** @enum {string} */
            readonly mode: "full" | "new-only" | "range";
            /** @example strattera-orders */
            readonly source: string;
            /** Format: date-time */
            readonly startedAt: string;
            /** @enum {string} */
            readonly state: "running" | "waiting-for-rate-limit" | "succeeded" | "completed-with-errors" | "failed" | "cancelled";
            /** @enum {string} */
            readonly trigger: "start" | "schedule" | "manual" | "cli";
        };
        readonly RefreshRequest: {
            /**
             * @description Good for one use: the answer brings its successor. A second use ends the session.
             * @example dGhpcyBpcyBhbiBleGFtcGxlIG9mIGEgdG9rZW4
             */
            readonly refreshToken: string;
        };
        readonly RegisterDeviceDto: {
            /** @example Anna's phone */
            readonly name: string;
            /** @example android */
            readonly platform: string;
        };
        readonly RegisteredDeviceDto: {
            /** Format: uuid */
            readonly deviceId: string;
        };
        readonly RepairActionResponse: {
            /** @enum {string} */
            readonly action: "rows-without-ids-removed" | "blank-names-emptied" | "spaces-in-ids-removed";
            readonly count: number;
        };
        readonly RepairResponse: {
            readonly actions: readonly components["schemas"]["RepairActionResponse"][];
            /** @description The file under DATA_DIR/backups with the touched rows as they were; null when none was touched. */
            readonly backup: string | null;
        };
        readonly RunChangeResponse: {
            /** @example products */
            readonly entity: string;
            readonly externalId: string;
            readonly fields: readonly components["schemas"]["FieldChangeResponse"][];
            /** @description Fields that are left out, of a record with very many lines. */
            readonly omittedCount: number;
            /** @enum {string} */
            readonly operation: "create" | "update";
        };
        readonly RunCountsResponse: {
            readonly created: number;
            /** @description Records that came twice. */
            readonly duplicates: number;
            /** @description Records that went to quarantine. */
            readonly failed: number;
            readonly fetched: number;
            /**
             * @description Lengths of the vendor's own lists, where records are put together from several.
             * @example {
             *       "accounts": 122,
             *       "clients": 100
             *     }
             */
            readonly listed?: {
                readonly [key: string]: number;
            };
            /** @description Stored rows that the source no longer listed. */
            readonly missing: number;
            /**
             * @example {
             *       "category": 3
             *     }
             */
            readonly skipped: {
                readonly [key: string]: number;
            };
            readonly unchanged: number;
            readonly updated: number;
        };
        readonly RunErrorResponse: {
            /** @example temporary */
            readonly kind: string;
            /** @example The source is in trouble (HTTP 503) */
            readonly message: string;
            /** @description At most 2 KB of what the source answered, redacted. */
            readonly sample?: string;
        };
        readonly RunLogLineResponse: {
            /** Format: date-time */
            readonly at: string;
            /**
             * @description What the sentence is made of.
             * @example {
             *       "page": 10,
             *       "fetched": 1000
             *     }
             */
            readonly details: {
                readonly [key: string]: (string | number) | null;
            };
            /**
             * @description What happened, as a stable word.
             * @enum {string}
             */
            readonly event: "started" | "taken-over" | "page" | "quarantined" | "waiting" | "retry" | "new-credentials" | "start-over" | "warning" | "cancelled" | "ended";
            /** @enum {string} */
            readonly level: "info" | "warning" | "error";
            /** @example Page 10 is stored: 1000 records so far */
            readonly message: string;
        };
        readonly RunRequest: {
            /**
             * @description Marks rows as missing although very many are; without it they wait for this word.
             * @default false
             */
            readonly confirmMissing: boolean;
            /**
             * @description Compute what would change, and store nothing.
             * @default false
             */
            readonly dryRun: boolean;
            /**
             * Format: date
             * @description First day, inclusive; required for `range`.
             */
            readonly from?: string;
            /** @description Ends the run after so many pages. */
            readonly maxPages?: number;
            /**
             * @default full
             * @enum {string}
             */
            readonly mode: "full" | "new-only" | "range";
            /** @description Where the source has pages. */
            readonly pageSize?: number;
            /**
             * Format: date
             * @description Last day, inclusive; required for `range`.
             */
            readonly to?: string;
        };
        readonly RunResponse: {
            readonly changes: components["schemas"]["DryRunChangesResponse"] | null;
            readonly counts: components["schemas"]["RunCountsResponse"];
            /** @description By entity. */
            readonly cursorAfter: {
                readonly [key: string]: string | null;
            };
            /** @description By entity. */
            readonly cursorBefore: {
                readonly [key: string]: string | null;
            };
            /** @description Keys that the source sends and we do not know. */
            readonly drift: readonly string[];
            readonly dryRun: boolean;
            readonly error: components["schemas"]["RunErrorResponse"] | null;
            /** Format: date-time */
            readonly finishedAt: string | null;
            /**
             * Format: date
             * @description The first day of a range.
             */
            readonly from: string | null;
            /** Format: uuid */
            readonly id: string;
            /** @description As it was asked for. */
            readonly maxPages: number | null;
            /** @enum {string} */
            readonly mode: "full" | "new-only" | "range";
            readonly pages: number;
            /** @description As it was asked for. */
            readonly pageSize: number | null;
            readonly requests: number;
            /**
             * @description The schedule that started it.
             * @example full
             */
            readonly schedule: string | null;
            /** @example strattera-orders */
            readonly source: string;
            /** Format: date-time */
            readonly startedAt: string;
            /** @enum {string} */
            readonly state: "running" | "waiting-for-rate-limit" | "succeeded" | "completed-with-errors" | "failed" | "cancelled";
            /**
             * Format: date
             * @description The last day of a range.
             */
            readonly to: string | null;
            /** @description Records that will have been fetched at the end, when the source says how many there are. */
            readonly totalCount: number | null;
            /** @enum {string} */
            readonly trigger: "start" | "schedule" | "manual" | "cli";
            /** @description The user who started it by hand. */
            readonly triggeredBy: string | null;
            /** @description Their length together, in milliseconds. */
            readonly waitedMs: number;
            /** @description Pauses for the pace or a limit of the source. */
            readonly waits: number;
            /**
             * Format: date-time
             * @description While it waits for a limit: until when.
             */
            readonly waitsUntil: string | null;
            readonly warnings: readonly string[];
        };
        readonly RunStartedResponse: {
            /** Format: uuid */
            readonly runId: string;
        };
        readonly SourceResponse: {
            /** @description False while variables are missing. */
            readonly configured: boolean;
            readonly counts: components["schemas"]["RunCountsResponse"];
            /**
             * @example [
             *       "orders"
             *     ]
             */
            readonly entities: readonly string[];
            /** @description No schedule fires. `state` says so only while no run goes on. */
            readonly isPaused: boolean;
            /** @example strattera-orders */
            readonly key: string;
            /** @description How long that run took, in milliseconds. */
            readonly lastDurationMs: number | null;
            readonly lastError: string | null;
            readonly lastRunAt: number | null;
            /**
             * Format: uuid
             * @description The run that `counts` and `lastError` are of.
             */
            readonly lastRunId: string | null;
            readonly lastSuccessAt: number | null;
            /**
             * Format: uuid
             * @description The run that is going on.
             */
            readonly liveRunId: string | null;
            readonly missingVariables: readonly string[];
            /** @description What a run may be asked to read. */
            readonly modes: readonly ("full" | "new-only" | "range")[];
            /** @description Of the schedule that fires next. */
            readonly nextRunAt: number | null;
            /** @description Open entries of the quarantine. */
            readonly openErrorCount: number;
            /**
             * @description The first of its schedules; null when it is only started by hand.
             * @example *\/5 * * * *
             */
            readonly schedule: string | null;
            readonly schedules: readonly components["schemas"]["SourceScheduleResponse"][];
            /** @enum {string} */
            readonly state: "ok" | "completed-with-errors" | "failed" | "running" | "paused" | "waiting-for-rate-limit" | "not-configured" | "never-run";
            /** @example Europe/Moscow */
            readonly timeZone: string;
            /** @example Strattera orders */
            readonly title: string;
            /** @description What somebody should look at: warnings of the last run, and what was found in its rows. */
            readonly warnings: readonly string[];
        };
        readonly SourceScheduleResponse: {
            /**
             * @description On the wall clock of the time zone.
             * @example *\/5 * * * *
             */
            readonly cron: string;
            /** @example full */
            readonly name: string;
            /** @description Null while the source is paused. */
            readonly nextRunAt: number | null;
        };
        readonly StatusDto: {
            readonly device: {
                readonly [key: string]: unknown;
            } | null;
            readonly entities: {
                readonly [key: string]: components["schemas"]["EntityStatusDto"];
            };
            /** @example 1 */
            readonly generation: number;
            /**
             * Format: int64
             * @description The oldest cursor that can be continued.
             */
            readonly oldest: number | null;
            readonly oldestOpenWriter: {
                readonly ageMs?: number;
            } & {
                readonly [key: string]: unknown;
            };
            /** @description Changes on their way by state. */
            readonly outgoing: {
                readonly [key: string]: unknown;
            };
            readonly quarantine: {
                readonly open?: number;
            };
            readonly sources: readonly {
                readonly [key: string]: unknown;
            }[];
            /**
             * Format: int64
             * @example 1763690000456
             */
            readonly timestamp: number;
        };
        readonly SyncAppointmentsRequest: {
            /**
             * Format: date
             * @description First day, inclusive.
             * @example 2025-08-01
             */
            readonly from?: string;
            /**
             * @description Leave stored appointments as they are.
             * @default false
             */
            readonly insertOnly: boolean;
            /**
             * @description Days of the location's calendar.
             * @enum {string}
             */
            readonly range?: "today" | "yesterday" | "this-week" | "last-week" | "this-month" | "last-month";
            /**
             * Format: date
             * @description Last day, inclusive.
             * @example 2025-08-31
             */
            readonly to?: string;
        };
        readonly TableChanges: {
            /** @description Always empty: rows come in `updated`. */
            readonly created: readonly Record<string, never>[];
            /**
             * @example [
             *       "5f0c2a1e9b3d4c7f"
             *     ]
             */
            readonly deleted: readonly string[];
            readonly updated: readonly {
                readonly [key: string]: unknown;
            }[];
        };
        readonly TaskResponse: {
            /** @description The user who looks after it; null when nobody does. */
            readonly assignedToUserId: string | null;
            /**
             * Format: date-time
             * @example 2025-11-11T09:58:00.000Z
             */
            readonly createdAt: string;
            readonly description: string | null;
            /**
             * Format: date-time
             * @example 2025-11-12T09:00:00.000Z
             */
            readonly dueDate: string | null;
            /** @example 2f6c1a9e-5b7d-4c3a-9f10-7a2b8c4d6e01 */
            readonly id: string;
            readonly relatedEntityId: string | null;
            /**
             * @example contact
             * @enum {string|null}
             */
            readonly relatedEntityType: "contact" | "deal" | null;
            /**
             * @example pending
             * @enum {string}
             */
            readonly status: "pending" | "in_progress" | "completed" | "cancelled";
            /** @example Call back */
            readonly title: string;
            /**
             * Format: date-time
             * @example 2025-11-11T10:05:00.000Z
             */
            readonly updatedAt: string;
        };
        readonly TokensResponse: {
            /**
             * @description For `Authorization: Bearer …`.
             * @example eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl
             */
            readonly accessToken: string;
            /**
             * @description Seconds that the access token is good for.
             * @example 900
             */
            readonly expiresIn: number;
            /**
             * @description The access token opens `/api/auth/change-password`, and no data, until the password is changed.
             * @example false
             */
            readonly mustChangePassword: boolean;
            /**
             * @description Good for one use. Null while the password must be changed.
             * @example dGhpcyBpcyBhbiBleGFtcGxlIG9mIGEgdG9rZW4
             */
            readonly refreshToken: string | null;
        };
        readonly UidMatchResponse: {
            /** @example 98 */
            readonly matching: number;
            /** @example 2 */
            readonly v1_only: number;
            /** @example 2 */
            readonly v2_only: number;
        };
        readonly UserDetailResponse: {
            /** @example Calle 1, Casa 2 */
            readonly address: string | null;
            /**
             * @description National id without its prefix.
             * @example 20111222
             */
            readonly code: string | null;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            readonly createdAt: string;
            /** @example ana@example.com */
            readonly email: string | null;
            /** @example 0b9f6f0e-3c1a-4a53-9d0e-5d2f7c1f4f10 */
            readonly id: string;
            /** @example V-20111222 */
            readonly idNumber: string | null;
            /** @example 7f0c */
            readonly idWispro: string | null;
            /**
             * Format: date-time
             * @description Since when the source no longer lists the subscriber.
             */
            readonly missingSince: string | null;
            /** @example Ana Example */
            readonly name: string;
            /**
             * @description Fields that a person has set, by name, with what the source says of them. For admins only.
             * @example {
             *       "name": {
             *         "by": "u-1",
             *         "at": "2026-01-31T12:00:00.000Z",
             *         "upstream": "Ana Exemple"
             *       }
             *     }
             */
            readonly overrides: {
                readonly [key: string]: components["schemas"]["OverrideResponse"];
            };
            /** @example +58 212 555 0100 */
            readonly phone: string | null;
            /** @example null */
            readonly planId: string | null;
            /**
             * @example subscriber
             * @enum {string}
             */
            readonly role: "subscriber" | "agent" | "admin";
            /**
             * @description May sign in.
             * @example true
             */
            readonly status: boolean;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            readonly updatedAt: string;
            /** @example Norte */
            readonly zone: string | null;
        };
        readonly UserResponse: {
            /** @example Calle 1, Casa 2 */
            readonly address: string | null;
            /**
             * @description National id without its prefix.
             * @example 20111222
             */
            readonly code: string | null;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            readonly createdAt: string;
            /** @example ana@example.com */
            readonly email: string | null;
            /** @example 0b9f6f0e-3c1a-4a53-9d0e-5d2f7c1f4f10 */
            readonly id: string;
            /** @example V-20111222 */
            readonly idNumber: string | null;
            /** @example 7f0c */
            readonly idWispro: string | null;
            /** @example Ana Example */
            readonly name: string;
            /** @example +58 212 555 0100 */
            readonly phone: string | null;
            /** @example null */
            readonly planId: string | null;
            /**
             * @example subscriber
             * @enum {string}
             */
            readonly role: "subscriber" | "agent" | "admin";
            /**
             * @description May sign in.
             * @example true
             */
            readonly status: boolean;
            /**
             * Format: date-time
             * @example 2026-01-31T12:00:00.000Z
             */
            readonly updatedAt: string;
            /** @example Norte */
            readonly zone: string | null;
        };
        readonly ValidateAppointmentsRequest: {
            /**
             * @description Repair what is safe first.
             * @default false
             */
            readonly fix: boolean;
        };
        readonly ValidationReportResponse: {
            /** Format: date-time */
            readonly checkedAt: string;
            readonly findings: readonly components["schemas"]["FindingResponse"][];
            /** @description No finding is an error. */
            readonly isValid: boolean;
            /** @description Null without `fix`. */
            readonly repair: components["schemas"]["RepairResponse"] | null;
        };
        readonly ValidationResponse: {
            /** Format: date-time */
            readonly checkedAt: string;
            readonly findings: readonly components["schemas"]["FindingResponse"][];
            /** @description No finding is an error. */
            readonly isValid: boolean;
            readonly lastCheck: components["schemas"]["LastCheckResponse"] | null;
        };
        readonly VerifyDto: {
            /** @description Records that changed after `since`: pull first. */
            readonly changedSince: number | null;
            /** @example 1200 */
            readonly count: number;
            /** @description Hex SHA-256 over the hex MD5s of the rows, in the byte order of their ids. */
            readonly hash: string;
            /** @example contacts */
            readonly table: string;
        };
        readonly WebhookRequest: {
            /** @example 700001 */
            readonly company_id: number;
            /** @description The record as it was; we read it again instead. */
            readonly data?: {
                readonly [key: string]: unknown;
            };
            /**
             * @description Calls about anything else are answered and left alone.
             * @example record
             */
            readonly resource: string;
            /** @example 590000001 */
            readonly resource_id: number;
            /**
             * @example update
             * @enum {string}
             */
            readonly status: "create" | "update" | "delete";
        };
        readonly WebhookResponse: {
            /** @description False for a call that came before, and for one that is not about our records. */
            readonly accepted: boolean;
        };
        readonly WisproSyncRequest: {
            /** @description Ends the run after so many pages. */
            readonly pages?: number;
            /**
             * @description Clients of one page; Wispro sends 1000 at most.
             * @default 100
             */
            readonly pageSize: number;
        };
        readonly WisproSyncResponse: {
            /** @example The import of the Wispro clients has started */
            readonly message: string;
            /** Format: uuid */
            readonly runId: string;
            /** @enum {boolean} */
            readonly success: true;
        };
    };
    responses: {
        /** @description The request is not understood; `errors` names each field. */
        readonly BadRequest: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description It contradicts what is stored or what is running. */
        readonly Conflict: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The cursor cannot be used: read `/api/sync/initial`, keep unsent edits. */
        readonly CursorGone: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The role does not permit this. */
        readonly Forbidden: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No such record among those that the caller may see. */
        readonly NotFound: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The record changed since it was read (`If-Match`). */
        readonly Stale: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests; come back after `Retry-After`. */
        readonly Throttled: {
            headers: {
                /** @description Seconds to wait. */
                readonly "Retry-After"?: number;
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body or the batch is over a limit; `limit` says which. */
        readonly TooLarge: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid token, or its session has ended. */
        readonly Unauthenticated: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A dependency is away; come back after `Retry-After`. */
        readonly Unavailable: {
            headers: {
                /** @description Seconds to wait. */
                readonly "Retry-After"?: number;
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not `application/json` in UTF-8. */
        readonly UnsupportedType: {
            headers: {
                readonly [name: string]: unknown;
            };
            content: {
                readonly "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly appointmentsList: {
        readonly parameters: {
            readonly query?: {
                /** @description 0 pending, 1 arrived, -1 no-show, 2 confirmed. */
                readonly attendance?: -1 | 0 | 1 | 2;
                /** @description First day (the location's) or instant of the start, inclusive. */
                readonly dateFrom?: string;
                /** @description Last day (the location's) or instant of the start, inclusive. */
                readonly dateTo?: string;
                /** @description Left out: both. */
                readonly isDeleted?: boolean;
                readonly isTrial?: boolean;
                /** @description The CRM id. */
                readonly leadId?: string;
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                readonly sort?: "startDateTime" | "leadId" | "leadName" | "teacherName" | "serviceName" | "attendance" | "externalId" | "createdAt" | "updatedAt";
                readonly teacherId?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["AppointmentResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly appointmentsGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AppointmentResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly appointmentsEdit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditAppointmentRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AppointmentResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly appointmentsHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["HistoryEntryResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly appointmentsRelease: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly field: string;
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AppointmentResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly appointmentsUpkeepClean: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClearingResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly appointmentsStats: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AppointmentStatsResponse"];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly appointmentsUpkeepSync: {
        readonly parameters: {
            readonly query?: {
                /** @description Answer when the run has ended, with its counts. */
                readonly wait?: boolean;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SyncAppointmentsRequest"];
            };
        };
        readonly responses: {
            /** @description The run has ended (`wait=true`). */
            readonly 200: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ManualRunResponse"];
                };
            };
            /** @description The run has started. */
            readonly 202: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ManualRunResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly appointmentsTeachers: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Those with the most first, at most 1000. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["NamedCountResponse"][];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly appointmentsValidate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ValidationResponse"];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly appointmentsUpkeepValidate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ValidateAppointmentsRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ValidationReportResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly authChangePassword: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ChangePasswordRequest"];
            };
        };
        readonly responses: {
            /** @description Tokens to go on with. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TokensResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly authLogin: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["LoginRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TokensResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            /** @description BAD_CREDENTIALS: the same for a wrong password and for no such account. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly authLogout: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The session has ended. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly authReadMe: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["MeResponse"];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly authRefresh: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TokensResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            /** @description UNAUTHENTICATED, or SESSION_REVOKED when the token came a second time. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly clientsList: {
        readonly parameters: {
            readonly query?: {
                /** @description As the client shows it. */
                readonly country?: string;
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description First day of registration, inclusive. */
                readonly registeredFrom?: string;
                /** @description Last day of registration, inclusive. */
                readonly registeredTo?: string;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                readonly sort?: "registeredOn" | "status" | "country" | "volumeLots" | "volumeMlnUsd" | "rewardUsd" | "rebateAmountUsd" | "externalId" | "createdAt" | "updatedAt";
                readonly status?: "ACTIVE" | "INACTIVE" | "LEFT" | "CHANGING" | "UNKNOWN";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["ClientResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly clientsGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClientDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly clientsEdit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditClientRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClientDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly clientsHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["HistoryEntryResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly clientsRelease: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly field: string;
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClientDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly clientsSyncDebug: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClientsDebugResponse"];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly clientsSyncDebugDatabase: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClientsDebugDbResponse"];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly clientsSyncSync: {
        readonly parameters: {
            readonly query?: {
                /** @description Answer when the run has ended, with its counts. */
                readonly wait?: boolean;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /**
             * @description The run has ended (`wait=true`).
             *
             *     The run has ended (`wait=true`).
             */
            readonly 200: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClientsRunResponse"];
                };
            };
            /**
             * @description The run has started.
             *
             *     The run has started.
             */
            readonly 202: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClientsRunResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly clientsSyncSyncNew: {
        readonly parameters: {
            readonly query?: {
                /** @description Answer when the run has ended, with its counts. */
                readonly wait?: boolean;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /**
             * @description The run has ended (`wait=true`).
             *
             *     The run has ended (`wait=true`).
             */
            readonly 200: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClientsRunResponse"];
                };
            };
            /**
             * @description The run has started.
             *
             *     The run has started.
             */
            readonly 202: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClientsRunResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly clientsSyncStats: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClientsSyncStatsResponse"];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly contactsList: {
        readonly parameters: {
            readonly query?: {
                /** @description Only records of this user. */
                readonly assignedToUserId?: string;
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                readonly sort?: "updatedAt" | "createdAt" | "name" | "company" | "status";
                readonly status?: "active" | "inactive";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["ContactResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly contactsCreate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateContactRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it was stored. */
            readonly 201: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    /** @description Path of the record. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ContactResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly contactsGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ContactResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly contactsRemove: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly contactsEdit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditContactRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ContactResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly contactsHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["HistoryEntryResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly dealStagesList: {
        readonly parameters: {
            readonly query?: {
                /** @description Only records of this user. */
                readonly assignedToUserId?: string;
                /** @description Only deals of this contact. */
                readonly contactId?: string | null;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Every stage, in the order of their work. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["DealStageResponse"][];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly dealsList: {
        readonly parameters: {
            readonly query?: {
                /** @description Only records of this user. */
                readonly assignedToUserId?: string;
                /** @description Only deals of this contact. */
                readonly contactId?: string | null;
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                readonly sort?: "updatedAt" | "createdAt" | "title" | "stage" | "amount";
                readonly stage?: "new" | "negotiation" | "won" | "lost" | "created" | "assigned" | "in_progress" | "completed" | "cancelled";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["DealResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly dealsCreate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateDealRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it was stored. */
            readonly 201: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    /** @description Path of the record. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DealResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly dealsGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DealResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly dealsRemove: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly dealsEdit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditDealRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DealResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly dealsHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["HistoryEntryResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly jobsList: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                readonly state?: "pending" | "running" | "failed" | "completed";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["JobResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            /** @description UNAVAILABLE: the queue does not answer */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly jobsRetry: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The id as the list shows it: queue, colon, id in the queue. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["JobResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description CONFLICT: it has not failed */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            /** @description UNAVAILABLE: the queue does not answer */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly boardOpen: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A cookie for the board and for nothing else; it ends with the session of the access token. */
            readonly 204: {
                headers: {
                    readonly "Set-Cookie"?: string;
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND: jobs are not kept in Redis here */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly jobsListQueues: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["JobQueueResponse"][];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            /** @description UNAVAILABLE: the queue does not answer */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly jobsPause: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly queue: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["JobQueueResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            /** @description UNAVAILABLE: the queue does not answer */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly jobsResume: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly queue: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["JobQueueResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            /** @description UNAVAILABLE: the queue does not answer */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly jobsRetryAll: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["JobsRetriedResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            /** @description UNAVAILABLE: the queue does not answer */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readonly ordersList: {
        readonly parameters: {
            readonly query?: {
                /** @description First day (the shop's, Moscow) or instant, inclusive. */
                readonly dateFrom?: string;
                /** @description Last day (the shop's, Moscow) or instant, inclusive. */
                readonly dateTo?: string;
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                readonly sort?: "orderDate" | "total" | "status" | "customerName" | "externalId" | "createdAt" | "updatedAt";
                /** @description Another name of `sort`. */
                readonly sortBy?: "orderDate" | "total" | "status" | "customerName" | "externalId" | "createdAt" | "updatedAt";
                /** @description Another name of `order`. */
                readonly sortOrder?: "ASC" | "DESC" | "asc" | "desc";
                readonly status?: "initialized" | "unpaid" | "paid" | "processing" | "shipped" | "cancelled" | "overdue" | "refunded";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["OrderResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly ordersGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrderDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly ordersEdit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditOrderRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrderDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly ordersHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["HistoryEntryResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly ordersRelease: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly field: string;
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrderDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly ordersSetStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditOrderStatusRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrderDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly ordersStats: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrderStatsResponse"];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly outgoingList: {
        readonly parameters: {
            readonly query?: {
                readonly entity?: string;
                /** @description Only changes of which the vendor had, or had not, changed a field too. */
                readonly hasConflicts?: "true" | "false";
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Our id of a record: only its changes. */
                readonly recordId?: string;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                readonly source?: string;
                readonly state?: "queued" | "applying" | "applied" | "conflicted" | "rejected" | "discarded";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["OutgoingChangeResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly outgoingGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OutgoingChangeResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly outgoingDiscard: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The change, `discarded`. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OutgoingChangeResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description CONFLICT: it is at the vendor, on its way there, or discarded already */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly outgoingRetry: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The change, `queued` again. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OutgoingChangeResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description CONFLICT: it is at the vendor, on its way there, discarded, or a later change has overtaken it */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly outgoingCountStates: {
        readonly parameters: {
            readonly query?: {
                readonly entity?: string;
                /** @description Our id of a record: only its changes. */
                readonly recordId?: string;
                readonly source?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OutgoingCountsResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly outgoingRetryAll: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Without what a later change of the same field has overtaken. Conflicts wait for their person. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OutgoingRetriedResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly productsList: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                /** @description Also products that people have hidden. */
                readonly showHidden?: boolean;
                readonly sort?: "name" | "price" | "costPrice" | "stockQuantity" | "brand" | "category" | "avgDailySales30d" | "daysToZero" | "recommendedQty" | "lastPurchaseDate" | "trend" | "createdAt" | "updatedAt";
                /** @description Another name of `sort`. */
                readonly sortBy?: "name" | "price" | "costPrice" | "stockQuantity" | "brand" | "category" | "avgDailySales30d" | "daysToZero" | "recommendedQty" | "lastPurchaseDate" | "trend" | "createdAt" | "updatedAt";
                /** @description Another name of `order`. */
                readonly sortOrder?: "ASC" | "DESC" | "asc" | "desc";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["ProductResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly productsGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProductDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly productsSetAnalytics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditAnalyticsRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProductDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly productsSetCost: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditCostRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProductDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly productsHide: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["HideProductRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProductDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly productsHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["HistoryEntryResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly productsRelease: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly field: string;
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProductDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly productsSetPrice: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditPriceRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProductDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly productsSetStock: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditStockRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProductDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly quarantineList: {
        readonly parameters: {
            readonly query?: {
                readonly code?: string;
                readonly entity?: string;
                readonly kind?: "record" | "push";
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description The whole sentence, as the list has it. */
                readonly reason?: string;
                /** @description The run that met them last. */
                readonly runId?: string;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                readonly source?: string;
                readonly state?: "open" | "resolved" | "ignored";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["QuarantineResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly quarantineGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["QuarantineResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly quarantineCorrect: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["QuarantineCorrection"];
            };
        };
        readonly responses: {
            /** @description `resolved`, or still `open` with its reason. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["QuarantineResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description CONFLICT: it is resolved already */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly quarantineIgnore: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["QuarantineResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description CONFLICT: it is resolved already */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly quarantineRetry: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description `resolved`, or still `open` with its reason. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["QuarantineResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description CONFLICT: it is resolved already */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly quarantineIgnoreMany: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["QuarantineBatchRequest"];
            };
        };
        readonly responses: {
            /** @description Call again with `next` until it is null. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["QuarantineBatchResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly quarantineCountReasons: {
        readonly parameters: {
            readonly query?: {
                readonly code?: string;
                readonly entity?: string;
                readonly kind?: "record" | "push";
                /** @description The whole sentence, as the list has it. */
                readonly reason?: string;
                /** @description The run that met them last. */
                readonly runId?: string;
                readonly source?: string;
                readonly state?: "open" | "resolved" | "ignored";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["QuarantineReasonsResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly quarantineRetryMany: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["QuarantineBatchRequest"];
            };
        };
        readonly responses: {
            /** @description Call again with `next` until it is null. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["QuarantineBatchResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly runsRecent: {
        readonly parameters: {
            readonly query?: {
                readonly perSource?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["RecentRunResponse"][];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly runsGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RunResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly runsCancel: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RunResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description CONFLICT: the run has ended already */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly runsChanges: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["RunChangeResponse"][];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly runsEvents: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Events `progress` and a last `finished`; their data is the run. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly runsLog: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["RunLogLineResponse"][];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly sourcesList: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["SourceResponse"][];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly sourcesGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SourceResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly sourcesPause: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SourceResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly sourcesResume: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SourceResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly sourcesRun: {
        readonly parameters: {
            readonly query?: {
                /** @description Answer when the run has ended, with its counts. */
                readonly wait?: boolean;
            };
            readonly header?: never;
            readonly path: {
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RunRequest"];
            };
        };
        readonly responses: {
            /** @description With `wait=true`: the run when it has ended. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RunResponse"];
                };
            };
            readonly 202: {
                headers: {
                    /** @description The run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RunStartedResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description RUN_IN_PROGRESS with `runId`, or SOURCE_NOT_CONFIGURED */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly sourcesListRuns: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["RunResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description NOT_FOUND */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly ordersSyncStart: {
        readonly parameters: {
            readonly query?: {
                /** @description Answer when the run has ended, with its counts. */
                readonly wait?: boolean;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The run has ended (`wait=true`). */
            readonly 200: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ManualRunResponse"];
                };
            };
            /** @description The run has started. */
            readonly 202: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ManualRunResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly productsSyncStart: {
        readonly parameters: {
            readonly query?: {
                /** @description Answer when the run has ended, with its counts. */
                readonly wait?: boolean;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The run has ended (`wait=true`). */
            readonly 200: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ManualRunResponse"];
                };
            };
            /** @description The run has started. */
            readonly 202: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ManualRunResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listConflicts: {
        readonly parameters: {
            readonly query?: {
                /** @description Only conflicts that pushes of this device met. */
                readonly deviceId?: string;
                /** @description The table of the record. */
                readonly entity?: string;
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Only conflicts of this record. */
                readonly recordId?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["ConflictResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly listDevices: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The last seen first, those that are revoked at the end; 500 at most. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": readonly components["schemas"]["DeviceDto"][];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly registerDevice: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RegisterDeviceDto"];
            };
        };
        readonly responses: {
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RegisteredDeviceDto"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly revokeDevice: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly syncEvents: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": string;
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly syncIncremental: {
        readonly parameters: {
            readonly query?: {
                /** @description The calling device; also taken from `X-Device-Id`. */
                readonly deviceId?: string;
                /** @description Alias of `since`. */
                readonly lastPulledAt?: string;
                /** @description Rows an answer at most, 1 to 20000. Default 5000. */
                readonly limit?: string;
                /** @description WatermelonDB's migration object as JSON: rows of its tables, and rows in which its columns are set, come too. */
                readonly migration?: string;
                /** @description `next` of the previous answer, unchanged. */
                readonly page?: string;
                /** @description The client's schema version. */
                readonly schemaVersion?: string;
                /** @description `timestamp` of the last answer (or an ISO instant, floored). Required, here or as `lastPulledAt`. */
                readonly since?: string;
                /** @description Comma list of tables. Default: all that the caller may see. */
                readonly tables?: string;
            };
            readonly header?: {
                readonly "X-Device-Id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PullAnswer"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 410: components["responses"]["CursorGone"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly syncInitial: {
        readonly parameters: {
            readonly query?: {
                /** @description The calling device; also taken from `X-Device-Id`. */
                readonly deviceId?: string;
                /** @description Rows an answer at most, 1 to 20000. Default 5000. */
                readonly limit?: string;
                /** @description `next` of the previous answer, unchanged. */
                readonly page?: string;
                /** @description The client's schema version. */
                readonly schemaVersion?: string;
                /** @description Comma list of tables. Default: all that the caller may see. */
                readonly tables?: string;
            };
            readonly header?: {
                readonly "X-Device-Id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PullAnswer"];
                    readonly "application/x-ndjson": string;
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 410: components["responses"]["CursorGone"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly syncOutgoing: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                readonly "If-Conflict"?: "abort";
                readonly "X-Device-Id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly changes: unknown;
                } & {
                    readonly [key: string]: unknown;
                };
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PushAnswerDto"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly syncSchema: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ContractDto"];
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly syncStatus: {
        readonly parameters: {
            readonly query?: {
                /** @description The calling device; also taken from `X-Device-Id`. */
                readonly deviceId?: string;
                /** @description With `verify`: only ids that begin so. */
                readonly prefix?: string;
                /** @description With `verify`: the client's cursor. */
                readonly since?: string;
                /** @description A table: answers count and hash of the rows that the caller sees. */
                readonly verify?: string;
            };
            readonly header?: {
                readonly "X-Device-Id"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StatusDto"] | components["schemas"]["VerifyDto"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly tasksList: {
        readonly parameters: {
            readonly query?: {
                /** @description Only records of this user. */
                readonly assignedToUserId?: string;
                /** @description Only tasks that are due at or after it. */
                readonly dueAfter?: string;
                /** @description Only tasks that are due before it. */
                readonly dueBefore?: string;
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Only tasks about this contact or deal. */
                readonly relatedEntityId?: string | null;
                readonly relatedEntityType?: "contact" | "deal";
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                readonly sort?: "updatedAt" | "createdAt" | "dueDate" | "title" | "status";
                readonly status?: "pending" | "in_progress" | "completed" | "cancelled";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["TaskResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly tasksCreate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateTaskRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it was stored. */
            readonly 201: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    /** @description Path of the record. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TaskResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly tasksGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TaskResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly tasksRemove: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly tasksEdit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditTaskRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TaskResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly tasksHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["HistoryEntryResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly usersList: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description By name, or by number as on the sync wire. */
                readonly role?: "subscriber" | "agent" | "admin" | "0" | "1" | "2";
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
                readonly sort?: "name" | "email" | "code" | "status" | "role" | "createdAt" | "updatedAt";
                /** @description Only accounts that may, or may not, sign in. */
                readonly status?: "true" | "false";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["UserResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly usersCreate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CreateUserRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it was stored. */
            readonly 201: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    /** @description Path of the record. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 409: components["responses"]["Conflict"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly usersGet: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly usersEdit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The ETag of the record as the caller knows it; the edit is refused when it has changed. */
                readonly "If-Match"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["EditUserRequest"];
            };
        };
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 412: components["responses"]["Stale"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly usersHistory: {
        readonly parameters: {
            readonly query?: {
                /** @description Records a page. */
                readonly limit?: number;
                readonly order?: "asc" | "desc";
                readonly page?: number;
                /** @description Text that the record contains, anywhere, in any case. */
                readonly search?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page of the list. */
            readonly 200: {
                headers: {
                    /** @description First, prev, next and last page (RFC 8288). */
                    readonly Link?: string;
                    /** @description Records on all pages. */
                    readonly "X-Total-Count"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly data: readonly components["schemas"]["HistoryEntryResponse"][];
                        readonly pagination: components["schemas"]["Pagination"];
                    };
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly usersIssueOneTimeCode: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OneTimeCodeResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly usersRelease: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly field: string;
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The record as it is now. */
            readonly 200: {
                headers: {
                    /** @description Bring it back as If-Match. */
                    readonly ETag?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["UserDetailResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 404: components["responses"]["NotFound"];
            readonly 409: components["responses"]["Conflict"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly wisproSyncStart: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["WisproSyncRequest"];
            };
        };
        readonly responses: {
            /** @description The run has started. */
            readonly 202: {
                headers: {
                    /** @description Where to watch the run. */
                    readonly Location?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WisproSyncResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            /** @description RUN_IN_PROGRESS with `runId`, or SOURCE_NOT_CONFIGURED */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly altegioWebhookReceive: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description ALTEGIO_WEBHOOK_SECRET */
                readonly secret: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        readonly responses: {
            /** @description Kept; the record is read again at once. */
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["WebhookResponse"];
                };
            };
            readonly 400: components["responses"]["BadRequest"];
            readonly 404: components["responses"]["NotFound"];
            readonly 413: components["responses"]["TooLarge"];
            readonly 415: components["responses"]["UnsupportedType"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly healthLive: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["HealthResponse"];
                };
            };
        };
    };
    readonly healthReady: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It may. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["HealthResponse"];
                };
            };
            readonly 503: components["responses"]["Unavailable"];
        };
    };
    readonly metricsRead: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Prometheus text format. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            readonly 401: components["responses"]["Unauthenticated"];
            readonly 403: components["responses"]["Forbidden"];
            readonly 429: components["responses"]["Throttled"];
            readonly 503: components["responses"]["Unavailable"];
        };
    };
}
