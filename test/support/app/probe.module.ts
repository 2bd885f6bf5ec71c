import { BadRequestException, Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { AppError } from '../../../src/kernel/app-error.js';
import { Public } from '../../../src/flow/access/access.public.js';
import { unavailableError } from '../../../src/database/database-errors.js';

class ProbeItem {
  @IsInt()
  readonly amount!: number;
}

class ProbeBody {
  @IsString()
  readonly name!: string;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => ProbeItem)
  readonly items?: ProbeItem[];
}

class ProbeQuery {
  @IsOptional()
  @IsString()
  readonly c?: string;
}

/** Errors that only a database or a bug of ours raises, by name. */
const FAILURES: Readonly<Record<string, () => Error>> = {
  bug: () => new Error('canary-secret in /srv/app/file.ts: SELECT * FROM users'),
  away: () => unavailableError(new Error('ECONNREFUSED')),
  refused: () => Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:5432'), { code: 'ECONNREFUSED' }),
  unique: () => databaseError('23505', 'duplicate key value (email)=(canary-secret)'),
  number: () => databaseError('22003', 'value "canary-secret" is out of range'),
  nul: () => databaseError('22021', 'invalid byte sequence canary-secret'),
  nest: () => new BadRequestException('canary-secret'),
  conflict: () => new AppError('RUN_IN_PROGRESS', 'It runs.', { extra: { runId: 'r1' } }),
};

function databaseError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, detail: message, query: 'SELECT canary-secret' });
}

/** Routes that do what real ones should never do, to see what the shell makes of it. */
@Public()
@Controller('probe')
export class ProbeController {
  @Post()
  create(@Body() body: ProbeBody): { readonly name: string } {
    return { name: body.name };
  }

  @Post('anything')
  anything(@Body() body: unknown): { readonly kind: string } {
    return { kind: body === null ? 'null' : typeof body };
  }

  @Get()
  list(@Query() query: ProbeQuery): { readonly c: string | null } {
    return { c: query.c ?? null };
  }

  @Get('failure/:name')
  fail(@Param('name') name: string): never {
    throw FAILURES[name]?.() ?? new Error(name);
  }

  @Get('slow')
  async slow(): Promise<{ readonly done: true }> {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { done: true };
  }

  @Get(':id')
  read(@Param('id') id: string): { readonly id: string } {
    return { id };
  }
}

@Module({ controllers: [ProbeController] })
export class ProbeModule {}
