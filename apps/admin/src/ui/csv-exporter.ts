import { downloadCSV, type Exporter, useTranslate } from 'react-admin';
import { csvOf } from './csv.js';

/** Exports the fields by name, under their labels in the reader's language. What a list shows may be less. */
export function useCsvExporter(resource: string, fields: readonly string[]): Exporter {
  const translate = useTranslate();
  return (records: readonly Readonly<Record<string, unknown>>[]) => {
    const columns = fields.map((field) => ({
      title: translate(`resources.${resource}.fields.${field}`),
      value: (record: Readonly<Record<string, unknown>>) => printable(record[field]),
    }));
    downloadCSV(csvOf(columns, records), resource);
  };
}

function printable(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
