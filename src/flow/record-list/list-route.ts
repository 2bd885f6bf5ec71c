import { applyDecorators, type Type, UseInterceptors } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { ListHeadersInterceptor } from './list-headers.interceptor.js';
import { Pagination } from './record-page.js';

/**
 * Marks a route that answers a {@link RecordPage} of `item`: adds its headers, and documents both.
 * The route itself only returns the page.
 */
export function ListRoute(item: Type<unknown>): MethodDecorator {
  return applyDecorators(
    UseInterceptors(ListHeadersInterceptor),
    ApiExtraModels(item, Pagination),
    ApiOkResponse({
      description: 'One page of the list.',
      headers: {
        'X-Total-Count': { description: 'Records on all pages.', schema: { type: 'integer' } },
        Link: { description: 'First, prev, next and last page (RFC 8288).', schema: { type: 'string' } },
      },
      schema: {
        type: 'object',
        required: ['data', 'pagination'],
        properties: {
          data: { type: 'array', items: { $ref: getSchemaPath(item) } },
          pagination: { $ref: getSchemaPath(Pagination) },
        },
      },
    }),
  );
}
