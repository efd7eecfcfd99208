// Managed Flink's operations on an application's versions.
import { AwsError } from '../aws-error.ts';
import { type JsonOperation, jsonOperation } from '../json-service.ts';
import { page } from '../page.ts';
import type { Machinery } from './machinery.ts';
import { describeApplication } from './describe-application.ts';
import * as requests from './requests.ts';

/** List (newest first) and describe. */
export function versionOperations({ store }: Machinery): Record<string, JsonOperation> {
  return {
    ListApplicationVersions: jsonOperation(requests.ListApplicationVersions, (input) => {
      const { status, versions } = store.find(input.ApplicationName);
      const { items, nextToken } = page(versions.toReversed(), input, ({ version }) => String(version));
      const summaries = items.map(({ version }) => ({ ApplicationVersionId: version, ApplicationStatus: status }));
      return { ApplicationVersionSummaries: summaries, NextToken: nextToken };
    }),
    DescribeApplicationVersion: jsonOperation(requests.DescribeApplicationVersion, (input) => {
      const application = store.find(input.ApplicationName);
      const version = application.versions.find((each) => each.version === input.ApplicationVersionId);
      if (version === undefined)
        throw new AwsError('ResourceNotFoundException', `Version ${input.ApplicationVersionId} does not exist`);
      return { ApplicationVersionDetail: describeApplication(application, version) };
    }),
  };
}
