import type { MessageEvent } from '@nestjs/common';
import { distinctUntilChanged, exhaustMap, map, type Observable, takeWhile, timer } from 'rxjs';
import { isLive, type SourceRun } from '../source-run.js';
import { toRunResponse } from './run.response.js';

/**
 * The progress of a run as server-sent events: its state now, then every change, the last when it has ended. Reads the
 * run's row, so it does not matter which process runs it; it stops reading when the caller goes away.
 */
export function runEvents(read: () => Promise<SourceRun>, everyMs: number): Observable<MessageEvent> {
  return timer(0, everyMs).pipe(
    exhaustMap(read),
    takeWhile((run) => isLive(run.state), true),
    map((run) => ({ isLive: isLive(run.state), text: JSON.stringify(toRunResponse(run)) })),
    distinctUntilChanged((before, now) => before.text === now.text),
    map((event) => ({ type: event.isLive ? 'progress' : 'finished', data: event.text })),
  );
}
