// Whether what a pipeline needs is within the account's quotas of Managed Flink: known before anything is promised.
export interface FlinkQuota {
  /** Applications of a region, whoever made them. */
  applications: number;
  /** Of one application. */
  kpus: number;
}

export interface QuotaNeed {
  kpus: number;
  /** Those that are there now; undefined if the pipeline has its own already. */
  applications: number | undefined;
}

/** One sentence for each quota that is not enough. */
export function checkQuota(quota: FlinkQuota, need: QuotaNeed): string[] {
  const sentences: string[] = [];
  if (need.kpus > quota.kpus)
    sentences.push(`it needs ${need.kpus} KPUs and an application may have ${quota.kpus}: lower its parallelism`);
  if (need.applications !== undefined && need.applications >= quota.applications)
    sentences.push(
      `there are ${need.applications} applications and the region may have ${quota.applications}: delete some pipelines`,
    );
  return sentences.map((sentence) => `${sentence}, or have the quota raised`);
}
