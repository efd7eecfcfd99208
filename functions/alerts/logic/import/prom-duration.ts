// Durations as Prometheus and Grafana write them, and as ISO 8601.

const UNIT_MS = new Map([
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]);

/** `1h30m`, or plain seconds; undefined for what is neither. */
export function promDurationMs(text: string): number | undefined {
  const plain = text.trim();
  if (/^\d+(\.\d+)?$/.test(plain)) return Number(plain) * 1000;
  if (!/^(\d+(ms|[ywdhms]))+$/.test(plain)) return undefined;
  return [...plain.matchAll(/(\d+)(ms|[ywdhms])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNIT_MS.get(unit) ?? 0),
    0,
  );
}

export function isoDuration(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const hours = Math.floor(ms / 3_600_000) % 24;
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1000;
  const time = [
    [hours, 'H'],
    [minutes, 'M'],
    [seconds, 'S'],
  ]
    .map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`))
    .join('');
  if (days === 0 && time === '') return 'PT0S';
  return `P${days === 0 ? '' : `${days}D`}${time === '' ? '' : `T${time}`}`;
}
