import { describe, expect, it } from '@jest/globals';
import { redisAddress } from './redis-address.js';

describe('the address of Redis', () => {
  it('takes the port and the database that Redis has by itself', () => {
    expect(redisAddress('redis://cache.example')).toEqual({ host: 'cache.example', port: 6379, db: 0 });
  });

  it('reads name, password, database and TLS', () => {
    expect(redisAddress('rediss://hub:p%40ss%3Aword@cache.example:6390/2')).toEqual({
      host: 'cache.example',
      port: 6390,
      username: 'hub',
      password: 'p@ss:word',
      db: 2,
      tls: {},
    });
  });
});
