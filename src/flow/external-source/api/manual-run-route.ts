import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  HttpCode,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { ManualRunResponse } from './manual-runs.js';

/** Names where a started run can be watched, and answers 200 instead of 202 when it has ended already. */
@Injectable()
class ManualRunInterceptor implements NestInterceptor<ManualRunResponse, ManualRunResponse> {
  intercept(context: ExecutionContext, next: CallHandler<ManualRunResponse>): Observable<ManualRunResponse> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map((run) => {
        reply.header('Location', `/api/runs/${run.runId}`).status(run.state === undefined ? 202 : 200);
        return run;
      }),
    );
  }
}

/** Marks a route that starts a run (DESIGN §8): 202 with `Location`, or 200 with the counts for `?wait=true`. */
export function ManualRunRoute(): MethodDecorator {
  const location = {
    Location: { description: 'Where to watch the run.', schema: { type: 'string' as const } },
  };
  return applyDecorators(
    HttpCode(202),
    UseInterceptors(ManualRunInterceptor),
    ApiAcceptedResponse({ type: ManualRunResponse, description: 'The run has started.', headers: location }),
    ApiOkResponse({
      type: ManualRunResponse,
      description: 'The run has ended (`wait=true`).',
      headers: location,
    }),
  );
}
