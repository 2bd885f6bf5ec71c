import 'reflect-metadata';
import { BenchDatabases } from './bench-databases.js';
import { readOptions } from './bench-options.js';
import type { Bench, Finding } from './finding.js';
import { firstSync } from './first-sync.bench.js';
import { importBench } from './import.bench.js';
import { incremental } from './incremental.bench.js';
import { lossless } from './lossless.bench.js';
import { push } from './push.bench.js';
import { reportText } from './report.js';
import { wisproBench } from './wispro.bench.js';

const BENCHES: readonly Bench[] = [firstSync, incremental, push, importBench, wisproBench, lossless];

/** Runs the named benches, or all, on the server of DATABASE_URL; scripts/bench.mjs starts one. */
async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  const unknown = options.names.filter((name) => !BENCHES.some((bench) => bench.name === name));
  const serverUrl = process.env.DATABASE_URL;
  if (unknown.length > 0 || serverUrl === undefined) {
    console.error(
      `Usage: npm run bench -- [${BENCHES.map(({ name }) => name).join('|')}] [--rows N] [--rounds N] [--gate]`,
    );
    return 2;
  }
  const databases = new BenchDatabases(serverUrl);
  const missed: Finding[] = [];
  for (const bench of BENCHES.filter(
    ({ name }) => options.names.length === 0 || options.names.includes(name),
  )) {
    const say = (line: string): void => {
      console.error(`${bench.name}: ${line} …`);
    };
    try {
      const findings = await bench.run({ options, databases, say });
      console.log(reportText(bench, findings));
      missed.push(...findings.filter((finding) => finding.isGateMissed));
    } finally {
      await databases.dropAll();
    }
  }
  return options.gate && missed.length > 0 ? 1 : 0;
}

process.exitCode = await main();
