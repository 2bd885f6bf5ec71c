/** Something that runs parameterised SQL: the pool, or one transaction of it. */
export interface Sql {
  /**
   * Runs one statement. `name` makes it a prepared statement of the connection: give one to the
   * statements of hot paths, the same name always with the same text.
   */
  query<Row extends object>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>;
}
