import type { Bench, Finding } from './finding.js';

const COLUMNS = ['work', 'ours', 'reference', 'figure', 'target'] as const;

/** The findings of a bench as a table for a terminal, with how they were measured. */
export function reportText(bench: Bench, findings: readonly Finding[]): string {
  const lines = [
    [...COLUMNS, ''],
    ...findings.map((finding) => [...COLUMNS.map((name) => finding[name]), verdict(finding)]),
  ];
  const widths = COLUMNS.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)));
  const rows = lines.map((line) =>
    line
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `\n${bench.name}\n${rows.join('\n')}\nHow: ${bench.how}\n`;
}

function verdict({ isReached, isGateMissed }: Finding): string {
  if (isReached === null) {
    return '';
  }
  return isReached ? 'reached' : isGateMissed ? 'MISSED' : 'near';
}
