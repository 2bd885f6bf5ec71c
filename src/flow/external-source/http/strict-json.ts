import { decodeUtf8 } from '../../../kernel/text.js';
import { SourceError } from '../source-error.js';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/;
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const BOM = '\uFEFF';

/**
 * The value of a JSON body, or a `SourceError` that says what else came. Strict, because every lenience
 * turns a broken answer into an empty list (E7, E8): the type must be JSON, the text valid UTF-8 without
 * BOM, and the value an object or an array. A text without its closing bracket was cut on its way: `temporary`.
 *
 * With `decimalsAsText` a number that is no safe integer arrives as the text that the vendor wrote, because a float
 * would be another number (C2).
 */
export function strictJson(body: Buffer, contentType: string | undefined, decimalsAsText = false): unknown {
  checkContentType(contentType);
  const text = textOf(body);
  if (text.startsWith(BOM)) {
    throw new SourceError('source-schema', 'The answer starts with a byte order mark');
  }
  const trimmed = text.trim();
  if (trimmed === '') {
    throw new SourceError('source-schema', 'The answer is empty');
  }
  if (!/^[[{]/.test(trimmed)) {
    throw new SourceError('source-schema', 'The answer is neither a JSON object nor an array');
  }
  try {
    const value = JSON.parse(trimmed) as unknown;
    return decimalsAsText ? (JSON.parse(withQuotedDecimals(trimmed)) as unknown) : value;
  } catch {
    // The parser's own message quotes the text, so it is not passed on.
    throw /[\]}]$/.test(trimmed)
      ? new SourceError('source-schema', 'The answer is not valid JSON')
      : new SourceError('temporary', 'The JSON answer was cut');
  }
}

/** `text` is valid JSON, so that digits outside of a string are a number. */
function withQuotedDecimals(text: string): string {
  return text.replace(STRING_OR_NUMBER, (token) => {
    const isExact = token.startsWith('"') || Number.isSafeInteger(Number(token));
    return isExact ? token : `"${token}"`;
  });
}

function checkContentType(header: string | undefined): void {
  const [type = '', ...parameters] = (header ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (!JSON_TYPE.test(type)) {
    throw new SourceError('source-schema', 'The content type of the answer is not JSON');
  }
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw new SourceError('source-schema', 'The character set of the answer is not UTF-8');
  }
}

function textOf(body: Buffer): string {
  const text = decodeUtf8(body);
  if (text === null) {
    throw new SourceError('source-schema', 'The answer is not valid UTF-8');
  }
  return text;
}
