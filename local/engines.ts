// All processes that are not our own code, and the order in which they start.
import { druid } from './engines/druid.ts';
import { dynamodb } from './engines/dynamodb.ts';
import type { Context, Engine } from './engines/context.ts';
import { flinkJobmanager, flinkTaskmanager } from './engines/flink.ts';
import { kafkaBroker } from './engines/kafka.ts';
import { planner } from './engines/planner.ts';
import { s3proxy } from './engines/s3proxy.ts';
import { defaultCluster } from './environment.ts';

/** The engines of one home; those that take longest to start come first. */
export function enginesOf(context: Context): Engine[] {
  const { home, ports } = context;
  return [
    ...druid(context),
    flinkJobmanager(context),
    flinkTaskmanager(context),
    kafkaBroker({ home, name: defaultCluster, port: ports.kafka, controllerPort: ports.kafkaController }),
    dynamodb(context),
    s3proxy(context),
    planner(context),
  ];
}
