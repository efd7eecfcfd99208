import { describe, expect, it, vi } from 'vitest';
import { eachTick } from '#functions/alerts/acts/each-tick.ts';
import type { Log } from '#functions/platform/log.ts';

const ticksOf = (signal: AbortSignal) => ({
  context: {
    now: () => new Date(),
    log: { info: vi.fn<Log['info']>(), warn: vi.fn<Log['warn']>(), error: vi.fn<Log['error']>() },
  },
  minute: Date.now(),
  everyMs: 5,
  slowMs: 10,
  signal,
});

describe('the ticks of a minute', () => {
  it('go on beside one that takes long, and end when it has ended', async () => {
    const stop = new AbortController();
    const long = Promise.withResolvers<void>();
    let begun = 0;
    const running = eachTick(ticksOf(stop.signal), () => {
      begun += 1;
      if (begun === 4) stop.abort();
      return begun === 1 ? long.promise : Promise.resolve();
    });
    const ended = vi.fn<() => void>();
    void running.then(ended);
    await vi.waitFor(() => expect(begun).toBe(4));
    expect(ended).not.toHaveBeenCalled();

    long.resolve();
    await running;
    expect(begun).toBe(4);
  });

  it('go on after one that fails', async () => {
    const stop = new AbortController();
    const ticks = ticksOf(stop.signal);
    let begun = 0;
    await eachTick(ticks, () => {
      begun += 1;
      if (begun === 3) stop.abort();
      return Promise.reject(new Error('the table does not answer'));
    });
    expect(ticks.context.log.error).toHaveBeenCalledTimes(3);
  });
});
