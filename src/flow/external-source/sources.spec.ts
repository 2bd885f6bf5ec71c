import { describe, expect, it } from '@jest/globals';
import { FakeSource, fullSchedule } from '../../../test/support/external-source/fake-source.js';
import { Sources } from './sources.js';

describe('Sources', () => {
  const source = new FakeSource('fake');

  it('K5 refuses a schedule that cannot be read when the process starts', () => {
    const register = (cron: string, timeZone: string) => (): void => {
      new Sources().register(source.manifest({ schedules: [fullSchedule(cron)], timeZone }), source);
    };

    expect(register('every day', 'UTC')).toThrow('The schedule full of fake makes no sense');
    expect(register('* * * * *', 'Mars/Olympus')).toThrow('The schedule full of fake makes no sense');
    expect(register('*/5 * * * *', 'Europe/Moscow')).not.toThrow();
  });

  it('refuses two schedules of one name', () => {
    const schedules = [fullSchedule('0 6 * * *'), fullSchedule('0 2 * * 0')];

    expect(() => {
      new Sources().register(source.manifest({ schedules }), source);
    }).toThrow('The source fake has two schedules of the name full');
  });

  it('refuses a second source of one name, and a manifest that does not fit its connector', () => {
    const sources = new Sources();
    sources.register(source.manifest(), source);

    expect(() => {
      sources.register(source.manifest(), source);
    }).toThrow('already registered');
    expect(() => {
      sources.register(source.manifest({ key: 'other' }), source);
    }).toThrow('do not belong together');
    expect(() => {
      sources.register(source.manifest({ key: 'third' }), null);
    }).toThrow('do not belong together');
  });

  it('tells an unknown source from one that is not configured', () => {
    const sources = new Sources();
    sources.register(source.manifest({ configured: false, missingVariables: ['FAKE_TOKEN'] }), null);

    expect(() => sources.getRunnable('none')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => sources.getRunnable('fake')).toThrow(
      expect.objectContaining({ code: 'SOURCE_NOT_CONFIGURED' }),
    );
  });
});
