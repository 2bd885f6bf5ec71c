/** What stands where a name or a number was. */
const MASK = '***';

/** Names that a card's text may begin with; longest first where one begins another. */
const BANKS = [
  'сбербанк',
  'сбер',
  'тинькофф',
  'т-банк',
  'тбанк',
  'альфа-банк',
  'альфа банк',
  'альфабанк',
  'альфа',
  'втб',
  'райффайзенбанк',
  'райффайзен',
  'озон банк',
  'озон',
  'яндекс банк',
  'яндекс',
  'вайлдберриз банк',
  'газпромбанк',
  'россельхозбанк',
  'росбанк',
  'открытие',
  'совкомбанк',
  'почта банк',
  'мтс банк',
  'мтс-банк',
  'псб',
  'уралсиб',
  'sberbank',
  'tinkoff',
  't-bank',
  'alfa-bank',
  'vtb',
  'raiffeisen',
  'ozon bank',
  'ozon',
];

/**
 * `Банк ТЕСТ Т. Тестов`, `Лазурный банк П. Тестов`: at most two words before the holder's initial, and one of
 * them says that this is a bank. Without the initial nothing tells where the person begins.
 */
const BANK_BEFORE_INITIAL = /^(\p{L}[\p{L}-]*(?: \p{L}[\p{L}-]*)?) \p{Lu}\. ?\p{Lu}/u;
const BANK_WORD = /(?:банк|bank)(?: |$)|кредит/iu;

/**
 * The bank's name of a `bank_card` text, and a mask for all the rest: the text also carries the holder's
 * name, sometimes the number, and neither is ours to keep (UPSTREAM-APIS §3.1). Only what is known to be a
 * bank stays, so an unforeseen form loses too much rather than too little. Null for a blank text.
 */
export function maskBankCard(text: string | null | undefined): string | null {
  const given = (text ?? '').trim();
  if (given === '') {
    return null;
  }
  const bank = knownBank(given) ?? namedBank(given);
  if (bank === null) {
    return MASK;
  }
  return bank.length === given.length ? bank : `${bank} ${MASK}`;
}

function knownBank(given: string): string | null {
  const lower = given.toLowerCase();
  const name = BANKS.find((bank) => lower === bank || lower.startsWith(`${bank} `));
  return name === undefined ? null : given.slice(0, name.length);
}

function namedBank(given: string): string | null {
  const name = BANK_BEFORE_INITIAL.exec(given)?.[1] ?? null;
  return name !== null && BANK_WORD.test(name) ? name : null;
}
