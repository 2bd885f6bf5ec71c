import type { ExternalSourceSettings } from '../../../src/flow/external-source/external-source.public.js';
import { createTestDatabase, type TestDatabase } from '../postgres/test-database.js';
import { type FakeProduct, FakeSource } from './fake-source.js';
import { type Pipeline, startPipeline } from './pipeline.js';

/** One process with one source, `fake`, on a database of its own, for the tests of the runner. */
export class RunnerContext {
  readonly source = new FakeSource('fake');
  private readonly others: Pipeline[] = [];

  private constructor(
    private readonly testDatabase: TestDatabase,
    /** Null until it has begun. */
    private process: Pipeline | null = null,
  ) {}

  static async start(): Promise<RunnerContext> {
    const context = new RunnerContext(await createTestDatabase());
    context.process = await startPipeline(context.testDatabase.url, [[context.source, {}]]);
    return context;
  }

  get here(): Pipeline {
    return this.process!;
  }

  async end(): Promise<void> {
    await Promise.all([...this.others, this.here].map((pipeline) => pipeline.close()));
    await this.testDatabase.drop();
  }

  /** Another process with the same source on the same database. */
  async second(settings: Partial<ExternalSourceSettings> = {}): Promise<Pipeline> {
    const pipeline = await startPipeline(this.testDatabase.url, [[this.source, {}]], settings);
    this.others.push(pipeline);
    return pipeline;
  }

  rows<Row extends object>(sql: string): Promise<Row[]> {
    return this.here.database.query<Row>(sql);
  }

  /** Of the stored products. */
  async names(): Promise<string[]> {
    const rows = await this.rows<{ name: string }>('SELECT name FROM products ORDER BY external_id');
    return rows.map((row) => row.name);
  }

  /** External ids of the products that the source no longer lists. */
  async missing(): Promise<string[]> {
    const rows = await this.rows<{ external_id: string }>(
      'SELECT external_id FROM products WHERE missing_since IS NOT NULL ORDER BY external_id',
    );
    return rows.map((row) => row.external_id);
  }

  /** Begins a run and answers its id. */
  async begin(pipeline = this.here): Promise<string> {
    return (await pipeline.runner.start('fake', { mode: 'full' }, { kind: 'manual' })).runId;
  }
}

export function fakeProducts(count: number, name = 'Product'): FakeProduct[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    name: `${name} ${index + 1}`,
    price: '10.00',
  }));
}

/** Throws when the condition does not come true within 10 s. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) {
      throw new Error('It did not come to pass within 10 s');
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
