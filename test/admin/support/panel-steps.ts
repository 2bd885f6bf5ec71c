import { readFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { seriousFindings } from './panel-browser.js';

/** Pixels that the page is too wide, and what sticks out of it. */
const OVERFLOW = `(() => {
  const tooWide = document.documentElement.scrollWidth - window.innerWidth;
  const culprits = tooWide === 0 ? [] : [...document.querySelectorAll('main *')]
    .filter((element) => element.getBoundingClientRect().right > window.innerWidth)
    .map((element) => element.className);
  return [tooWide, culprits.slice(0, 8)];
})()`;

/** What a detail page says of a field. */
export async function detail(page: Page, label: string): Promise<string> {
  const term = page.locator('dt', { hasText: new RegExp(`^${label}$`) });
  return (await term.locator('xpath=following-sibling::dd').innerText()).trim();
}

/** Presses "Export" and answers the file's text. */
export async function exportedCsv(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);
  return readFile(await download.path(), 'utf8');
}

/** Opens the mark of a field that a person has set, and gives the field back to its source. */
export async function release(page: Page, label: string, upstream: string): Promise<void> {
  const mark = page.getByRole('button', { name: `${label}: Set by hand` });
  await mark.click();
  const dialog = page.getByRole('dialog', { name: `${label}: Set by hand` });
  await dialog.getByText(upstream, { exact: true }).waitFor();
  expect(await dialog.innerText()).toMatch(/Value of the source[\s\S]*Set by[\s\S]*You/);
  expect(await seriousFindings(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Release' }).click();
  await page.getByText('Released. The value of the source is shown again.').waitFor();
  await mark.waitFor({ state: 'detached' });
}

/** The page keeps nobody out, and is no wider than the screen. */
export async function expectGoodPage(page: Page): Promise<void> {
  expect([page.url(), await seriousFindings(page)]).toEqual([page.url(), []]);
  expect([page.url(), await page.evaluate<unknown>(OVERFLOW)]).toEqual([page.url(), [0, []]]);
}
