// The events of the bench `capacity`: eight fields as an access log has them, and a text that fills each event up to its size. The nth
// event is always the same but for its time.

/** Of an event's JSON, without the line's end. */
export const EVENT_BYTES = [250, 1000] as const;
export type EventBytes = (typeof EVENT_BYTES)[number];

/** Between two events. */
const STEP_MS = 1;
const COUNTRIES = 40;
const DEVICES = 5;
const PAGES = 500;
const USERS = 10_000;
const TEXT = 'Mozilla/5.0 (X11; Linux aarch64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36; ';

export const EVENT_SCHEMA = {
  fields: [
    { name: 'seen_at', type: 'timestamp', nullable: false },
    { name: 'user_id', type: 'string', nullable: false },
    { name: 'country', type: 'string', nullable: false },
    { name: 'device', type: 'string', nullable: false },
    { name: 'page', type: 'string', nullable: false },
    { name: 'status', type: 'int', nullable: false },
    { name: 'amount', type: 'double', nullable: false },
    { name: 'took_ms', type: 'int', nullable: false },
    { name: 'agent', type: 'string', nullable: false },
  ],
  eventTime: 'seen_at',
  key: 'user_id',
};

interface Lines {
  bytes: EventBytes;
  /** The place of the first event among all. */
  first: number;
  count: number;
  /** When the very first event happened. */
  startMs: number;
}

/** NDJSON. */
export function eventLines({ bytes, first, count, startMs }: Lines): string {
  let lines = '';
  for (let index = first; index < first + count; index += 1) lines += `${eventOf(index, startMs, bytes)}\n`;
  return lines;
}

/** Fields are picked by products with primes, so that neighbours do not look alike. */
function eventOf(index: number, startMs: number, bytes: number): string {
  const head =
    `{"seen_at":"${new Date(startMs + index * STEP_MS).toISOString()}","user_id":"user-${(index * 7919) % USERS}",` +
    `"country":"C${(index * 31) % COUNTRIES}","device":"device-${(index * 17) % DEVICES}",` +
    `"page":"/shop/item-${(index * 613) % PAGES}","status":${index % 50 === 0 ? 500 : 200},` +
    `"amount":${((index * 37) % 10_000) / 100},"took_ms":${(index * 13) % 997},"agent":"`;
  return `${head}${textOf(bytes - head.length - 2)}"}`;
}

const texts = new Map<number, string>();

function textOf(length: number): string {
  const known = texts.get(length);
  if (known !== undefined) return known;
  const text = TEXT.repeat(Math.ceil(length / TEXT.length)).slice(0, length);
  texts.set(length, text);
  return text;
}
