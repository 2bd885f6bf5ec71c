import { downloadCSV, type Exporter, useTranslate } from 'react-admin';
import { csvOf } from './csv.js';

type Exported = Readonly<Record<string, unknown>>;

/** A field of an export: by its name as it is, or as `value` writes it. */
export type ExportColumn =
  string | { readonly field: string; readonly value: (record: Exported) => string | null };

/** Exports the fields under their labels in the reader's language. What a list shows may be less. */
export function useCsvExporter(resource: string, exported: readonly ExportColumn[]): Exporter {
  const translate = useTranslate();
  return (records: readonly Exported[]) => {
    const columns = exported.map((column) => {
      const { field, value } = typeof column === 'string' ? asItIs(column) : column;
      return { title: translate(`resources.${resource}.fields.${field}`), value };
    });
    downloadCSV(csvOf(columns, records), resource);
  };
}

function asItIs(field: string): {
  readonly field: string;
  readonly value: (record: Exported) => string | number | boolean | null;
} {
  return { field, value: (record) => printable(record[field]) };
}

function printable(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
