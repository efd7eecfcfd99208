import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openHome } from '#local/home.ts';
import { isBackfilling } from '#local/is-backfilling.ts';
import { logFrom } from '#local/log-from.ts';

const began = '11:07:40 backfilling: sent 0 (0/s), delivered 0, dead-lettered 0, retries 0\n';
const running = '11:07:45 running: sent 9000 (1800/s), delivered 9000, dead-lettered 0, retries 0\n';
const ended = '11:09:12 backfilled: sent 200000 (2300/s), delivered 200000, dead-lettered 0, retries 0\n';

it.each([
  ['before it has begun', 'airports: 3376 sent\n', false],
  ['while it goes on', began + running, true],
  ['when it has ended', began + running + ended + running, false],
  ['where only the present is replayed', running, false],
])('the past is being sent or not: %s', (_when, log, expected) => {
  expect(isBackfilling(log)).toBe(expected);
});

it('what an earlier replay logged is not read', () => {
  const home = openHome({ MILLRACE_HOME: mkdtempSync(path.join(tmpdir(), 'millrace-home-')) });
  mkdirSync(path.dirname(home.log('replay')));
  const empty = logFrom(home, 'replay')();
  writeFileSync(home.log('replay'), began);
  const read = logFrom(home, 'replay');

  const before = read();
  appendFileSync(home.log('replay'), running);

  expect([empty, before, read()]).toEqual(['', '', running]);
});
