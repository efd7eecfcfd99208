// What CloudFormation must be allowed for each type of resource: to make, change, read, tag and remove it. For accounts where it is not an
// administrator. From the API of each service, not from a deployment: what is missing shows as AccessDenied, with the action's name. One long table.
type Permissions = Readonly<Record<string, readonly string[]>>;

const actions = (service: string, names: string): string[] => names.split(' ').map((name) => `${service}:${name}`);

const TAGS_OF_LAMBDA = actions('lambda', 'ListTags TagResource UntagResource');
const TAGS_OF_RDS = actions('rds', 'AddTagsToResource ListTagsForResource RemoveTagsFromResource');
const TAGS_OF_VPC = actions('ec2', 'CreateTags DeleteTags');
const NETWORK: Permissions = {
  'AWS::EC2::VPC': [
    ...actions('ec2', 'CreateVpc DeleteVpc DescribeVpcs DescribeVpcAttribute ModifyVpcAttribute'),
    ...TAGS_OF_VPC,
  ],
  'AWS::EC2::Subnet': actions(
    'ec2',
    'CreateSubnet DeleteSubnet DescribeAvailabilityZones DescribeSubnets ModifySubnetAttribute',
  ),
  'AWS::EC2::RouteTable': actions('ec2', 'CreateRouteTable DeleteRouteTable DescribeRouteTables'),
  'AWS::EC2::Route': actions('ec2', 'CreateRoute DeleteRoute ReplaceRoute'),
  'AWS::EC2::SubnetRouteTableAssociation': actions('ec2', 'AssociateRouteTable DisassociateRouteTable'),
  'AWS::EC2::InternetGateway': actions('ec2', 'CreateInternetGateway DeleteInternetGateway DescribeInternetGateways'),
  'AWS::EC2::VPCGatewayAttachment': actions('ec2', 'AttachInternetGateway DetachInternetGateway'),
  'AWS::EC2::EIP': actions('ec2', 'AllocateAddress DescribeAddresses DisassociateAddress ReleaseAddress'),
  'AWS::EC2::NatGateway': actions('ec2', 'CreateNatGateway DeleteNatGateway DescribeNatGateways'),
  'AWS::EC2::FlowLog': [
    ...actions('ec2', 'CreateFlowLogs DeleteFlowLogs DescribeFlowLogs'),
    ...actions('logs', 'CreateLogDelivery DeleteLogDelivery'),
  ],
  'AWS::EC2::SecurityGroup': actions('ec2', 'CreateSecurityGroup DeleteSecurityGroup DescribeSecurityGroups'),
  'AWS::EC2::SecurityGroupIngress': actions('ec2', 'AuthorizeSecurityGroupIngress RevokeSecurityGroupIngress'),
  'AWS::EC2::SecurityGroupEgress': actions('ec2', 'AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress'),
  'AWS::EC2::VPCEndpoint': actions(
    'ec2',
    'CreateVpcEndpoint DeleteVpcEndpoints DescribeVpcEndpoints ModifyVpcEndpoint',
  ),
  'AWS::Route53::HostedZone': actions(
    'route53',
    'AssociateVPCWithHostedZone ChangeTagsForResource CreateHostedZone DeleteHostedZone GetHostedZone ListTagsForResource',
  ),
  'AWS::Route53::RecordSet': actions('route53', 'ChangeResourceRecordSets GetChange ListResourceRecordSets'),
};

const DATA: Permissions = {
  'AWS::KMS::Key': actions(
    'kms',
    'CreateGrant CreateKey Decrypt DescribeKey EnableKeyRotation GenerateDataKey GetKeyPolicy GetKeyRotationStatus ListResourceTags PutKeyPolicy ScheduleKeyDeletion TagResource UntagResource',
  ),
  'AWS::S3::Bucket': actions(
    's3',
    'CreateBucket DeleteBucket GetBucketLocation GetBucketTagging GetEncryptionConfiguration GetLifecycleConfiguration PutBucketAcl PutBucketLogging PutBucketOwnershipControls PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning PutEncryptionConfiguration PutLifecycleConfiguration',
  ),
  'AWS::S3::BucketPolicy': actions('s3', 'DeleteBucketPolicy GetBucketPolicy PutBucketPolicy'),
  'AWS::DynamoDB::Table': actions(
    'dynamodb',
    'CreateTable DeleteTable DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive',
  ),
  'AWS::MSK::Cluster': [
    ...actions(
      'kafka',
      'CreateCluster DeleteCluster DescribeCluster DescribeClusterV2 ListTagsForResource TagResource UntagResource UpdateBrokerCount UpdateBrokerStorage UpdateBrokerType UpdateClusterConfiguration UpdateClusterKafkaVersion UpdateMonitoring UpdateSecurity',
    ),
    ...actions('logs', 'DescribeResourcePolicies GetLogDelivery ListLogDeliveries PutResourcePolicy UpdateLogDelivery'),
    ...actions('iam', 'CreateServiceLinkedRole'),
  ],
  'AWS::MSK::ServerlessCluster': actions('kafka', 'CreateClusterV2'),
  'AWS::MSK::Configuration': actions(
    'kafka',
    'CreateConfiguration DeleteConfiguration DescribeConfiguration UpdateConfiguration',
  ),
  'AWS::RDS::DBCluster': [
    ...actions('rds', 'CreateDBCluster DeleteDBCluster DescribeDBClusters ModifyDBCluster'),
    ...TAGS_OF_RDS,
  ],
  'AWS::RDS::DBInstance': actions('rds', 'CreateDBInstance DeleteDBInstance DescribeDBInstances ModifyDBInstance'),
  'AWS::RDS::DBClusterParameterGroup': actions(
    'rds',
    'CreateDBClusterParameterGroup DeleteDBClusterParameterGroup DescribeDBClusterParameterGroups DescribeDBClusterParameters ModifyDBClusterParameterGroup',
  ),
  'AWS::RDS::DBSubnetGroup': actions(
    'rds',
    'CreateDBSubnetGroup DeleteDBSubnetGroup DescribeDBSubnetGroups ModifyDBSubnetGroup',
  ),
  'AWS::SecretsManager::Secret': actions(
    'secretsmanager',
    'CreateSecret DeleteSecret DescribeSecret GetRandomPassword GetSecretValue PutSecretValue TagResource UntagResource UpdateSecret',
  ),
  'AWS::SecretsManager::SecretTargetAttachment': actions('secretsmanager', 'GetSecretValue PutSecretValue'),
};

