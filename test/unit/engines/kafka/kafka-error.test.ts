import { MultipleErrors, NetworkError, ProtocolError, TimeoutError, UserError } from '@platformatic/kafka';
import { describe, expect, it, vi } from 'vitest';
import { EngineError } from '#engines/engine-error.ts';
import { callKafka, hasKafkaCode, toKafkaError } from '#engines/kafka/kafka-error.ts';

const nested = (error: Error) => new MultipleErrors('all failed', [new MultipleErrors('3 times', [error])]);

describe('an error of the Kafka client', () => {
  it.each([
    ['a closed port', new NetworkError('Connection to 127.0.0.1:1 failed.'), 'unreachable'],
    ['no connection in time', new TimeoutError('Connection to 127.0.0.1:1 timed out.'), 'unreachable'],
    ['no answer', new TimeoutError('Request timed out.'), 'timeout'],
    ['an unknown topic', new ProtocolError('UNKNOWN_TOPIC_OR_PARTITION'), 'not-found'],
    ['an unknown topic, as the client says it', new UserError('Unknown topic x.'), 'not-found'],
    ['a wrong setting', new ProtocolError('INVALID_CONFIG'), 'rejected'],
    ['too few replicas', new ProtocolError('NOT_ENOUGH_REPLICAS'), 'unreachable'],
    ['anything else', new UserError('cannot do that'), 'failed'],
  ])('says %s however deep it is nested', (_what, error, kind) => {
    expect(toKafkaError(error)).toMatchObject({ engine: 'kafka', kind });
    expect(toKafkaError(nested(error))).toMatchObject({ engine: 'kafka', kind });
  });

  it('carries the useful line', () => {
    expect(toKafkaError(nested(new UserError('cannot do that'))).message).toBe('cannot do that');
    expect(toKafkaError('odd').message).toBe('odd');
  });

  it('keeps the code of the broker', () => {
    const error = toKafkaError(nested(new ProtocolError('TOPIC_ALREADY_EXISTS')));
    expect(hasKafkaCode(error, 'TOPIC_ALREADY_EXISTS')).toBe(true);
    expect(hasKafkaCode(error, 'INVALID_CONFIG')).toBe(false);
  });

  it('is that there was no answer in time when a call never ends', async () => {
    vi.useFakeTimers();
    const outcome = callKafka(() => new Promise(() => {})).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(15_000);
    vi.useRealTimers();
    expect(await outcome).toMatchObject({ engine: 'kafka', kind: 'timeout' });
  });

  it('is thrown by a call, and an EngineError goes through as it is', async () => {
    const own = new EngineError('kafka', 'busy', 'later');
    await expect(callKafka(() => Promise.reject(own))).rejects.toBe(own);
    await expect(callKafka(() => Promise.reject(new Error('x')))).rejects.toBeInstanceOf(EngineError);
  });
});
