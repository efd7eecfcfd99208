// What differs between AWS and a laptop, read once at start. The AWS SDKs read their own AWS_* variables.
import * as z from 'zod';

const Settings = z.object({
  MILLRACE_TABLE: z.string().default('millrace'),
  MILLRACE_BUCKET: z.string().min(3).default('millrace'),
  MILLRACE_CLUSTER_ARN: z.string().startsWith('arn:'),
  MILLRACE_KAFKA_AUTH: z.enum(['none', 'iam']).default('iam'),
  MILLRACE_PLANNER_FUNCTION: z.string().default('millrace-planner'),
  MILLRACE_FLINK_JAR_KEY: z.string().default('flink/millrace-flink.jar'),
  MILLRACE_FLINK_ROLE_ARN: z.string().startsWith('arn:'),
  MILLRACE_DRUID_BROKER_URL: z.url(),
  MILLRACE_DRUID_COORDINATOR_URL: z.url(),
  MILLRACE_WEBHOOK_ALLOW_LOOPBACK: z.stringbool().default(false),
  MILLRACE_SMTP_ALLOW_PRIVATE: z.stringbool().default(false),
  MILLRACE_PUBLIC_URL: z.url().optional(),
});

export type Settings = ReturnType<typeof readSettings>;

/** @throws an error that names each variable that is missing or wrong. */
export function readSettings(environment: Record<string, string | undefined>) {
  const parsed = Settings.safeParse(environment);
  if (!parsed.success) throw new Error(`the environment is not complete:\n${z.prettifyError(parsed.error)}`);
  const { data } = parsed;
  return {
    table: data.MILLRACE_TABLE,
    bucket: data.MILLRACE_BUCKET,
    clusterArn: data.MILLRACE_CLUSTER_ARN,
    kafkaAuth: data.MILLRACE_KAFKA_AUTH,
    plannerFunction: data.MILLRACE_PLANNER_FUNCTION,
    flinkJarKey: data.MILLRACE_FLINK_JAR_KEY,
    flinkRoleArn: data.MILLRACE_FLINK_ROLE_ARN,
    druidBrokerUrl: data.MILLRACE_DRUID_BROKER_URL,
    druidCoordinatorUrl: data.MILLRACE_DRUID_COORDINATOR_URL,
    /** Lets channels go to this machine. */
    webhookAllowLoopback: data.MILLRACE_WEBHOOK_ALLOW_LOOPBACK,
    /** Lets e-mail go through a mail server of a private network. */
    smtpAllowPrivate: data.MILLRACE_SMTP_ALLOW_PRIVATE,
    /** Where people reach the API, for links in notifications. */
    publicUrl: data.MILLRACE_PUBLIC_URL,
  };
}
