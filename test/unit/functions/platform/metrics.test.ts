import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMetrics } from '#functions/platform/metrics.ts';

afterEach(() => vi.restoreAllMocks());

describe('a metric', () => {
  it('is one line that CloudWatch reads, with its unit and dimensions', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    createMetrics('millrace').record('EvaluationLag', 420, { group: 'flights~1' });
    const [[line] = []] = write.mock.calls;
    expect(JSON.parse(String(line))).toMatchObject({
      EvaluationLag: 420,
      group: 'flights~1',
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'Millrace',
            Dimensions: [['service', 'group']],
            Metrics: [{ Name: 'EvaluationLag', Unit: 'Milliseconds' }],
          },
        ],
      },
    });
    expect(write).toHaveBeenCalledTimes(1);
  });
});
