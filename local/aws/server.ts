// This machine's AWS: the control planes of Managed Flink, MSK, Lambda, CloudWatch and CloudWatch Logs on one port, in the
// protocols that the SDK clients speak. Requests are not authenticated: it binds to 127.0.0.1 alone.
import { S3Client } from '@aws-sdk/client-s3';
import { Hono } from 'hono';
import { credentials, region, urlOf } from '#local/environment.ts';
import type { Home } from '#local/home.ts';
import type { Ports } from '#local/ports.ts';
import { answerError } from './answer-error.ts';
import { AwsError } from './aws-error.ts';
import { cloudwatch } from './cloudwatch.ts';
import { cloudwatchLogs } from './cloudwatch-logs.ts';
import { flinkRest } from './flink-rest.ts';
import { answerJson } from './json-service.ts';
import { openKafkaClusters } from './kafka/clusters.ts';
import { kafkaRoutes } from './kafka/routes.ts';
import { applicationCode } from './kinesis-analytics/application-code.ts';
import { openApplicationLog } from './kinesis-analytics/application-log.ts';
import { openApplicationStore } from './kinesis-analytics/application-store.ts';
import { kinesisAnalytics } from './kinesis-analytics/operations.ts';
import { superviseApplications } from './kinesis-analytics/supervise-applications.ts';
import { lambda } from './lambda.ts';
import { listen } from './listen.ts';
import { openLogStreams } from './log-streams.ts';

/**
 * Serves the control planes of a home on `ports.aws` and takes up what was under way: applications that ran run again from
 * their checkpoints, created Kafka clusters are started. `close` stops serving and the brokers, not the engines.
 */
export async function startAws({ home, ports }: { home: Home; ports: Ports }): Promise<{ close(): Promise<void> }> {
  const flink = flinkRest(urlOf(ports.flink));
  const s3 = new S3Client({ region, credentials, endpoint: urlOf(ports.s3), forcePathStyle: true });
  const store = openApplicationStore(home);
  const log = openApplicationLog(home);
  const logStreams = openLogStreams(home);
  const machinery = { home, flink, store, log, logStreams, code: applicationCode({ s3, flink }) };
  const logs = cloudwatchLogs({ store, log, logStreams });
  const services = [kinesisAnalytics(machinery), cloudwatch({ store, flink }), logs];
  const clusters = openKafkaClusters({ home, ports });
  const application = new Hono()
    .post('/', (context) => answerJson(context, services))
    .route('/', kafkaRoutes(clusters))
    .route('/', lambda(ports))
    .notFound((context) =>
      answerError(
        new AwsError('UnknownOperationException', `${context.req.method} ${context.req.path}`, { status: 404 }),
      ),
    )
    .onError((error) => answerError(error));
  const server = await listen(application, ports.aws);
  const supervisor = superviseApplications(machinery);
  return {
    async close() {
      const isClosed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([isClosed, supervisor.close(), clusters.close()]);
      s3.destroy();
    },
  };
}
