import { describe, expect, it } from '@jest/globals';
import { capturedLog } from '../../../test/support/app/captured-log.js';
import { JsonLogger } from './json.logger.js';

function logged(write: (logger: JsonLogger) => void): { line: string; event: Record<string, unknown> } {
  const log = capturedLog();
  write(new JsonLogger('info', log.destination.stream));
  expect(log.lines).toHaveLength(1);
  const line = log.lines[0] ?? '';
  return { line, event: JSON.parse(line) as Record<string, unknown> };
}

describe('the log', () => {
  it('H15 keeps one line per event, whatever the text', () => {
    const { line, event } = logged((logger) => {
      logger.log('first\r\n{"level":60,"msg":"forged"}\u001b[2J\u009b31m\u2028end', 'Nest');
    });
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(line).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028]/);
    expect(event.context).toBe('Nest');
  });

  it('J3 lets no token, credential, address or number of a person through in a text', () => {
    const secrets = [
      'Bearer abc.def-ghi',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig',
      'hunter2',
      '+54 11 5555 0100',
      '20123456789',
      'maria@example.test',
      's3cret-value',
      'tok_123',
    ];
    const { line } = logged((logger) => {
      logger.warn(
        'Authorization: Bearer abc.def-ghi; eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig at postgres://sync:hunter2@db/x ' +
          'for +54 11 5555 0100 and 20123456789 <maria@example.test> password=s3cret-value GET /x?api=tok_123',
      );
    });
    for (const secret of secrets) {
      expect(line).not.toContain(secret);
    }
  });

  it('J3 takes fields by name: what nobody allowed is left out', () => {
    const { event } = logged((logger) => {
      logger.log({
        msg: 'pass',
        table: 'orders',
        rowsDeleted: 3,
        phone: '123',
        body: { name: 'x' },
        headers: {},
        runId: '12345678901',
      });
    });
    expect(event).toMatchObject({ msg: 'pass', table: 'orders', rowsDeleted: 3, runId: '12345678901' });
    expect(Object.keys(event).sort()).toEqual([
      'level',
      'msg',
      'pid',
      'rowsDeleted',
      'runId',
      'table',
      'time',
    ]);
  });

  it('J3 J7 tells of a database error its code and names, never its values or its SQL', () => {
    const error = Object.assign(new Error('Key (email)=(canary@example.test) already exists'), {
      code: '23505',
      constraint: 'users_email_key',
      table: 'users',
      detail: 'canary',
      query: 'SELECT canary',
      parameters: ['canary'],
    });
    const { line, event } = logged((logger) => {
      logger.bug('request failed', error, { requestId: 'r1' });
    });
    expect(line).not.toContain('canary@');
    expect(line).not.toContain('SELECT');
    expect(event).toMatchObject({
      requestId: 'r1',
      error: { type: 'Error', code: '23505', constraint: 'users_email_key', table: 'users' },
    });
  });
});
