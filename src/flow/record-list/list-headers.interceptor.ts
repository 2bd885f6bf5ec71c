import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { pageLinks } from './page-links.js';
import type { RecordPage } from './record-page.js';

/** Repeats a list's pagination in its headers, `X-Total-Count` and `Link`. For {@link ListRoute} only. */
@Injectable()
export class ListHeadersInterceptor implements NestInterceptor<RecordPage<unknown>, RecordPage<unknown>> {
  intercept(
    context: ExecutionContext,
    next: CallHandler<RecordPage<unknown>>,
  ): Observable<RecordPage<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((page) => {
        reply.header('X-Total-Count', String(page.pagination.total));
        const links = pageLinks(request.originalUrl, page.pagination);
        if (links !== '') {
          reply.header('Link', links);
        }
        return page;
      }),
    );
  }
}
