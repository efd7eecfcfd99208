import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer is as wanted and returns it; throws, showing the last one, after `withinMs`. */
export async function until<Answer>(
  ask: () => Promise<Answer>,
  isWanted: (answer: Answer) => boolean,
  withinMs = 60_000,
): Promise<Answer> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not as wanted within ${withinMs} ms: ${JSON.stringify(answer)}`);
    await delay(200);
  }
}
