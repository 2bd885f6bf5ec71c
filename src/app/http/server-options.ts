import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from 'node:http';
import type { Environment } from '../../config/environment.js';
import { answerClientError } from './client-error.js';
import {
  BODY_BYTES_MAX,
  HEADER_BYTES_MAX,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  PATH_PARAMETER_LENGTH_MAX,
  REQUEST_TIMEOUT_MS,
  TIMEOUT_CHECK_MS,
} from './limits.js';
import { requestIdOf } from './request-id.js';
import { trustedProxies } from './trusted-proxies.js';

/** Answers what Fastify's router refuses before any hook runs: a malformed URL, an over-long parameter. */
export type RouterRefusal = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** Fastify as this product runs it: bounded in every direction (FAULTS F5, H7, H16). */
export function serverOptions(
  environment: Environment,
  onRefusal: RouterRefusal,
): FastifyHttpOptions<Server> {
  return {
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    // A request that comes while we close is refused by our gate, in the shape of every other error.
    return503OnClosing: false,
    trustProxy: trustedProxies(environment.TRUST_PROXY),
    genReqId: requestIdOf,
    requestIdHeader: false,
    frameworkErrors: onRefusal,
    clientErrorHandler: answerClientError,
    routerOptions: {
      caseSensitive: true,
      ignoreTrailingSlash: false,
      maxParamLength: PATH_PARAMETER_LENGTH_MAX,
    },
    http: {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: TIMEOUT_CHECK_MS,
      // Node would answer a missing Host with an empty 400; the gate answers it properly.
      requireHostHeader: false,
    },
  };
}
