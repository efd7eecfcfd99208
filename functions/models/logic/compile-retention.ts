// Compiles a model's retention to load rules: https://druid.apache.org/docs/33.0.0/operations/rule-configuration
/** Segments within the retention (and later) are served by one historical; older ones are dropped. */
export const compileRetention = (retention: string): object[] => [
  { type: 'loadByPeriod', period: retention, includeFuture: true, tieredReplicants: { _default_tier: 1 } },
  { type: 'dropForever' },
];
