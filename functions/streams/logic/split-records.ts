// Cuts a body into its records without copying or re-writing them: what is forwarded is what was sent, to the byte.

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const WHITESPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** The lines that are not blank. */
export function splitLines(body: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < body.length;) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline === -1 ? body.length : newline;
    const line = trim(body.subarray(start, end));
    if (line.length > 0) lines.push(line);
    start = end + 1;
  }
  return lines;
}

/**
 * The elements of a JSON array, or the one value that is no array. It looks at brackets and strings only: the caller parses each
 * element. Undefined if it is no array for sure.
 */
export function splitJson(body: Buffer): Buffer[] | undefined {
  const text = trim(body);
  if (text[0] !== OPEN_ARRAY) return [text];
  if (text.length < 2 || text.at(-1) !== CLOSE_ARRAY) return undefined;
  if (trim(text.subarray(1, -1)).length === 0) return [];
  const elements: Buffer[] = [];
  let depth = 0;
  let start = 1;
  for (let at = 1; at < text.length - 1; at++) {
    const byte = text[at];
    if (byte === QUOTE) at = endOfString(text, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth < 0) return undefined;
    else if (byte === COMMA && depth === 0) {
      elements.push(trim(text.subarray(start, at)));
      start = at + 1;
    }
  }
  return [...elements, trim(text.subarray(start, -1))];
}

function endOfString(text: Buffer, quote: number): number {
  let at = quote + 1;
  while (at < text.length && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1;
  return at;
}

function trim(text: Buffer): Buffer {
  let start = 0;
  let end = text.length;
  while (start < end && WHITESPACE.has(text[start] ?? 0)) start++;
  while (end > start && WHITESPACE.has(text[end - 1] ?? 0)) end--;
  return text.subarray(start, end);
}
