import type { Schema } from './api-client.js';

const KEY = 'sync-hub.person';

type Person = Schema<'MeResponse'>;

/** Who was signed in when the server last said so: for a page that is loaded while it cannot be asked. */
export class StoredPerson {
  read(): Person | null {
    try {
      return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Person | null;
    } catch {
      return null;
    }
  }

  write(person: Person): void {
    localStorage.setItem(KEY, JSON.stringify(person));
  }

  forget(): void {
    localStorage.removeItem(KEY);
  }
}
