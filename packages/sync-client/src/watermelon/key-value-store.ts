/**
 * Where unconfirmed changes outlive the app. WatermelonDB's `database.localStorage` fits as it is, and
 * forgets them together with the data.
 */
export interface KeyValueStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: string): Promise<void>;
}
