// Machines: metadata by sessions only. Roles: each with the boundary.
import { at } from './json.ts';
import type { Resource } from './synthesize.ts';

export function withoutSessionMetadata(resources: Resource[]): string[] {
  return resources
    .filter(({ type }) => type === 'AWS::EC2::LaunchTemplate')
    .filter(({ properties }) => at(properties, 'LaunchTemplateData', 'MetadataOptions', 'HttpTokens') !== 'required')
    .map(({ stack, id }) => `${stack}/${id}`);
}

/** Instances and groups that say themselves what they are, instead of by a launch template. */
export function withoutLaunchTemplate(resources: Resource[]): string[] {
  return resources
    .filter(({ type, properties }) =>
      type === 'AWS::EC2::Instance'
        ? properties['LaunchTemplate'] === undefined
        : type === 'AWS::AutoScaling::LaunchConfiguration',
    )
    .map(({ stack, id }) => `${stack}/${id}`);
}

export function unboundedRoles(resources: Resource[], boundary: string): string[] {
  return resources
    .filter(({ type, properties }) => type === 'AWS::IAM::Role' && properties['PermissionsBoundary'] !== boundary)
    .map(({ stack, id }) => `${stack}/${id}`);
}
