// Managed Flink's operations on snapshots; those of a stop or an update are listed like the ones that were asked for.
import { randomBytes } from 'node:crypto';
import { type JsonOperation, jsonOperation } from '../json-service.ts';
import { page } from '../page.ts';
import type { Machinery } from './machinery.ts';
import { currentVersion } from './application.ts';
import { applicationFiles, removeFiles } from './application-files.ts';
import { describeSnapshot } from './describe-application.ts';
import * as requests from './requests.ts';
import * as transition from './transition.ts';
import { AwsError } from '../aws-error.ts';

/** Create, describe, list and delete. */
export function snapshotOperations({ store, home }: Machinery): Record<string, JsonOperation> {
  return {
    CreateApplicationSnapshot: jsonOperation(requests.SnapshotByName, (input) => {
      store.change(input.ApplicationName, (application) =>
        transition.createSnapshot(application, {
          name: input.SnapshotName,
          status: 'CREATING',
          version: currentVersion(application).version,
          createdAt: Date.now(),
          triggerId: randomBytes(16).toString('hex'),
          isTriggered: false,
          stopsJob: false,
          path: null,
        }),
      );
      return {};
    }),
    DescribeApplicationSnapshot: jsonOperation(requests.SnapshotByName, (input) => {
      const application = store.find(input.ApplicationName);
      return {
        SnapshotDetails: describeSnapshot(application, transition.findSnapshot(application, input.SnapshotName)),
      };
    }),
    ListApplicationSnapshots: jsonOperation(requests.ListApplicationSnapshots, (input) => {
      const application = store.find(input.ApplicationName);
      const { items, nextToken } = page(application.snapshots.toReversed(), input, ({ name }) => name);
      return { SnapshotSummaries: items.map((each) => describeSnapshot(application, each)), NextToken: nextToken };
    }),
    DeleteApplicationSnapshot: jsonOperation(requests.DeleteApplicationSnapshot, (input) => {
      const { createdAt } = transition.findSnapshot(store.find(input.ApplicationName), input.SnapshotName);
      if (Math.trunc(createdAt / 1_000) !== Math.trunc(input.SnapshotCreationTimestamp))
        throw new AwsError('InvalidArgumentException', 'SnapshotCreationTimestamp: is not that of the snapshot');
      store.change(input.ApplicationName, (application) => transition.deleteSnapshot(application, input.SnapshotName));
      removeFiles(applicationFiles(home, input.ApplicationName).snapshot(input.SnapshotName));
      return {};
    }),
  };
}
