// A time of a case as people write it: `1h30m`, `-5s`.

export function formatOffset(ms: number): string {
  const size = Math.abs(ms);
  const parts = [
    [Math.floor(size / 86_400_000), 'd'],
    [Math.floor(size / 3_600_000) % 24, 'h'],
    [Math.floor(size / 60_000) % 60, 'm'],
    [Math.floor(size / 1000) % 60, 's'],
    [size % 1000, 'ms'],
  ] as const;
  const text = parts.map(([count, unit]) => (count === 0 ? '' : `${count}${unit}`)).join('');
  return `${ms < 0 ? '-' : ''}${text === '' ? '0s' : text}`;
}
