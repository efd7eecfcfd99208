// What differs between AWS and a laptop, read once at start. The AWS SDKs read their own AWS_* variables.
import * as z from 'zod';
import { Role } from '#schemas/token.ts';

/** Names separated by commas; none where it is empty. */
const List = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((part) => part !== ''));

/** Groups of an issuer and the roles that they have here, as `staff=viewer,platform=admin`. */
const GroupRoles = List.transform((pairs) =>
  pairs.map((pair) => [pair.slice(0, pair.lastIndexOf('=')), pair.slice(pair.lastIndexOf('=') + 1)]),
).pipe(
  z.array(z.tuple([z.string().min(1), Role])).transform((pairs): Record<string, Role> => Object.fromEntries(pairs)),
);

const Settings = z.object({
  MILLRACE_NAME: z.string().min(2).default('millrace'),
  MILLRACE_TABLE: z.string().default('millrace'),
  MILLRACE_BUCKET: z.string().min(3).default('millrace'),
  MILLRACE_CLUSTER_ARN: z.string().startsWith('arn:'),
  MILLRACE_KAFKA_AUTH: z.enum(['none', 'iam']).default('iam'),
  MILLRACE_PLANNER_FUNCTION: z.string().default('millrace-planner'),
  MILLRACE_FLINK_JAR_BUCKET: z.string().min(3).optional(),
  MILLRACE_FLINK_JAR_KEY: z.string().default('flink/millrace-flink.jar'),
  MILLRACE_FLINK_ROLE_ARN: z.string().startsWith('arn:'),
  MILLRACE_FLINK_LOG_GROUP_ARN: z.string().regex(/^arn:.*:log-group:[^:]+$/, 'must be the ARN of a log group'),
  MILLRACE_FLINK_SUBNET_IDS: List,
  MILLRACE_FLINK_SECURITY_GROUP_IDS: List,
  MILLRACE_FLINK_KEY_ARN: z.string().startsWith('arn:').optional(),
  MILLRACE_FLINK_MOST_APPLICATIONS: z.coerce.number().int().min(1).default(100),
  MILLRACE_FLINK_MOST_KPUS: z.coerce.number().int().min(1).default(64),
  MILLRACE_DRUID_BROKER_URL: z.url(),
  MILLRACE_DRUID_COORDINATOR_URL: z.url(),
  MILLRACE_DRUID_SECRET_ARN: z.string().startsWith('arn:').optional(),
  MILLRACE_DRUID_AUTHORITY_SECRET_ARN: z.string().startsWith('arn:').optional(),
  MILLRACE_OIDC_ISSUER: z.url().optional(),
  MILLRACE_OIDC_AUDIENCE: z.string().min(1).default('millrace'),
  MILLRACE_OIDC_GROUPS_CLAIM: z.string().min(1).default('groups'),
  MILLRACE_OIDC_GROUPS: GroupRoles,
  MILLRACE_WEBHOOK_ALLOW_LOOPBACK: z.stringbool().default(false),
  MILLRACE_SMTP_ALLOW_PRIVATE: z.stringbool().default(false),
  MILLRACE_DELIVERS: z.stringbool().default(true),
  MILLRACE_PUBLIC_URL: z.url().optional(),
});

export type Settings = ReturnType<typeof readSettings>;

/** @throws an error that names each variable that is missing or wrong. */
export function readSettings(environment: Record<string, string | undefined>) {
  const parsed = Settings.safeParse(environment);
  if (!parsed.success) throw new Error(`the environment is not complete:\n${z.prettifyError(parsed.error)}`);
  const { data } = parsed;
  return {
    /** Of this platform among those of an account and region. */
    name: data.MILLRACE_NAME,
    table: data.MILLRACE_TABLE,
    bucket: data.MILLRACE_BUCKET,
    clusterArn: data.MILLRACE_CLUSTER_ARN,
    kafkaAuth: data.MILLRACE_KAFKA_AUTH,
    plannerFunction: data.MILLRACE_PLANNER_FUNCTION,
    flinkJar: { bucket: data.MILLRACE_FLINK_JAR_BUCKET ?? data.MILLRACE_BUCKET, key: data.MILLRACE_FLINK_JAR_KEY },
    flinkRoleArn: data.MILLRACE_FLINK_ROLE_ARN,
    flinkLogGroupArn: data.MILLRACE_FLINK_LOG_GROUP_ARN,
    /** Where applications run; undefined: in no VPC of ours. */
    flinkNetwork: networkOf(data.MILLRACE_FLINK_SUBNET_IDS, data.MILLRACE_FLINK_SECURITY_GROUP_IDS),
    flinkKeyArn: data.MILLRACE_FLINK_KEY_ARN,
    /** The account's quotas: applications of the region, and KPUs of each. What AWS gives by default. */
    flinkQuota: { applications: data.MILLRACE_FLINK_MOST_APPLICATIONS, kpus: data.MILLRACE_FLINK_MOST_KPUS },
    druidBrokerUrl: data.MILLRACE_DRUID_BROKER_URL,
    druidCoordinatorUrl: data.MILLRACE_DRUID_COORDINATOR_URL,
    /** The secret that lets the platform in; undefined where Druid asks nobody. The secret itself stands in no environment. */
    druidSecretArn: data.MILLRACE_DRUID_SECRET_ARN,
    /** The secret with the authority that Druid's certificates are signed by; undefined for a public one. */
    druidAuthoritySecretArn: data.MILLRACE_DRUID_AUTHORITY_SECRET_ARN,
    /** Who else than tokens lets people in; undefined: nobody. */
    oidc: oidcOf(data),
    /** Lets channels go to this machine. */
    webhookAllowLoopback: data.MILLRACE_WEBHOOK_ALLOW_LOOPBACK,
    /** Lets e-mail go through a mail server of a private network. */
    smtpAllowPrivate: data.MILLRACE_SMTP_ALLOW_PRIVATE,
    /** False where this process cannot reach receivers, and another function makes the deliveries that are due. */
    delivers: data.MILLRACE_DELIVERS,
    /** Where people reach the API, for links in notifications. */
    publicUrl: data.MILLRACE_PUBLIC_URL,
  };
}

function networkOf(subnetIds: string[], securityGroupIds: string[]) {
  return subnetIds.length === 0 ? undefined : { subnetIds, securityGroupIds };
}

function oidcOf(data: z.infer<typeof Settings>) {
  const issuer = data.MILLRACE_OIDC_ISSUER;
  if (issuer === undefined) return undefined;
  const groups = { claim: data.MILLRACE_OIDC_GROUPS_CLAIM, roles: data.MILLRACE_OIDC_GROUPS };
  return { issuer, audience: data.MILLRACE_OIDC_AUDIENCE, groups };
}
