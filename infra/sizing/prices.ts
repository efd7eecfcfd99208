// List prices of us-east-1 in USD, on demand, without taxes, discounts and free tiers, as known in mid-2025 and not looked up since:
// check them at https://aws.amazon.com/pricing/ before you rely on a total. Replace this table and nothing else.

export const PRICES = {
  /** Of a broker's vCPU an hour; sizes of a family cost in proportion. */
  kafka: {
    standardVcpuHour: 0.102,
    expressVcpuHour: 0.204,
    standardGbMonth: 0.1,
    expressGbMonth: 0.1,
    expressGbIn: 0.01,
  },
  flink: { kpuHour: 0.11, gbMonth: 0.1 },
  /** Of an instance an hour; larger ones of r7g and m7g cost in proportion to `large`. */
  ec2: {
    't4g.micro': 0.0084,
    't4g.small': 0.0168,
    't4g.medium': 0.0336,
    't4g.large': 0.0672,
    'm7g.large': 0.0816,
    'r7g.large': 0.1071,
  },
  ebsGp3GbMonth: 0.08,
  aurora: { acuHour: 0.12, gbMonth: 0.1, millionIo: 0.2 },
  lambda: { gbSecond: 0.0000133334, millionRequests: 0.2 },
  apiGatewayMillionRequests: 3.5,
  waf: { month: 8, millionRequests: 0.6 },
  s3GbMonth: 0.023,
  dynamodb: { millionWrites: 0.625, millionReads: 0.125 },
  endpointHour: 0.01,
  natGatewayHour: 0.045,
  loadBalancerHour: 0.0225,
  /** Of a gigabyte that goes from one zone to another: both sides pay 0.01. */
  crossZoneGb: 0.02,
  cloudwatch: {
    /** Of a metric in a month: the first 10,000, the next 240,000, all others up to a million. */
    metrics: [
      { upTo: 10_000, each: 0.3 },
      { upTo: 250_000, each: 0.1 },
      { upTo: Infinity, each: 0.05 },
    ],
    alarm: 0.1,
    dashboard: 3,
    logGb: 0.5,
  },
  keyMonth: 1,
  secretMonth: 0.4,
} as const;

export const HOURS_PER_MONTH = 730;
export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600;
