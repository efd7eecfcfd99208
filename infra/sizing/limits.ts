// Quotas of AWS as its documentation states them, what the platform's own definitions allow, and figures that AWS recommends.
// https://docs.aws.amazon.com/msk/latest/developerguide/limits.html and bestpractices.html,
// https://docs.aws.amazon.com/managed-flink/latest/java/limits.html, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html

export const LIMITS = {
  msk: {
    brokersPerCluster: 60,
    brokersPerAccount: 90,
    gibPerStandardBroker: 16_384,
    /** Replicas included. A little below what AWS recommends for each size (machines.ts), so that it is in proportion. */
    partitionsPerVcpu: 250,
    /** Of clients' writes. AWS publishes none for Standard brokers; this is what its sizing guidance amounts to (39 MB/s for a 2xlarge). */
    standardMegabytesPerVcpu: 4.875,
    /** Sustained: 15.6 MB/s in and 31.2 MB/s out for each `large`. */
    expressMegabytesPerVcpu: 7.8,
    expressReadMegabytesPerVcpu: 15.6,
  },
  flink: { kpusPerApplication: 64, applicationsPerRegion: 100 },
  lambdaConcurrency: 1000,
  apiRequestsPerSecond: 10_000,
  /** Of new accounts; it grows with use, and is raised on request. */
  ec2Vcpus: 5,
  gp3Tib: 50,
  gp3VolumeGib: 16_384,
  /** schemas/stream.ts, schemas/model.ts. */
  platform: { partitionsPerStream: 1000, tasksPerModel: 100 },
} as const;

export interface Quota {
  name: string;
  limit: number;
  /** What the plan needs of it; of each shard, where there are several. */
  used: number;
  /** What to ask AWS for, where the plan needs more than an account gets; null where it does not. */
  raiseTo: number | null;
  /** How the plan stays below it. */
  how: string;
}
