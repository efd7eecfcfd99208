// What is kept away from a public API: addresses that ask too much, addresses of bad repute, known attacks. There is no group against
// SQL injection: SQL is what people send here, and it is guarded where it is understood.
import { Aws, Stack } from 'aws-cdk-lib';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';

type Rule = wafv2.CfnWebACL.RuleProperty;

export interface WebAclProps {
  config: Pick<Config, 'api'>;
  restApiId: string;
  stageName: string;
}

export function webAcl(scope: Construct, { config, restApiId, stageName }: WebAclProps): wafv2.CfnWebACLAssociation {
  const acl = new wafv2.CfnWebACL(scope, 'WebAcl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visible('all'),
    rules: [
      rateRule(config.api.requestsPerAddress),
      managedRule(1, 'AWSManagedRulesAmazonIpReputationList', []),
      managedRule(2, 'AWSManagedRulesKnownBadInputsRuleSet', BODY_RULES),
    ],
  });
  const resourceArn = `arn:${Aws.PARTITION}:apigateway:${Stack.of(scope).region}::/restapis/${restApiId}/stages/${stageName}`;
  return new wafv2.CfnWebACLAssociation(scope, 'WebAclAssociation', { resourceArn, webAclArn: acl.attrArn });
}

/** Of bodies: events are often logs, in which somebody else was attacked. These are counted, and let in. */
const BODY_RULES = ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY'];

const RATE_WINDOW_SECONDS = 300;

const rateRule = (limit: number): Rule => ({
  name: 'rate',
  priority: 0,
  action: { block: { customResponse: { responseCode: 429 } } },
  statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: RATE_WINDOW_SECONDS } },
  visibilityConfig: visible('rate'),
});

const managedRule = (priority: number, name: string, counted: readonly string[]): Rule => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  visibilityConfig: visible(name),
});

/** Samples would show the tokens of requests. */
function visible(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
