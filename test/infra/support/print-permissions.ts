// docs/permissions.md: what CloudFormation must be allowed, and what each role is. Written from the code, so that it cannot be out of date.
import { DEPLOYER_PERMISSIONS } from '../../../infra/deployer-permissions.ts';
import { PRESET_CASES } from './cases.ts';
import { at, isObject, listOf } from './json.ts';
import { resourcesOf } from './synthesize.ts';
import type { Resource } from './synthesize.ts';

const HEAD = `# Permissions

Written by \`npx vitest run --project infra test/infra/permissions.test.ts --update\` from the code and from the templates of the preset medium.

## What CloudFormation needs

Where it is no administrator, \`npm run deployer-policy -- <group>\` prints the policy of a group. From the API of each service, not from a
deployment: what is missing shows as AccessDenied, with the action's name.
`;
const ROLES = `
## What each role is

Roles that are given in \`roles\` of cdk.json take the place of these. References are written as \`<logical id>\`.
`;

export function printPermissions(): string {
  const groups = Object.entries(DEPLOYER_PERMISSIONS).map(([group, permissions]) => {
    const rows = Object.entries(permissions).map(([type, actions]) => `| ${type} | ${actions.join(', ') || '-'} |`);
    return [`\n### ${group}\n`, '| type of resource | actions |', '|---|---|', ...rows].join('\n');
  });
  return `${[HEAD, ...groups].join('\n')}\n${ROLES}${rolesOf(resourcesOf(PRESET_CASES.medium)).join('\n')}\n`;
}

const NAMED = /^Millrace: (.+)$/;

function rolesOf(resources: Resource[]): string[] {
  return resources
    .filter(({ type, properties }) => type === 'AWS::IAM::Role' && NAMED.test(String(properties['Description'])))
    .map((role) => ({ name: String(role.properties['Description']).replace(NAMED, '$1'), role }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, role }) => [`\n### ${name}\n`, trustOf(role), '', ...statementsOf(role, resources)].join('\n'));
}

const trustOf = ({ properties }: Resource): string => {
  const services = listOf(at(properties, 'AssumeRolePolicyDocument', 'Statement')).map((statement) =>
    flat(at(statement, 'Principal')),
  );
  const managed = listOf(properties['ManagedPolicyArns']).map(flat);
  return `Trusts ${services.join(', ')}.${managed.length === 0 ? '' : ` Has ${managed.join(', ')}.`}`;
};

function statementsOf(role: Resource, resources: Resource[]): string[] {
  const own = listOf(role.properties['Policies']).map((policy) => at(policy, 'PolicyDocument'));
  const attached = resources
    .filter(
      ({ type, stack, properties }) =>
        type === 'AWS::IAM::Policy' && stack === role.stack && refersTo(properties['Roles'], role.id),
    )
    .map(({ properties }) => properties['PolicyDocument']);
  const rows = [...own, ...attached]
    .flatMap((document) => listOf(at(document, 'Statement')))
    .map(
      (statement) =>
        `| ${list(at(statement, 'Action'))} | ${list(at(statement, 'Resource'))} | ${flat(at(statement, 'Condition') ?? '-')} |`,
    );
  return ['| actions | on | if |', '|---|---|---|', ...rows];
}

const refersTo = (roles: unknown, id: string): boolean => listOf(roles).some((role) => at(role, 'Ref') === id);

const list = (value: unknown): string => listOf(value).map(flat).join(', ');

/** With references as `<logical id>`. */
function flat(value: unknown): string {
  // The hash of an asset is of what is in it.
  if (typeof value === 'string') return value.replaceAll(/[0-9a-f]{40,}(?=\.[a-z])/g, '<asset>');
  const text = textOf(value);
  return text ?? JSON.stringify(withoutReferences(value)).replaceAll('|', '\\|');
}

function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (!isObject(value)) return value;
  const text = textOf(value);
  if (text !== undefined) return text;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutReferences(inner)]));
}

/** Of what CloudFormation fills in; undefined for anything else. */
function textOf(value: unknown): string | undefined {
  const [delimiter, parts] = listOf(at(value, 'Fn::Join'));
  if (parts !== undefined) return listOf(parts).map(flat).join(String(delimiter));
  const [index, split] = listOf(at(value, 'Fn::Select'));
  if (split !== undefined) return index === 0 ? flat(listOf(at(split, 'Fn::Split'))[1]) : '..';
  const text = at(value, 'Fn::Sub');
  if (typeof text === 'string') return text.replaceAll(/\$\{([^}]+)\}/g, '<$1>');
  const reference = at(value, 'Ref') ?? at(value, 'Fn::ImportValue') ?? at(value, 'Fn::GetAtt');
  return reference === undefined ? undefined : `<${listOf(reference).map(shortId).join('.')}>`;
}

/** Without the hashes of generated ids, which change with the tree. */
const shortId = (id: unknown): string =>
  flat(id)
    .replace(/^.*:ExportsOutput(Ref|FnGetAtt)/, '')
    .replaceAll(/([0-9A-F]{8}){1,2}(?![0-9A-Za-z])|[0-9A-F]{8}(?=Arn)/g, '');
