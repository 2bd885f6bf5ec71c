import 'reflect-metadata';
import { BenchDatabases } from './bench-databases.js';
import { type BenchOptions, readOptions, USAGE_OPTIONS } from './bench-options.js';
import type { Bench, Finding } from './finding.js';
import { firstSync } from './first-sync.bench.js';
import { importBench } from './import.bench.js';
import { incremental } from './incremental.bench.js';
import { lossless } from './lossless.bench.js';
import { push } from './push.bench.js';
import { reportText } from './report.js';
import { wisproBench } from './wispro.bench.js';

const BENCHES: readonly Bench[] = [firstSync, incremental, push, importBench, wisproBench, lossless];

const USAGE = `Usage: npm run bench -- [${BENCHES.map(({ name }) => name).join('|')}] ${USAGE_OPTIONS}`;

/** Runs the named benches, or all, on the server of DATABASE_URL; scripts/bench.mjs starts one. */
async function main(args: readonly string[], serverUrl: string | undefined): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const options = readRequest(args);
  if (options === null || serverUrl === undefined) {
    console.error(USAGE);
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

/** Null when it cannot be done; the reason has been said. */
function readRequest(args: readonly string[]): BenchOptions | null {
  try {
    const options = readOptions(args);
    const unknown = options.names.find((name) => !BENCHES.some((bench) => bench.name === name));
    if (unknown === undefined) {
      return options;
    }
    console.error(`There is no bench named ${unknown}.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  return null;
}

process.exitCode = await main(process.argv.slice(2), process.env.DATABASE_URL);