const MACHINES: Permissions = {
  'AWS::IAM::Role': actions(
    'iam',
    'AttachRolePolicy CreateRole DeleteRole DeleteRolePermissionsBoundary DetachRolePolicy GetRole ListAttachedRolePolicies ListRolePolicies PassRole PutRolePermissionsBoundary TagRole UntagRole UpdateAssumeRolePolicy UpdateRole',
  ),
  'AWS::IAM::Policy': actions('iam', 'DeleteRolePolicy GetRolePolicy PutRolePolicy'),
  'AWS::IAM::InstanceProfile': actions(
    'iam',
    'AddRoleToInstanceProfile CreateInstanceProfile DeleteInstanceProfile GetInstanceProfile RemoveRoleFromInstanceProfile',
  ),
  'AWS::EC2::LaunchTemplate': [
    ...actions(
      'ec2',
      'CreateLaunchTemplate CreateLaunchTemplateVersion DeleteLaunchTemplate DescribeLaunchTemplateVersions DescribeLaunchTemplates ModifyLaunchTemplate RunInstances',
    ),
    ...actions('ssm', 'GetParameters'),
  ],
  'AWS::EC2::NetworkInterface': actions(
    'ec2',
    'CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces ModifyNetworkInterfaceAttribute',
  ),
  'AWS::AutoScaling::AutoScalingGroup': actions(
    'autoscaling',
    'CreateAutoScalingGroup CreateOrUpdateTags DeleteAutoScalingGroup DeleteTags DescribeAutoScalingGroups DescribeScalingActivities ResumeProcesses SetInstanceProtection SuspendProcesses TerminateInstanceInAutoScalingGroup UpdateAutoScalingGroup',
  ),
  'AWS::AutoScaling::LifecycleHook': actions(
    'autoscaling',
    'DeleteLifecycleHook DescribeLifecycleHooks PutLifecycleHook',
  ),
  'AWS::AutoScaling::ScalingPolicy': actions('autoscaling', 'DeletePolicy DescribePolicies PutScalingPolicy'),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': actions(
    'elasticloadbalancing',
    'AddTags CreateLoadBalancer DeleteLoadBalancer DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeTags ModifyLoadBalancerAttributes RemoveTags SetSecurityGroups SetSubnets',
  ),
  'AWS::ElasticLoadBalancingV2::Listener': actions(
    'elasticloadbalancing',
    'CreateListener DeleteListener DescribeListeners ModifyListener',
  ),
  'AWS::ElasticLoadBalancingV2::TargetGroup': actions(
    'elasticloadbalancing',
    'CreateTargetGroup DeleteTargetGroup DescribeTargetGroupAttributes DescribeTargetGroups ModifyTargetGroup ModifyTargetGroupAttributes',
  ),
};

