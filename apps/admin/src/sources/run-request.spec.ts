import { describe, expect, it } from '@jest/globals';
import { problemsOf, requestOf, type RunForm } from './run-request.js';

const FORM: RunForm = { mode: 'full', from: '', to: '', dryRun: false, pageSize: '', maxPages: '' };

describe('the form of a run', () => {
  it('asks for what was chosen, and nothing else', () => {
    expect(requestOf({ ...FORM, from: '2026-01-01' })).toEqual({
      ...{ mode: 'full', dryRun: false, confirmMissing: false },
    });
    expect(
      requestOf({ ...FORM, mode: 'range', from: '2026-01-01', to: '2026-01-02', maxPages: '3' }),
    ).toMatchObject({ from: '2026-01-01', to: '2026-01-02', maxPages: 3 });
  });

  it('wants both days of a range, in their order', () => {
    expect(Object.keys(problemsOf({ ...FORM, mode: 'range' }))).toEqual(['from', 'to']);
    expect(problemsOf({ ...FORM, mode: 'range', from: '2026-01-02', to: '2026-01-01' })).toEqual({
      to: { key: 'sources.dialog.day_order' },
    });
    expect(problemsOf(FORM)).toEqual({});
  });

  it('takes whole numbers within the limits of the API', () => {
    const bad = ['0', '1001', '1.5', '-1', 'ten'].map((pageSize) => problemsOf({ ...FORM, pageSize }));
    expect(bad.map((problems) => Object.keys(problems))).toEqual(bad.map(() => ['pageSize']));
    expect(problemsOf({ ...FORM, pageSize: '1000', maxPages: '10000' })).toEqual({});
  });
});
