/** What one check found. `note`: nothing is broken, and somebody may want to know. */
export interface Finding {
  readonly subject: string;
  readonly state: 'ok' | 'note' | 'failed';
  /** What is, without values of secrets. */
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** `FAILED  database  does not answer. Check DATABASE_URL.` */
export function findingLine({ subject, state, text, advice }: Finding): string {
  const mark = state === 'failed' ? 'FAILED' : state;
  return `${mark.padEnd(7)} ${subject.padEnd(20)} ${text}${advice === undefined ? '' : ` ${advice}`}`;
}
