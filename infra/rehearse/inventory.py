# Prints, as JSON, the stacks that there are with their state, and the names of what else is in the account: asked of each service, not of
# CloudFormation. Reads what boto3 reads: AWS_ENDPOINT_URL, credentials, region.
import json

import boto3
from botocore.config import Config

TIMEOUTS = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 0})

# service, operation, its arguments, the list in the answer, the name in an item of it
LISTS = [
    ("apigateway", "get_rest_apis", {}, "items", "id"),
    ("autoscaling", "describe_auto_scaling_groups", {}, "AutoScalingGroups", "AutoScalingGroupName"),
    ("cloudwatch", "describe_alarms", {}, "MetricAlarms", "AlarmName"),
    ("cloudwatch", "list_dashboards", {}, "DashboardEntries", "DashboardName"),
    ("dynamodb", "list_tables", {}, "TableNames", None),
    ("ec2", "describe_launch_templates", {}, "LaunchTemplates", "LaunchTemplateId"),
    ("ec2", "describe_security_groups", {}, "SecurityGroups", "GroupId"),
    ("ec2", "describe_subnets", {}, "Subnets", "SubnetId"),
    ("ec2", "describe_vpc_endpoints", {}, "VpcEndpoints", "VpcEndpointId"),
    ("ec2", "describe_vpcs", {}, "Vpcs", "VpcId"),
    ("elbv2", "describe_load_balancers", {}, "LoadBalancers", "LoadBalancerArn"),
    ("elbv2", "describe_target_groups", {}, "TargetGroups", "TargetGroupArn"),
    ("events", "list_rules", {}, "Rules", "Name"),
    ("iam", "list_instance_profiles", {}, "InstanceProfiles", "InstanceProfileName"),
    ("iam", "list_policies", {"Scope": "Local"}, "Policies", "Arn"),
    ("iam", "list_roles", {}, "Roles", "RoleName"),
    ("kms", "list_keys", {}, "Keys", "KeyId"),
    ("lambda", "list_event_source_mappings", {}, "EventSourceMappings", "UUID"),
    ("lambda", "list_functions", {}, "Functions", "FunctionName"),
    ("lambda", "list_layers", {}, "Layers", "LayerArn"),
    ("logs", "describe_log_groups", {}, "logGroups", "logGroupName"),
    ("rds", "describe_db_clusters", {}, "DBClusters", "DBClusterIdentifier"),
    ("rds", "describe_db_instances", {}, "DBInstances", "DBInstanceIdentifier"),
    ("rds", "describe_db_subnet_groups", {}, "DBSubnetGroups", "DBSubnetGroupName"),
    ("route53", "list_hosted_zones", {}, "HostedZones", "Id"),
    ("s3", "list_buckets", {}, "Buckets", "Name"),
    ("secretsmanager", "list_secrets", {}, "SecretList", "ARN"),
    ("sns", "list_topics", {}, "Topics", "TopicArn"),
    ("sqs", "list_queues", {}, "QueueUrls", None),
]


def items_of(service, operation, arguments, key):
    client = boto3.client(service, config=TIMEOUTS)
    if not client.can_paginate(operation):
        return getattr(client, operation)(**arguments).get(key, [])
    pages = client.get_paginator(operation).paginate(**arguments)
    return [item for page in pages for item in page.get(key, [])]


def is_gone(service, item):
    # A group that a VPC has from the start goes with it.
    if service != "kms":
        return item_name(item) == "default"
    state = boto3.client("kms", config=TIMEOUTS).describe_key(KeyId=item["KeyId"])["KeyMetadata"]["KeyState"]
    return state == "PendingDeletion"


def item_name(item):
    return item.get("GroupName") if isinstance(item, dict) else None


def names_of(service, operation, arguments, key, name):
    items = [item for item in items_of(service, operation, arguments, key) if not is_gone(service, item)]
    return [item if name is None else item[name] for item in items]


stacks = items_of("cloudformation", "describe_stacks", {}, "Stacks")
print(
    json.dumps(
        {
            "stacks": {stack["StackName"]: stack["StackStatus"] for stack in stacks},
            "things": [
                {"service": service, "kind": operation.split("_", 1)[1], "name": name_of}
                for service, operation, arguments, key, name in LISTS
                for name_of in names_of(service, operation, arguments, key, name)
            ],
        }
    )
)
