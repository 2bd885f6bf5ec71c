/**
 * Ends an attempt of a job. The message is kept with the job and shown to admins: a sentence for a person, without
 * personal data or secrets. `isFinal`: trying again is of no use.
 */
export class JobError extends Error {
  readonly isFinal: boolean;

  constructor(message: string, { isFinal = false }: { readonly isFinal?: boolean } = {}) {
    super(message);
    this.name = 'JobError';
    this.isFinal = isFinal;
  }
}
