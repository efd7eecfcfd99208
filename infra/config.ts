// What whoever deploys decides: the `millrace` object in cdk.json, checked before anything is synthesized.
// Everything but `load` has a default; a setting that names something of the account's own replaces what would have been made.
import * as z from 'zod';
import { PRESETS } from './presets.ts';

const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `must be the ARN of something in ${service}`);
const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `must look like ${prefix}-0a1b2c3d4e5f67890`);

/** What the platform is to carry; infra/sizing.ts makes machines of it. */
export const Load = z.strictObject({
  eventsPerSecond: z
    .strictObject({ average: z.int().min(1).max(100_000_000), peak: z.int().min(1).max(100_000_000) })
    .refine(({ average, peak }) => peak >= average, 'peak must not be below average'),
  /** Of an event in Kafka, before compression. */
  eventBytes: z.int().min(16).max(1_000_000),
  retentionDays: z.strictObject({
    kafka: z.number().min(0.04).max(365),
    /** Of segments on historicals; deep storage keeps them as long. */
    druid: z.int().min(1).max(3650),
  }),
  queriesPerSecond: z.number().min(0.1).max(100_000),
  /** `high` survives the loss of an availability zone without a gap in queries; `basic` comes back by itself. */
  availability: z.enum(['basic', 'high']),
});
export type Load = z.infer<typeof Load>;

export const PresetName = z.enum(['small', 'medium', 'large']);
export type PresetName = z.infer<typeof PresetName>;

const Vpc = z.strictObject({
  id: id('vpc'),
  cidr: z.cidrv4(),
  /** One in each availability zone, in the same order: three. */
  availabilityZones: z.array(z.string().min(1)).length(3),
  privateSubnetIds: z.array(id('subnet')).length(3),
  /** Of those subnets. @default - its gateways for S3 and DynamoDB are there already */
  routeTableIds: z.array(id('rtb')).length(3).optional(),
  /** The group of its endpoints for AWS services, which must let HTTPS in. @default - endpoints are made */
  endpointsSecurityGroupId: id('sg').optional(),
  /** Its endpoint for private REST APIs. @default - one is made where the API is private */
  apiEndpointId: id('vpce').optional(),
});

const Network = z.strictObject({
  /** @default - a VPC is made */
  vpc: Vpc.optional(),
  /** Of the VPC that is made. */
  cidr: z.cidrv4().default('10.80.0.0/16'),
  /** `nat` lets what runs in the VPC reach the internet, for what no endpoint serves. */
  egress: z.enum(['none', 'nat']).default('none'),
  /** Lets people with the permission open a shell on Druid's machines, through Systems Manager. */
  sessions: z.boolean().default(false),
  /** The region's lists of addresses of S3 and DynamoDB. @default - HTTPS to any address is let out, and only they are routed to */
  prefixLists: z.strictObject({ s3: id('pl'), dynamoDb: id('pl') }).optional(),
});

const Kafka = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('provisioned'),
    /** Of those that run without ZooKeeper. */
    version: z.enum(['3.7.x', '3.8.x', '3.9.x', '4.0.x']).default('3.9.x'),
    /** `express` where the plan says that it pays, `standard` otherwise. */
    brokers: z.enum(['auto', 'standard', 'express']).default('auto'),
    /** A second cluster to switch to. */
    second: z.boolean().default(false),
  }),
  z.strictObject({ type: z.literal('serverless'), second: z.boolean().default(false) }),
  z.strictObject({
    type: z.literal('existing'),
    clusterArn: arn('kafka'),
    /** The group of its brokers: rules are added for what the platform runs. */
    securityGroupId: id('sg'),
  }),
]);

/** The account's quotas of Managed Flink in this region: nothing is started beyond them. */
const Flink = z.strictObject({
  applications: z.int().min(1).default(100),
  /** Of one application. */
  kpus: z.int().min(1).default(64),
});

const Druid = z.strictObject({
  version: z.enum(['33.0.0', '34.0.0', '35.0.0']).default('33.0.0'),
  java: z.union([z.literal(17), z.literal(21)]).default(17),
  /** Where tasks run: threads of an indexer, or a process each under a middle manager. */
  tasks: z.enum(['indexer', 'middle-manager']).default('middle-manager'),
  postgres: z.enum(['provisioned', 'serverless']).default('serverless'),
});

