import { spawn, type ChildProcess } from 'node:child_process';
import { serverEnvironment } from './data-folder.js';

/**
 * Waits for a line, or for the end of its input. The end means that our process is gone, however it went:
 * then the postmaster is stopped (fast, after 20 s at once).
 */
const SCRIPT = `
read -r _ && exit 0
kill -INT "$1" 2>/dev/null || exit 0
n=0
while [ $n -lt 200 ] && kill -0 "$1" 2>/dev/null; do sleep 0.1; n=$((n+1)); done
kill -QUIT "$1" 2>/dev/null
exit 0
`;

/**
 * A tiny shell that outlives a SIGKILL of our process and takes the postmaster down with it, so that a killed
 * run leaves nothing behind. It acts only on the end of a pipe, so it needs no polling and knows no clock.
 */
export class Watchdog {
  private constructor(private readonly shell: ChildProcess) {}

  static over(postmasterPid: number): Watchdog {
    const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sync-hub-watchdog', String(postmasterPid)], {
      detached: true, // Ctrl-C in a terminal is not for it
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    shell.on('error', () => undefined); // no shell, no watchdog: the next start cleans up instead
    shell.stdin.on('error', () => undefined);
    shell.unref();
    return new Watchdog(shell);
  }

  /** Call it as soon as the postmaster has ended: its number may be somebody else's afterwards. */
  dismiss(): void {
    this.shell.stdin?.end('done\n');
  }
}
