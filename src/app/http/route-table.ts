import type { FastifyInstance } from 'fastify';

interface Route {
  readonly pattern: string;
  readonly matcher: RegExp;
  readonly methods: Set<string>;
}

/**
 * Every route of the running server, as Fastify knows them. Tells a wrong method (405) from a wrong path
 * (404), and lets a test compare the routes with the OpenAPI document.
 */
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  /** Must be called before the first route is registered. */
  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ url, method }) => {
      if (url === '*') {
        return; // CORS answers preflights of every path there; it is no route of ours.
      }
      const route = this.routes.get(url) ?? {
        pattern: url,
        matcher: matcherOf(url),
        methods: new Set<string>(),
      };
      for (const name of [method].flat()) {
        route.methods.add(name);
      }
      this.routes.set(url, route);
    });
  }

  /** `GET /api/orders/:id` and so on, sorted; the HEAD routes that Fastify adds to GET are left out. */
  list(): { readonly method: string; readonly pattern: string }[] {
    return [...this.routes.values()]
      .flatMap((route) => [...route.methods].map((method) => ({ method, pattern: route.pattern })))
      .filter((route) => route.method !== 'HEAD')
      .sort((a, b) => a.pattern.localeCompare(b.pattern) || a.method.localeCompare(b.method));
  }

  /** The methods that exist for a path, for `Allow`; empty when nothing is there. Never called on the hot path. */
  methodsAt(path: string): string[] {
    const methods = [...this.routes.values()]
      .filter((route) => route.matcher.test(path))
      .flatMap((route) => [...route.methods]);
    return [...new Set(methods)].sort();
  }
}

/** A parameter matches one segment, a wildcard the rest. Linear: no part can match in two ways. */
function matcherOf(pattern: string): RegExp {
  const source = pattern
    .split('/')
    .map((segment) => {
      if (segment.startsWith(':')) {
        return '[^/]+';
      }
      return segment === '*' ? '.*' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('/');
  return new RegExp(`^${source}$`);
}
