import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the queue on PostgreSQL needs beside pg-boss's own schema: a queue that is paused for all processes. */
export class Jobs1763690000012 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE job_pause (
        queue     text           PRIMARY KEY,
        paused_at timestamptz(3) NOT NULL DEFAULT now()
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE job_pause`);
  }
}
