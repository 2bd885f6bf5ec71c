const LENGTH_MAX = 1000;

/** Makes a foreign text fit for a column and a screen: storable, and not longer than a sentence or three. */
export function storedText(text: string, lengthMax = LENGTH_MAX): string {
  return text.replaceAll('\u0000', '\u2400').slice(0, lengthMax).toWellFormed();
}
