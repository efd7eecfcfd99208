// The rules of all security groups, as lines that can be compared with the port matrix.
import { GATEWAY_USERS, HTTPS, OPENINGS, TASK_OPENINGS, TASK_PORTS } from '../../../infra/port-matrix.ts';
import { at, isObject, listOf } from './json.ts';
import type { Json } from './json.ts';
import type { Resource } from './synthesize.ts';

export interface Rules {
  ingress: string[];
  egress: string[];
}

/** What the port matrix says, of a VPC and groups that are all made. */
export function expectedRules(): Rules {
  const between = [
    ...OPENINGS.map(({ from, to, port }) => `${from} -> ${to}: tcp ${port}-${port}`),
    ...TASK_OPENINGS.map(({ from, to }) => `${from} -> ${to}: tcp ${TASK_PORTS.from}-${TASK_PORTS.to}`),
  ];
  const gateways = GATEWAY_USERS.map((member) => `${member} -> 0.0.0.0/0: tcp ${HTTPS}-${HTTPS}`);
  return { ingress: between.toSorted(), egress: [...between, ...gateways].toSorted() };
}

export function rulesIn(resources: Resource[]): Rules {
  const memberOf = memberNames(resources);
  const ingress = rulesOf(resources, INGRESS).map(({ group, rule }) =>
    line(peerOf(rule, memberOf), memberOf(group), rule),
  );
  const egress = rulesOf(resources, EGRESS)
    .filter(({ rule }) => rule['CidrIp'] !== NOWHERE)
    .map(({ group, rule }) => line(memberOf(group), peerOf(rule, memberOf), rule));
  return { ingress: ingress.toSorted(), egress: egress.toSorted() };
}

/** Rules that let in from anywhere, let in all protocols, or more ports than tasks have. */
export function wideIngress(resources: Resource[]): string[] {
  return rulesOf(resources, INGRESS)
    .filter(({ rule }) => isWide(rule))
    .map(({ id, rule }) => `${id}: ${JSON.stringify(rule)}`);
}

const isWide = (rule: Json): boolean =>
  rule['CidrIp'] === '0.0.0.0/0' ||
  rule['CidrIpv6'] !== undefined ||
  String(rule['IpProtocol']) === '-1' ||
  Number(rule['ToPort']) - Number(rule['FromPort']) > TASK_PORTS.to - TASK_PORTS.from;

/** CDK's way to say that a group lets nothing out. */
const NOWHERE = '255.255.255.255/32';
const INGRESS = { type: 'AWS::EC2::SecurityGroupIngress', property: 'SecurityGroupIngress' };
const EGRESS = { type: 'AWS::EC2::SecurityGroupEgress', property: 'SecurityGroupEgress' };

interface Found {
  id: string;
  group: unknown;
  rule: Json;
}

/** Rules are resources of their own, or lists inside a group. */
function rulesOf(resources: Resource[], { type, property }: typeof INGRESS): Found[] {
  return resources.flatMap(({ id, type: own, properties }) => {
    if (own === type) return [{ id, group: properties['GroupId'], rule: properties }];
    if (own !== 'AWS::EC2::SecurityGroup') return [];
    const rules = listOf(properties[property]).filter(isObject);
    return rules.map((rule) => ({ id, group: { 'Fn::GetAtt': [id, 'GroupId'] }, rule }));
  });
}

/** By the end of the group's description; other groups keep what they are called in the template. */
function memberNames(resources: Resource[]): (group: unknown) => string {
  const groups = resources.filter(({ type }) => type === 'AWS::EC2::SecurityGroup');
  const names = new Map(
    groups.map(({ id, properties }) => [id, String(properties['GroupDescription']).split(': ').at(-1) ?? id]),
  );
  return (group) => {
    const id = String(listOf(at(group, 'Fn::GetAtt'))[0]);
    return names.get(id) ?? JSON.stringify(group);
  };
}

function peerOf(rule: Json, memberOf: (group: unknown) => string): string {
  const group = rule['SourceSecurityGroupId'] ?? rule['DestinationSecurityGroupId'];
  return group === undefined ? addressOf(rule) : memberOf(group);
}

const addressOf = (rule: Json): string => (typeof rule['CidrIp'] === 'string' ? rule['CidrIp'] : JSON.stringify(rule));

const line = (from: string, to: string, rule: Json): string =>
  `${from} -> ${to}: ${String(rule['IpProtocol'])} ${String(rule['FromPort'])}-${String(rule['ToPort'])}`;