const Api = z.strictObject({
  /** `private` can only be reached from the VPC. */
  access: z.enum(['public', 'private']).default('public'),
  domain: z
    .strictObject({ name: z.string().min(4), hostedZoneId: z.string().min(1), certificateArn: arn('acm') })
    .optional(),
  /** Requests of one address in five minutes. */
  requestsPerAddress: z.int().min(100).default(10_000),
  /** Who else than tokens lets people in. `groups` maps the issuer's groups to roles. */
  oidc: z
    .strictObject({
      issuer: z.url({ protocol: /^https$/ }),
      audience: z.string().min(1),
      /** The claim that has somebody's groups; Cognito's is `cognito:groups`. */
      groupsClaim: z.string().min(1).default('groups'),
      groups: z.record(z.string().min(1), z.enum(['admin', 'editor', 'viewer'])),
    })
    .optional(),
});

const Console = z.strictObject({
  /** Served by CloudFront: not in China, and not in the regions of the US government, whatever is said here. */
  enabled: z.boolean().default(true),
  /** Its certificate must be in us-east-1. @default - a name of CloudFront's own */
  domain: z
    .strictObject({ name: z.string().min(4), hostedZoneId: z.string().min(1), certificateArn: arn('acm') })
    .optional(),
});

const Alarms = z.strictObject({
  /** @default - alarms are shown, and nobody is told */
  email: z.email().optional(),
  webhook: z.url({ protocol: /^https$/ }).optional(),
  monthlyBudgetUsd: z.int().min(1).optional(),
});

export const ROLES = [
  'api',
  'evaluator',
  'notifier',
  'planner',
  'canary',
  'flink',
  'druid-master',
  'druid-query',
  'druid-data',
  'druid-zookeeper',
  'flow-logs',
  'console-files',
  'scheduler',
  'deployment',
  'api-logs',
  'token-keys',
  'outbound',
  'exporter',
] as const;
export type RoleName = (typeof ROLES)[number];

export const Config = z.strictObject({
  /** Of the stacks: several platforms can share an account. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,19}$/, 'must be 2 to 20 of a-z, 0-9 and -, a letter first')
    .default('millrace'),
  /** `production` keeps what has data when its stack is removed; `development` removes it. */
  environment: z.enum(['production', 'development']).default('production'),
  /** Must be said for regions in China. @default - that of the credentials */
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must look like eu-west-1')
    .optional(),
  load: z.union([PresetName.transform((name): Load => PRESETS[name]), Load]),
  network: Network.prefault({}),
  kafka: Kafka.prefault({ type: 'provisioned' }),
  flink: Flink.prefault({}),
  druid: Druid.prefault({}),
  api: Api.prefault({}),
  console: Console.prefault({}),
  alarms: Alarms.prefault({}),
  /** One key for everything. @default - a key is made, and rotated each year */
  keyArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/(mrk-)?[0-9a-f-]{32,36}$/, 'must be the ARN of a key in kms')
    .optional(),
  /** A bucket for access logs of S3 and CloudFront. @default - one is made */
  logBucket: z.string().min(3).optional(),
  logRetentionDays: z.literal([7, 14, 30, 90, 180, 365, 731]).default(90),
  /** Roles of the account's own in place of those that would be made, by what they are for. */
  roles: z.partialRecord(z.enum(ROLES), arn('iam')).default({}),
  permissionsBoundary: arn('iam').optional(),
  /** Of the CDK bootstrap stack. @default - CDK's own */
  qualifier: z
    .string()
    .regex(/^[a-z0-9]{1,10}$/)
    .optional(),
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).default({}),
});
export type Config = z.infer<typeof Config>;

/**
 * @param context the value of `millrace` in cdk.json or of `-c millrace=..`, an object or its JSON; `preset` replaces its load
 * @throws an error of one sentence for each setting that is wrong
 */
export function readConfig(context: unknown, preset?: unknown): Config {
  const given = typeof context === 'string' ? parseJson(context) : (context ?? {});
  const merged = preset === undefined ? given : { ...Object(given), load: preset };
  const parsed = Config.safeParse(merged);
  if (parsed.success) return parsed.data;
  throw wrong(parsed.error.issues.flatMap((issue) => sentencesOf(issue, ['millrace'])));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(['millrace: must be JSON.']);
  }
}

/** Of a choice between shapes, the complaints about the one that fits best. */
function sentencesOf(issue: z.core.$ZodIssue, above: PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  const alternatives = issue.code === 'invalid_union' ? issue.errors : [];
  const [nearest] = alternatives.toSorted((one, other) => depthOf(other) - depthOf(one));
  if (nearest !== undefined) return nearest.flatMap((inner) => sentencesOf(inner, path));
  return [`${path.join('.')}: ${issue.message}.`];
}

const depthOf = (issues: z.core.$ZodIssue[]): number => Math.max(...issues.map(({ path }) => path.length));

const wrong = (sentences: string[]): Error =>
  new Error(`the configuration in cdk.json is wrong:\n${sentences.join('\n')}`);
