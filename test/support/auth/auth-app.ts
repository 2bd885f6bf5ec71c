import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type DynamicModule,
  type ExceptionFilter,
  Get,
  HttpException,
  Module,
} from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { FastifyReply } from 'fastify';
import { createValidationPipe } from '../../../src/app/http/validation.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import { readEnvironment } from '../../../src/config/environment.js';
import { Database } from '../../../src/database/database.js';
import { DatabaseModule } from '../../../src/database/database.module.js';
import { CurrentPrincipal, Public, Roles } from '../../../src/flow/access/access.public.js';
import { SyncedEntityModule } from '../../../src/flow/synced-entity/synced-entity.module.js';
import { AppError } from '../../../src/kernel/app-error.js';
import type { Principal } from '../../../src/kernel/principal.js';
import { AuthModule } from '../../../src/modules/auth/auth.module.js';
import { ShiftedClock } from './shifted-clock.js';

export const AUTH_ADMIN = { login: 'root@example.test', password: 'Copper-Kettle-42' } as const;
export const AUTH_SECRET = 'pT7wq0Zc4Jm2Xy9Lr5Vb8Ns1Kd6Hf3Ga';

/** Routes of every kind of access, as other modules declare them. */
@Controller('probe')
class ProbeController {
  @Get('open')
  @Public()
  open(): { readonly ok: true } {
    return { ok: true };
  }

  @Get('closed')
  closed(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Get('admins')
  @Roles('admin')
  admins(): { readonly ok: true } {
    return { ok: true };
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

@Catch()
class TestProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error instanceof AppError) {
      const { retryAfterSeconds, errors } = error.options;
      if (retryAfterSeconds !== undefined) {
        reply.header('Retry-After', String(retryAfterSeconds));
      }
      reply.status(error.status).send({ code: error.code, detail: error.message, errors });
      return;
    }
    const status = error instanceof HttpException ? error.getStatus() : 500;
    reply.status(status).send({ code: 'OTHER', detail: String(error) });
  }
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface CallOptions {
  readonly token?: string;
  readonly body?: object;
  /** The address that the call comes from. */
  readonly from?: string;
  /** What the client itself claims in `X-Forwarded-For`. */
  readonly spoofed?: string;
  readonly headers?: Record<string, string>;
}

export interface AuthApp {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  readonly clock: ShiftedClock;
  readonly call: (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    options?: CallOptions,
  ) => Promise<Answer>;
  /** Signs in and answers the body. Throws for anything but 200. */
  readonly signIn: (login: string, password: string, from?: string) => Promise<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Accounts and access on a database of the caller's, without the rest of the product. */
export async function startAuthApp(
  databaseUrl: string,
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<AuthApp> {
  const dataDir = await mkdtemp(join(tmpdir(), 'auth-app-'));
  const environment = readEnvironment({
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    JWT_SECRET: AUTH_SECRET,
    ADMIN_EMAIL: AUTH_ADMIN.login,
    ADMIN_PASSWORD: AUTH_ADMIN.password,
    ...variables,
  });
  const clock = new ShiftedClock();
  const root: DynamicModule = {
    module: ProbeModule,
    imports: [
      ConfigModule.forRoot(environment, clock),
      DatabaseModule.forRoot({ url: databaseUrl, poolSize: 4 }),
      SyncedEntityModule,
      AuthModule,
    ],
  };
  const compiled = await Test.createTestingModule({ imports: [root] }).compile();
  compiled.useLogger(false);
  const app = compiled.createNestApplication<NestFastifyApplication>(
    new FastifyAdapter({ trustProxy: '127.0.0.1', forceCloseConnections: true }),
  );
  app.setGlobalPrefix('api');
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new TestProblemFilter());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const call = caller(await app.getUrl());
  return {
    app,
    clock,
    call,
    database: app.get(Database),
    signIn: async (login, password, from) => {
      const answer = await call('POST', '/api/auth/login', {
        body: { login, password },
        ...(from && { from }),
      });
      if (answer.status !== 200) {
        throw new Error(`The login was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      return answer.body as Record<string, string>;
    },
    close: async () => {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Comes from any address: the application trusts the last hop, as behind a proxy, and nothing before it. */
function caller(baseUrl: string): AuthApp['call'] {
  return async (method, url, { token, body, from = '198.51.100.1', spoofed, headers = {} } = {}) => {
    const response = await fetch(`${baseUrl}${url}`, {
      method,
      headers: {
        ...headers,
        'x-forwarded-for': spoofed === undefined ? from : `${spoofed}, ${from}`,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { status: response.status, body: parsed, headers: Object.fromEntries(response.headers) };
  };
}