const FUNCTIONS: Permissions = {
  'AWS::Lambda::Function': [
    ...actions(
      'lambda',
      'CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunction GetFunctionConfiguration PutFunctionConcurrency UpdateFunctionCode UpdateFunctionConfiguration',
    ),
    ...TAGS_OF_LAMBDA,
    ...actions('s3', 'GetObject'),
  ],
  'AWS::Lambda::Version': actions('lambda', 'ListVersionsByFunction PublishVersion'),
  'AWS::Lambda::Alias': actions('lambda', 'CreateAlias DeleteAlias GetAlias UpdateAlias'),
  'AWS::Lambda::LayerVersion': actions('lambda', 'DeleteLayerVersion GetLayerVersion PublishLayerVersion'),
  'AWS::Lambda::Permission': actions('lambda', 'AddPermission GetPolicy RemovePermission'),
  'AWS::Lambda::EventInvokeConfig': actions(
    'lambda',
    'DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig PutFunctionEventInvokeConfig UpdateFunctionEventInvokeConfig',
  ),
  'AWS::Lambda::EventSourceMapping': actions(
    'lambda',
    'CreateEventSourceMapping DeleteEventSourceMapping GetEventSourceMapping UpdateEventSourceMapping',
  ),
  'AWS::Scheduler::Schedule': actions('scheduler', 'CreateSchedule DeleteSchedule GetSchedule UpdateSchedule'),
  'AWS::CloudFormation::CustomResource': actions('lambda', 'InvokeFunction'),
  'Custom::CDKBucketDeployment': actions('lambda', 'InvokeFunction'),
  'Custom::S3AutoDeleteObjects': actions('lambda', 'InvokeFunction'),
  'AWS::CloudFormation::WaitConditionHandle': [],
  'AWS::ApiGateway::Account': [...actions('apigateway', 'GET PATCH'), ...actions('iam', 'PassRole')],
  'AWS::ApiGateway::BasePathMapping': actions('apigateway', 'DELETE GET PATCH POST'),
  'AWS::ApiGateway::Deployment': actions('apigateway', 'DELETE GET PATCH POST'),
  'AWS::ApiGateway::DomainName': actions('apigateway', 'DELETE GET PATCH POST'),
  'AWS::ApiGateway::GatewayResponse': actions('apigateway', 'DELETE GET PATCH PUT'),
  'AWS::ApiGateway::Method': actions('apigateway', 'DELETE GET PATCH PUT'),
  'AWS::ApiGateway::Resource': actions('apigateway', 'DELETE GET PATCH POST'),
  'AWS::ApiGateway::RestApi': actions('apigateway', 'DELETE GET PATCH POST PUT UpdateRestApiPolicy'),
  'AWS::ApiGateway::Stage': actions('apigateway', 'DELETE GET PATCH POST PUT'),
  'AWS::WAFv2::WebACL': actions(
    'wafv2',
    'CreateWebACL DeleteWebACL GetWebACL ListTagsForResource TagResource UntagResource UpdateWebACL',
  ),
  'AWS::WAFv2::WebACLAssociation': [
    ...actions('wafv2', 'AssociateWebACL DisassociateWebACL GetWebACLForResource'),
    ...actions('apigateway', 'SetWebACL'),
  ],
  'AWS::SQS::Queue': actions(
    'sqs',
    'CreateQueue DeleteQueue GetQueueAttributes ListQueueTags SetQueueAttributes TagQueue UntagQueue',
  ),
  'AWS::SQS::QueuePolicy': actions('sqs', 'GetQueueAttributes SetQueueAttributes'),
};

const SIGHT: Permissions = {
  'AWS::Logs::LogGroup': actions(
    'logs',
    'AssociateKmsKey CreateLogGroup DeleteLogGroup DescribeLogGroups DisassociateKmsKey ListTagsForResource PutRetentionPolicy TagResource UntagResource',
  ),
  'AWS::CloudWatch::Alarm': actions(
    'cloudwatch',
    'DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource',
  ),
  'AWS::CloudWatch::Dashboard': actions('cloudwatch', 'DeleteDashboards GetDashboard PutDashboard'),
  'AWS::SNS::Topic': actions(
    'sns',
    'CreateTopic DeleteTopic GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource SetTopicAttributes TagResource UntagResource',
  ),
  'AWS::SNS::TopicPolicy': actions('sns', 'SetTopicAttributes'),
  'AWS::SNS::Subscription': actions('sns', 'GetSubscriptionAttributes SetSubscriptionAttributes Subscribe Unsubscribe'),
  'AWS::Budgets::Budget': actions('budgets', 'ModifyBudget ViewBudget'),
  'AWS::CloudFront::Distribution': actions(
    'cloudfront',
    'CreateDistribution DeleteDistribution GetDistribution GetDistributionConfig ListTagsForResource TagResource UntagResource UpdateDistribution',
  ),
  'AWS::CloudFront::OriginAccessControl': actions(
    'cloudfront',
    'CreateOriginAccessControl DeleteOriginAccessControl GetOriginAccessControl UpdateOriginAccessControl',
  ),
  'AWS::CloudFront::ResponseHeadersPolicy': actions(
    'cloudfront',
    'CreateResponseHeadersPolicy DeleteResponseHeadersPolicy GetResponseHeadersPolicy UpdateResponseHeadersPolicy',
  ),
};

/** By what they are for: each group is a policy of its own, as AWS limits the size of one. */
export const DEPLOYER_PERMISSIONS = {
  network: NETWORK,
  data: DATA,
  machines: MACHINES,
  functions: FUNCTIONS,
  sight: SIGHT,
} as const;
export type PermissionGroup = keyof typeof DEPLOYER_PERMISSIONS;

/** @returns an IAM policy document; what is made has no ARN yet, so it is for any resource */
export function deployerPolicy(group: PermissionGroup): object {
  const all = [...new Set(Object.values(DEPLOYER_PERMISSIONS[group]).flat())].toSorted();
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: all, Resource: '*' }] };
}
