// What the replayer says while it runs: a plain line each five seconds, and the totals at the end.
import type { Totals } from './event-sender.ts';

const EVERY_MS = 5000;

export function reportProgress(totals: Totals) {
  const startedAt = Date.now();
  let last = { at: startedAt, sent: 0 };
  const print = (word: string, since: { at: number; sent: number }) => {
    const seconds = (Date.now() - since.at) / 1000;
    const rate = seconds > 0 ? Math.round((totals.sent - since.sent) / seconds) : 0;
    const { sent, delivered, deadLettered, retries } = totals;
    const counts = `sent ${sent} (${rate}/s), delivered ${delivered}, dead-lettered ${deadLettered}, retries ${retries}`;
    console.log(`${new Date().toISOString().slice(11, 19)} ${word}: ${counts}`);
    last = { at: Date.now(), sent };
  };
  const timer = setInterval(() => print('running', last), EVERY_MS);
  return {
    /** The line of this moment, under another word. */
    note: (word: string) => print(word, last),
    /** The last line: the totals, and the rate over all. */
    end: () => {
      clearInterval(timer);
      print('ended', { at: startedAt, sent: 0 });
    },
  };
}
