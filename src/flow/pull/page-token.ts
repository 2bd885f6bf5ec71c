import { z } from 'zod';
import { AppError } from '../../kernel/app-error.js';

const initialPosition = z.strictObject({
  k: z.literal('initial'),
  tick: z.int().positive(),
  tables: z.array(z.string().max(60)).min(1).max(50),
  table: z.string().max(60),
  id: z.string().max(36),
});

const windowPosition = z.strictObject({
  k: z.literal('window'),
  after: z.int().positive(),
  upTo: z.int().positive(),
  entity: z.int().min(0).max(32_767),
  id: z.string().max(36),
});

/** Where the next page of an initial sync begins: after row `id` of `table`. */
export type InitialPosition = z.infer<typeof initialPosition>;
/** Where the next page of a giant window begins. */
export type WindowPosition = z.infer<typeof windowPosition>;

/** Opaque to clients. It grants nothing: what a page shows is decided by who asks for it. */
export function encodePageToken(position: InitialPosition | WindowPosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

export function decodeInitialPosition(token: string): InitialPosition {
  return decode(initialPosition, token);
}

export function decodeWindowPosition(token: string): WindowPosition {
  return decode(windowPosition, token);
}

function decode<T>(schema: z.ZodType<T>, token: string): T {
  let content: unknown = null;
  try {
    content = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    // Falls through to the answer below.
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    throw new AppError('VALIDATION', 'The page token is not one of ours.', {
      errors: [{ field: 'page', message: 'Use the `next` of the previous answer, unchanged.' }],
    });
  }
  return parsed.data;
}
