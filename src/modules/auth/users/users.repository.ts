import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Sql } from '../../../database/sql.js';
import {
  containsPattern,
  containsSql,
  offsetOf,
  searchedText,
} from '../../../flow/record-list/record-list.public.js';
import { isStorableText } from '../../../kernel/text.js';
import type { UserListQuery } from './dto/user-list.query.js';
import type { UserFields } from './user-edit.js';
import { UserEntity } from './user.entity.js';

const ID_LENGTH_MAX = 36;
/** What the source and people both write; fields and columns of the same names. */
const RELEASABLE: ReadonlySet<string> = new Set(['name', 'email', 'address', 'zone']);
const SEARCHED = ['name', 'email', 'phone', 'code', 'idNumber'];
const ROW = `
  SELECT id, name, email, phone, address, zone, code, id_number AS "idNumber", id_wispro AS "idWispro",
         plan_id AS "planId", status, role, created_at AS "createdAt", updated_at AS "updatedAt",
         overrides, upstream, missing_since AS "missingSince", external_id IS NOT NULL AS "isImported"
  FROM users`;

/** A row that is about to be edited. */
export interface EditedUser extends UserEntity {
  readonly isImported: boolean;
}

/** Every query on `users` of the REST routes. */
@Injectable()
export class UsersRepository {
  constructor(@InjectRepository(UserEntity) private readonly users: Repository<UserEntity>) {}

  /** One page of the rows that pass the filters, and how many pass. Ties are broken by id. */
  async list(query: UserListQuery): Promise<[UserEntity[], number]> {
    const found = this.users.createQueryBuilder('u');
    if (query.roleNumber !== null) {
      found.andWhere('u.role = :role', { role: query.roleNumber });
    }
    if (query.status !== undefined) {
      found.andWhere('u.status = :status', { status: query.status === 'true' });
    }
    const search = searchedText(query);
    if (search !== null) {
      const contains = SEARCHED.map((property) => containsSql(`u.${property}`)).join(' OR ');
      found.andWhere(`(${contains})`, { pattern: containsPattern(search) });
    }
    const order = query.order === 'asc' ? 'ASC' : 'DESC';
    return found
      .orderBy(`u.${query.sort}`, order, 'NULLS LAST')
      .addOrderBy('u.id', order)
      .offset(offsetOf(query))
      .limit(query.limit)
      .getManyAndCount();
  }

  /** Null when there is no such row. */
  async find(id: string): Promise<UserEntity | null> {
    return isPossibleId(id) ? this.users.findOneBy({ id }) : null;
  }

  /** Locks a row until `tx` ends; null when there is none. */
  async findForUpdate(tx: Sql, id: string): Promise<EditedUser | null> {
    const rows = isPossibleId(id) ? await tx.query<EditedUser>(`${ROW} WHERE id = $1 FOR UPDATE`, [id]) : [];
    return rows[0] ?? null;
  }

  /** Locks all admins who can sign in, so that of two edits at once one sees what the other left (I2). */
  async lockActiveAdmins(tx: Sql): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      'SELECT id FROM users WHERE role = 2 AND status ORDER BY id FOR UPDATE',
    );
    return rows.map((row) => row.id);
  }

  /**
   * Writes what differs, and `updated_at` only when something does. In an imported row a changed `name` or
   * `email` becomes an override, which no later import overwrites (DESIGN §3).
   */
  async update(tx: Sql, user: EditedUser, next: UserFields, actor: string): Promise<void> {
    const overridden = user.isImported
      ? (['name', 'email'] as const).filter((field) => next[field] !== user[field])
      : [];
    await tx.query(
      `UPDATE users
       SET name = $2, email = $3, phone = $4, status = $5, role = $6, updated_at = now(),
           overrides = overrides || coalesce((
             SELECT jsonb_object_agg(field, jsonb_build_object('by', $8::text, 'at', now())) FROM unnest($7::text[]) AS field
           ), '{}')
       WHERE id = $1 AND (name, email, phone, status, role) IS DISTINCT FROM ($2, $3, $4, $5::boolean, $6::smallint)`,
      [user.id, next.name, next.email, next.phone, next.status, next.role, overridden, actor],
    );
  }

  /** The row with the source's value of a field instead of a person's; null when there is no override of it. */
  async releaseOverride(tx: Sql, id: string, field: string): Promise<EditedUser | null> {
    if (!isPossibleId(id) || !RELEASABLE.has(field)) {
      return null;
    }
    const released = await tx.query<object>(
      `UPDATE users SET "${field}" = upstream ->> $2, overrides = overrides - $2, updated_at = now()
       WHERE id = $1 AND overrides ? $2 AND upstream ? $2 RETURNING id`,
      [id, field],
    );
    return released.length === 0 ? null : this.findForUpdate(tx, id);
  }
}

/** Nothing else can be an id, and PostgreSQL would refuse a NUL. */
function isPossibleId(id: string): boolean {
  return id.length <= ID_LENGTH_MAX && isStorableText(id);
}
