import { readFile, writeFile } from 'node:fs/promises';

const MIB = 1024 * 1024;

/** Resident memory in MiB; null where there is no /proc. */
export async function residentMib(pid: number): Promise<number | null> {
  return fieldOf(pid, 'VmRSS');
}

/** Makes the peak begin anew from what is resident now. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => undefined);
}

/** The highest resident memory since {@link forgetPeak}, in MiB; null where there is no /proc. */
export async function peakMib(pid: number): Promise<number | null> {
  return fieldOf(pid, 'VmHWM');
}

async function fieldOf(pid: number, name: string): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return kib === undefined ? null : (Number(kib) * 1024) / MIB;
}
