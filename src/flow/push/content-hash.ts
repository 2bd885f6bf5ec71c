/*
 * Tells contents apart without keeping them. 53 bits, mixed from the characters by a multiplicative hash in two lanes:
 * a push of a thousand records makes thousands of these, and who forges one deceives only the own device.
 */

const LOW = 0xdeadbeef;
const HIGH = 0x41c6ce57;

/** A hash under way. */
class Lanes {
  private low = LOW;
  private high = HIGH;

  begin(): void {
    this.low = LOW;
    this.high = HIGH;
  }

  add(unit: number): void {
    this.low = Math.imul(this.low ^ unit, 2_654_435_761);
    this.high = Math.imul(this.high ^ unit, 1_597_334_677);
  }

  addText(text: string): void {
    let { low, high } = this;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      low = Math.imul(low ^ unit, 2_654_435_761);
      high = Math.imul(high ^ unit, 1_597_334_677);
    }
    this.low = low;
    this.high = high;
  }

  /** A whole number below 2^53. */
  get value(): number {
    let { low, high } = this;
    low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
    high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
    return 4_294_967_296 * (2_097_151 & high) + (low >>> 0);
  }
}

const QUOTE = 34;

/** Of one value of a field: what the ledger remembers of it. */
export function fingerprint(value: string | number | boolean | null): string {
  const lanes = new Lanes();
  if (typeof value === 'string') {
    lanes.add(QUOTE);
    lanes.addText(value);
  } else {
    lanes.addText(String(value));
  }
  return String(lanes.value);
}

const LIST = 1;
const OBJECT = 2;
const TEXT = 3;
const OTHER = 4;

/** Of anything that JSON can say. The order of an object's keys is spelling, and the same content. */
export function contentHash(content: unknown): string {
  const lanes = new Lanes();
  addContent(lanes, content);
  return String(lanes.value);
}

function addContent(lanes: Lanes, content: unknown): void {
  if (typeof content === 'string') {
    // With its length, or two texts beside each other could be cut elsewhere.
    lanes.add(TEXT);
    lanes.add(content.length);
    lanes.addText(content);
  } else if (Array.isArray(content)) {
    lanes.add(LIST);
    lanes.add(content.length);
    for (const member of content) {
      addContent(lanes, member);
    }
  } else if (typeof content === 'object' && content !== null) {
    addObject(lanes, content);
  } else {
    const text = String(content);
    lanes.add(OTHER);
    lanes.add(text.length);
    lanes.addText(text);
  }
}

/** A sum of its members' hashes: it is the same in any order. */
function addObject(lanes: Lanes, content: object): void {
  const keys = Object.keys(content);
  const member = new Lanes();
  let low = 0;
  let high = 0;
  for (const key of keys) {
    member.begin();
    addContent(member, key);
    addContent(member, Reflect.get(content, key));
    const { value } = member;
    low = (low + (value | 0)) | 0;
    high = (high + value / 4_294_967_296) | 0;
  }
  lanes.add(OBJECT);
  lanes.add(keys.length);
  lanes.add(low);
  lanes.add(high);
}
