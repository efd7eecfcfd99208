// A log group as all of them are: encrypted, kept for as long as the configuration says, without a name of its own.
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { removalPolicyOf } from './removal-policy.ts';

export interface LogGroupProps {
  key: IKey;
  config: Pick<Config, 'logRetentionDays' | 'environment'>;
}

export function logGroup(scope: Construct, id: string, { key, config }: LogGroupProps): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    encryptionKey: key,
    retention: RETENTION[config.logRetentionDays],
    removalPolicy: removalPolicyOf(config),
  });
}

const RETENTION: Record<Config['logRetentionDays'], logs.RetentionDays> = {
  7: logs.RetentionDays.ONE_WEEK,
  14: logs.RetentionDays.TWO_WEEKS,
  30: logs.RetentionDays.ONE_MONTH,
  90: logs.RetentionDays.THREE_MONTHS,
  180: logs.RetentionDays.SIX_MONTHS,
  365: logs.RetentionDays.ONE_YEAR,
  731: logs.RetentionDays.TWO_YEARS,
};
