/** V and E are people, J companies, G public bodies, P passports. */
export type NationalIdLetter = 'V' | 'E' | 'J' | 'G' | 'P';

/** A Venezuelan document number, taken apart. */
export interface NationalId {
  readonly letter: NationalIdLetter;
  /** 5 to 10 of them, leading zeros included. */
  readonly digits: string;
}

/** Spaces of every width, dots and dashes of every length: people write the number with all of them. */
const SEPARATORS = /[\s\u00a0\u2000-\u200a\u202f\u3000.\u2010-\u2015\u2212-]/g;
/** An earlier system put `V-` before numbers that had a letter: the one beside the digits counts. */
const NUMBER = /^(?:[VEJGP]*([VEJGP]))?(\d{5,10})$/;
const LETTER = /^[VEJGP]$/;
const PERSON: NationalIdLetter = 'V';

/**
 * Reads a document number as it was typed: `12.345.678`, `v-12345678`, `J 30000000-4`. `letterBeside` is the letter that
 * Wispro keeps in another field; one in the number itself goes before it, and without any it is a V. Null for what is
 * no document number, blank included.
 */
export function readNationalId(
  text: string | null | undefined,
  letterBeside?: string | null,
): NationalId | null {
  const found = NUMBER.exec(compact(text));
  const digits = found?.[2];
  if (digits === undefined) {
    return null;
  }
  const beside = compact(letterBeside);
  const letter = found?.[1] ?? (LETTER.test(beside) ? beside : PERSON);
  return { letter: letter as NationalIdLetter, digits };
}

/** As it is shown and stored: `V-12345678`. */
export function nationalIdText({ letter, digits }: NationalId): string {
  return `${letter}-${digits}`;
}

/**
 * Equal for two numbers of one person and for no others (W4): the digits, all of them and no more, where V, E and a
 * missing letter are the same, and J, G and P are neither that nor one another. `national_id_key` in PostgreSQL computes
 * the same of stored rows.
 */
export function nationalIdKey({ letter, digits }: NationalId): string {
  return letter === 'V' || letter === 'E' ? digits : letter + digits;
}

function compact(text: string | null | undefined): string {
  return (text ?? '').toUpperCase().replace(SEPARATORS, '');
}
