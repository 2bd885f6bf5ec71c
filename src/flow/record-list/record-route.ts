import { applyDecorators, type Type, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse } from '@nestjs/swagger';
import { RecordHeadersInterceptor } from './record-headers.interceptor.js';

const ETAG = { ETag: { description: 'Bring it back as If-Match.', schema: { type: 'string' } } } as const;

/** Marks a route that answers one record, and documents it. The route returns a `RecordAnswer`. */
export function RecordRoute(body: Type<unknown>): MethodDecorator {
  return applyDecorators(
    UseInterceptors(RecordHeadersInterceptor),
    ApiOkResponse({ type: body, description: 'The record as it is now.', headers: ETAG }),
  );
}

/** The same for a POST that makes a record: 201 with its `Location`. */
export function CreatedRecordRoute(body: Type<unknown>): MethodDecorator {
  return applyDecorators(
    UseInterceptors(RecordHeadersInterceptor),
    ApiCreatedResponse({
      type: body,
      description: 'The record as it was stored.',
      headers: { ...ETAG, Location: { description: 'Path of the record.', schema: { type: 'string' } } },
    }),
  );
}

/** Documents that an edit may be conditional on the record's ETag; then it may answer 412 `STALE_RECORD`. */
export function AcceptsIfMatch(): MethodDecorator {
  return ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The ETag of the record as the caller knows it; the edit is refused when it has changed.',
  });
}
