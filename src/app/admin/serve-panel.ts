import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/app-error.js';
import { type Encoding, ENCODINGS, type PanelFile, readPanelFiles } from './panel-files.js';

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>sync-hub</title>
  </head>
  <body>
    <h1>The admin panel is not built</h1>
    <p>Run <code>npm run build</code>, then load this page again.</p>
  </body>
</html>
`;

/**
 * Serves the admin panel from `folder` at `/admin`, and sends `/` there. Open to all, as it holds no data: what it
 * shows it asks the API for. Its pages have addresses of their own below `/admin/`, which all answer the same
 * document; below `/admin/assets/` is what it loads, and nothing else. The build is read once it is asked for,
 * into memory, so no path of a request ever reaches the disk.
 */
export function servePanel(fastify: FastifyInstance, folder: string): void {
  let files: ReadonlyMap<string, PanelFile> = new Map();
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (files.size === 0) {
      files = await readPanelFiles(folder);
    }
    const name = (request.params as { '*'?: string })['*'] ?? '';
    const file = files.get(name) ?? (name.startsWith('assets/') ? undefined : files.get('index.html'));
    if (file !== undefined) {
      return send(file, request, reply);
    }
    if (files.size > 0) {
      throw new AppError('NOT_FOUND', 'The panel has no such file.');
    }
    return reply
      .status(503)
      .header('Cache-Control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(NOT_BUILT);
  };
  fastify.get('/', (_, reply) => reply.redirect('/admin', 302));
  fastify.get('/admin', answer);
  fastify.get('/admin/*', answer);
}

function send(file: PanelFile, request: FastifyRequest, reply: FastifyReply): unknown {
  const accepted = acceptedEncodings(request.headers['accept-encoding'] ?? '');
  const encoding = ENCODINGS.find((known) => accepted.has(known) && file.bodies.has(known)) ?? 'identity';
  const etag = `"${file.hash}-${encoding}"`;
  reply
    .header('Cache-Control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('ETag', etag)
    .header('Vary', 'Accept-Encoding');
  if (request.headers['if-none-match']?.includes(etag) === true) {
    return reply.status(304).send();
  }
  if (encoding !== 'identity') {
    reply.header('Content-Encoding', encoding);
  }
  return reply.type(file.type).send(file.bodies.get(encoding));
}

/** RFC 9110 §12.5.3, without preferences among what is accepted: the smallest copy is best. */
function acceptedEncodings(header: string): ReadonlySet<Encoding> {
  const accepted = header
    .split(',')
    .map((part) =>
      part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/),
    )
    .filter(([, quality]) => quality === undefined || !/^q=0(?:\.0*)?$/.test(quality))
    .map(([name]) => name);
  return new Set(ENCODINGS.filter((known) => known === 'identity' || accepted.includes(known)));
}
