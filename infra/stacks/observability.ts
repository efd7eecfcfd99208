// Who is told what: one topic that every alarm acts on, a dashboard of all of them, a budget. Made last: it looks at what others made.
import { Aws, CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { druidAlarms } from '../constructs/alarms-druid.ts';
import { flinkAlarms } from '../constructs/alarms-flink.ts';
import { freshnessAlarms } from '../constructs/alarms-freshness.ts';
import { kafkaAlarms } from '../constructs/alarms-kafka.ts';
import { alarmsOfMade } from '../constructs/alarms-made.ts';
import { raiseAlarmsTo } from '../constructs/raise-alarm.ts';
import type { StreamsStack } from './streams.ts';

export interface ObservabilityProps extends StackProps {
  config: Config;
  key: IKey;
  streams: StreamsStack;
}

export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, { config, key, streams, ...props }: ObservabilityProps) {
    super(scope, id, props);
    const topic = this.makeTopic(config, key);
    const raise = raiseAlarmsTo(this, topic);
    this.makeDashboard({
      'What users see': freshnessAlarms(raise, config.name),
      Kafka: streams.clusters.flatMap((cluster) => kafkaAlarms(raise, cluster)),
      Flink: flinkAlarms(raise),
      Druid: druidAlarms(raise, config),
      'Functions, queues, API, table, metadata': alarmsOfMade(raise, this.node.root),
    });
    this.makeBudget(config, topic);
    new CfnOutput(this, 'AlarmTopic', { value: topic.topicArn });
  }

  private makeTopic({ alarms }: Config, key: IKey): sns.Topic {
    const topic = new sns.Topic(this, 'Alarms', { masterKey: key, enforceSSL: true });
    // A policy of its own takes the place of the one that lets alarms in.
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: ['cloudwatch', 'budgets'].map((service) => new iam.ServicePrincipal(`${service}.amazonaws.com`)),
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    const deadLetterQueue = this.makeQueue(key);
    if (alarms.email !== undefined) topic.addSubscription(new EmailSubscription(alarms.email, { deadLetterQueue }));
    if (alarms.webhook !== undefined) topic.addSubscription(new UrlSubscription(alarms.webhook, { deadLetterQueue }));
    return topic;
  }

  /** What could not be delivered; an alarm watches it as all queues. */
  private makeQueue(key: IKey): sqs.Queue {
    const queue = new sqs.Queue(this, 'Undelivered', { encryptionMasterKey: key, enforceSSL: true });
    acknowledge(queue, {
      'AwsSolutions-SQS3': 'It is itself where what failed ends.',
      'Serverless-SQSRedrivePolicy': 'It is itself where what failed ends.',
    });
    return queue;
  }

  private makeDashboard(parts: Readonly<Record<string, cloudwatch.Alarm[]>>): void {
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard');
    for (const [title, alarms] of Object.entries(parts)) {
      dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({ title, alarms, width: WIDTH, height: 3 }));
      dashboard.addWidgets(...alarms.slice(0, MOST_GRAPHS).map(graphOf));
    }
  }

  private makeBudget({ name, region, alarms: { monthlyBudgetUsd } }: Config, topic: sns.Topic): void {
    if (monthlyBudgetUsd === undefined) return;
    if (region !== undefined && /^(cn|us-gov)-/.test(region))
      throw new Error(`millrace.alarms.monthlyBudgetUsd: AWS has no budgets in ${region}.`);
    const notices = [
      { notificationType: 'ACTUAL', threshold: 80 },
      { notificationType: 'FORECASTED', threshold: 100 },
    ];
    new budgets.CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyBudgetUsd, unit: 'USD' },
        costFilters: { TagKeyValue: [`user:millrace:platform$${name}`] },
      },
      notificationsWithSubscribers: notices.map((notice) => ({
        notification: { ...notice, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
        subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
      })),
    });
  }
}

const WIDTH = 24;
/** A dashboard holds 500 widgets; more graphs than these nobody reads. */
const MOST_GRAPHS = 12;

const graphOf = (alarm: cloudwatch.Alarm): cloudwatch.IWidget =>
  new cloudwatch.GraphWidget({
    title: alarm.node.id,
    left: [alarm.metric],
    leftAnnotations: [alarm.toAnnotation()],
    width: WIDTH / 4,
    height: 5,
  });
