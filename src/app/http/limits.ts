/** Bytes of a push, the one route with big bodies (SYNC-PROTOCOL §5). */
export const PUSH_BODY_BYTES_MAX = 2 * 1024 * 1024;
/** Bytes of every other body. */
export const BODY_BYTES_MAX = 256 * 1024;
/** Levels of arrays and objects in a body: class-transformer recurses, so deeper ones end in a 500 (FAULTS H5). */
export const BODY_DEPTH_MAX = 32;
/** Fields of a body that is no push: ours have at most a dozen, and each unknown one costs validation time (FAULTS H6). */
export const BODY_FIELDS_MAX = 200;
/** Bad fields that one answer names. */
export const PROBLEM_ERRORS_MAX = 100;
/** Characters of a URL. A page token or a `migration` object fits many times. */
export const URL_LENGTH_MAX = 8 * 1024;
/** Bytes of all headers and the URL together; Node answers beyond it before we see the request. */
export const HEADER_BYTES_MAX = 16 * 1024;
/** Characters of one path parameter: a record id has 36. */
export const PATH_PARAMETER_LENGTH_MAX = 256;
/** Slow writers are cut off: headers within 10 s, the whole request within 30 s (FAULTS F5). */
export const HEADERS_TIMEOUT_MS = 10_000;
export const REQUEST_TIMEOUT_MS = 30_000;
/** Above the 60 s that load balancers keep idle connections, so that they close first. */
export const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** Node looks for expired requests this often; its default of 30 s would let each live twice as long. */
export const TIMEOUT_CHECK_MS = 2_000;
/** Connections that one process holds at a time (FAULTS F5). A device's event stream is one. */
export const CONNECTIONS_MAX = 10_000;
/** The one route whose bodies may be big, and may carry any key: it rejects a bad change alone. */
export const PUSH_PATH = '/api/sync/outgoing';
