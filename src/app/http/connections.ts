import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { CONNECTIONS_MAX, PUSH_BODY_BYTES_MAX } from './limits.js';

/**
 * Caps the connections of the server (FAULTS F5), and does not invite a body that would be refused: a
 * caller that asks first with `Expect: 100-continue` gets its 413 before it sends a byte (FAULTS H7).
 */
export function boundConnections(server: Server): void {
  server.maxConnections = CONNECTIONS_MAX;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!(Number(request.headers['content-length']) > PUSH_BODY_BYTES_MAX)) {
      response.writeContinue();
    }
    server.emit('request', request, response);
  });
}
