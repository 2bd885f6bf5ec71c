import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';

/** One record as its page shows it, and what its headers say. */
export interface RecordAnswer<Body> {
  readonly body: Body;
  /** To be brought back as `If-Match`; null when the caller no longer sees the record. */
  readonly etag: string | null;
  /** Path of a record that was just made. */
  readonly location?: string;
}

/** Sends a bare record, its ETag and its Location as headers. For {@link RecordRoute} and its kin only. */
@Injectable()
export class RecordHeadersInterceptor<Body> implements NestInterceptor<RecordAnswer<Body>, Body> {
  intercept(context: ExecutionContext, next: CallHandler<RecordAnswer<Body>>): Observable<Body> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ body, etag, location }) => {
        if (etag !== null) {
          reply.header('ETag', etag);
        }
        if (location !== undefined) {
          reply.header('Location', location);
        }
        return body;
      }),
    );
  }
}
