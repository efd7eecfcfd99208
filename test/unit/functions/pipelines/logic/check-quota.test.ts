import { describe, expect, it } from 'vitest';
import { checkQuota } from '#functions/pipelines/logic/check-quota.ts';

const quota = { applications: 100, kpus: 64 };

describe('the quotas of Managed Flink', () => {
  it('allow what fits them exactly', () => {
    expect(checkQuota(quota, { kpus: 64, applications: 99 })).toEqual([]);
  });

  it('say how many KPUs are too many', () => {
    expect(checkQuota(quota, { kpus: 65, applications: 0 })).toEqual([
      'it needs 65 KPUs and an application may have 64: lower its parallelism, or have the quota raised',
    ]);
  });

  it('count applications only for a pipeline that has none yet', () => {
    expect(checkQuota(quota, { kpus: 1, applications: 100 })).toHaveLength(1);
    expect(checkQuota(quota, { kpus: 1, applications: undefined })).toEqual([]);
  });
});
