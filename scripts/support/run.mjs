import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const SIGNAL_EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGKILL: 137, SIGTERM: 143 };

/**
 * Runs a program in the foreground and answers its exit code (128 + n when a signal ended it). Signals that
 * reach us meanwhile are passed on, and we wait: the caller cleans up afterwards, also after Ctrl-C.
 */
async function run(file, args, options = {}) {
  const child = spawn(file, args, { cwd: ROOT, stdio: 'inherit', ...options });
  const forward = (signal) => child.kill(signal);
  for (const signal of FORWARDED_SIGNALS) {
    process.on(signal, forward);
  }
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? SIGNAL_EXIT_CODES[signal] ?? 1));
    });
  } finally {
    for (const signal of FORWARDED_SIGNALS) {
      process.off(signal, forward);
    }
  }
}

/** The same with this Node. */
export async function runNode(args, options) {
  return run(process.execPath, args, options);
}

/** Runs a program of this Node and answers what it printed; throws when it fails. */
export async function captureNode(args, env) {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`node ${args.join(' ')} ended with code ${code}`);
  }
  return Buffer.concat(chunks).toString('utf8');
}
