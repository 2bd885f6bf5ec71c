import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Gzipped bytes of script that a browser loads before anything is shown (issue 4). */
const FIRST_LOAD_BYTES_MAX = 450 * 1024;

/** As much of a chunk as is read here. */
interface Chunk {
  readonly type: 'chunk';
  readonly fileName: string;
  readonly code: string;
  readonly isEntry: boolean;
  readonly imports: readonly string[];
}

/** Says how much script the first load is, and fails the build above the budget. What pages load lazily is not in it. */
export function firstLoadBudget(): Plugin {
  return {
    name: 'first-load-budget',
    apply: 'build',
    writeBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const bytes = firstLoadOf(chunks).reduce((sum, { code }) => sum + gzipSync(code).length, 0);
      const text = `first load: ${(bytes / 1024).toFixed(0)} KB of script, gzipped`;
      if (bytes > FIRST_LOAD_BYTES_MAX) {
        this.error(
          `${text}; the budget is ${FIRST_LOAD_BYTES_MAX / 1024} KB. Load a page or a package lazily.`,
        );
      }
      this.info(text);
    },
  };
}

/** The entry and all that it imports before it runs. */
function firstLoadOf(chunks: readonly Chunk[]): Chunk[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set(chunks.filter((chunk) => chunk.isEntry));
  for (const chunk of found) {
    for (const name of chunk.imports) {
      const imported = byName.get(name);
      if (imported !== undefined) {
        found.add(imported);
      }
    }
  }
  return [...found];
}
