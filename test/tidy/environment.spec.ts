import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { environmentSchema, readEnvironment } from '../../src/config/environment.js';

const example = readFileSync(path.resolve(import.meta.dirname, '../../.env.example'), 'utf8').split('\n');
const assignments = example
  .filter((line) => /^[A-Z]/.test(line))
  .map((line) => line.split(/=(.*)/s).slice(0, 2));

describe('.env.example', () => {
  it('lists exactly the variables that the program reads, each once', () => {
    const names = assignments.map(([name]) => name);

    expect(names.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
    expect(new Set(names).size).toBe(names.length);
  });

  it('explains every variable or the group of lines it stands in', () => {
    const unexplained = example.filter(
      (line, index) => /^[A-Z]/.test(line) && !/^(?:#|[A-Z])/.test(example[index - 1] ?? ''),
    );

    expect(unexplained).toEqual([]);
  });

  it('is itself an environment that the program starts with', () => {
    expect(() => readEnvironment(Object.fromEntries(assignments) as Record<string, string>)).not.toThrow();
  });
});
