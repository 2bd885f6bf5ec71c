import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { containsPattern, searchedText } from './text-search.js';
import { ListQuery, offsetOf } from './list-query.js';
import { pageLinks } from './page-links.js';
import { recordPage } from './record-page.js';

describe('list queries', () => {
  it('read numbers from text and have defaults', () => {
    const query = plainToInstance(ListQuery, { page: '3' });

    expect(validateSync(query)).toEqual([]);
    expect(query).toMatchObject({ page: 3, limit: 50, order: 'desc' });
    expect(offsetOf(query)).toBe(100);
  });

  it.each([
    ['page', { page: '0' }],
    ['page', { page: '1.5' }],
    ['page', { page: 'two' }],
    ['page', { page: '0x10' }],
    ['limit', { limit: '1e1' }],
    ['limit', { limit: ' 5' }],
    ['limit', { limit: '201' }],
    ['limit', { limit: '-1' }],
    ['order', { order: 'sideways' }],
    ['search', { search: 'x'.repeat(201) }],
    ['search', { search: 'H1 a NUL \0' }],
  ])('refuse a wrong %s: %j', (field, raw) => {
    const problems = validateSync(plainToInstance(ListQuery, raw));

    expect(problems.map((problem) => problem.property)).toEqual([field]);
  });
});

describe('list answers', () => {
  it('count their pages, and none when nothing was found', () => {
    expect(recordPage(['a'], 101, { page: 1, limit: 50 }).pagination.pages).toBe(3);
    expect(recordPage([], 0, { page: 1, limit: 50 }).pagination.pages).toBe(0);
  });

  it('link to the pages around them and keep the other parameters', () => {
    const { pagination } = recordPage([], 101, { page: 2, limit: 50 });

    expect(pageLinks('/api/contacts?search=a%26b&page=2', pagination)).toBe(
      [
        '</api/contacts?search=a%26b&page=1>; rel="first"',
        '</api/contacts?search=a%26b&page=1>; rel="prev"',
        '</api/contacts?search=a%26b&page=3>; rel="next"',
        '</api/contacts?search=a%26b&page=3>; rel="last"',
      ].join(', '),
    );
  });

  it('link to nothing when the list is empty', () => {
    expect(pageLinks('/api/contacts', recordPage([], 0, { page: 1, limit: 50 }).pagination)).toBe('');
  });
});

describe('search patterns', () => {
  it('take the wildcards of LIKE for plain characters', () => {
    expect(containsPattern('100%_\\')).toBe('%100\\%\\_\\\\%');
  });

  it('are not made of spaces', () => {
    expect(searchedText({ search: ' green tea ' })).toBe('green tea');
    expect(searchedText({ search: '  ' })).toBeNull();
    expect(searchedText({})).toBeNull();
  });
});
