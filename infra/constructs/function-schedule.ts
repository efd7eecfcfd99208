// Runs a function at the beginning of each minute, or of every few. An attempt that failed is not repeated: the next one comes anyway.
import { Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface ScheduleProps {
  /** A divisor of an hour. @default - each minute */
  everyMinutes?: number;
  target: IFunction;
  role: IRole;
  key: IKey;
  failures: IQueue;
}

export function scheduleFunction(scope: Construct, id: string, props: ScheduleProps): void {
  const { everyMinutes = 1, target, role, key, failures } = props;
  new scheduler.Schedule(scope, id, {
    description: `Millrace: ${id}`,
    schedule: scheduler.ScheduleExpression.cron({ minute: everyMinutes === 1 ? '*' : `*/${everyMinutes}` }),
    timeWindow: scheduler.TimeWindow.off(),
    key,
    target: new LambdaInvoke(target, {
      role,
      deadLetterQueue: failures,
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      input: scheduler.ScheduleTargetInput.fromObject({ time: scheduler.ContextAttribute.scheduledTime }),
    }),
  });
}
