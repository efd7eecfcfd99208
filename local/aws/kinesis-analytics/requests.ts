// The requests of Managed Flink's API (2018-05-23) that this machine answers. Unknown fields are refused by name.
import * as z from 'zod';
import { ApplicationName } from './application.ts';
import { ApplicationConfiguration, RunConfiguration } from './configuration.ts';

const SnapshotName = z
  .string()
  .max(256)
  .regex(/^(?!\.+$)[a-zA-Z0-9_.-]+$/);
const Page = { Limit: z.int().min(1).max(50).default(50), NextToken: z.string().optional() };
const Tags = z.array(z.strictObject({ Key: z.string(), Value: z.string().optional() })).max(200);
const RuntimeEnvironment = z.literal('FLINK-2_2', { error: 'only FLINK-2_2 runs on this machine' });
/** AWS JSON timestamps are seconds, with a fraction. */
const Timestamp = z.number();

export const ByName = z.strictObject({ ApplicationName });

export const CreateApplication = z.strictObject({
  ApplicationName,
  ApplicationDescription: z.string().max(1024).default(''),
  RuntimeEnvironment,
  ServiceExecutionRole: z.string().regex(/^arn:.*$/, 'must be an ARN'),
  ApplicationConfiguration,
  ApplicationMode: z.literal('STREAMING').optional(),
  CloudWatchLoggingOptions: z
    .array(z.strictObject({ LogStreamARN: z.string() }))
    .max(1)
    .default([]),
  Tags: Tags.optional(),
});

export const DescribeApplication = z.strictObject({
  ApplicationName,
  IncludeAdditionalDetails: z.boolean().optional(),
});

export const ListApplications = z.strictObject(Page);

export const UpdateApplication = z
  .strictObject({
    ApplicationName,
    CurrentApplicationVersionId: z.int().optional(),
    ConditionalToken: z.string().optional(),
    ApplicationConfigurationUpdate: z.record(z.string(), z.unknown()).default({}),
    ServiceExecutionRoleUpdate: z.string().optional(),
    RuntimeEnvironmentUpdate: RuntimeEnvironment.optional(),
    RunConfigurationUpdate: RunConfiguration.optional(),
  })
  .refine((update) => update.CurrentApplicationVersionId !== undefined || update.ConditionalToken !== undefined, {
    path: ['CurrentApplicationVersionId'],
    message: 'is required where there is no ConditionalToken',
  });

export const StartApplication = z.strictObject({ ApplicationName, RunConfiguration: RunConfiguration.default({}) });

export const StopApplication = z.strictObject({ ApplicationName, Force: z.boolean().default(false) });

export const DeleteApplication = z.strictObject({ ApplicationName, CreateTimestamp: Timestamp });

export const SnapshotByName = z.strictObject({ ApplicationName, SnapshotName });

export const ListApplicationSnapshots = z.strictObject({ ApplicationName, ...Page });

export const DeleteApplicationSnapshot = z.strictObject({
  ApplicationName,
  SnapshotName,
  SnapshotCreationTimestamp: Timestamp,
});

export const ListApplicationVersions = z.strictObject({ ApplicationName, ...Page });

export const DescribeApplicationVersion = z.strictObject({ ApplicationName, ApplicationVersionId: z.int().min(1) });
