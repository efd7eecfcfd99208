// Whatever can be tagged says which platform it is of.
import { CfnResource, TagManager } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isObject, listOf } from './json.ts';

export function untagged(root: IConstruct, key: string): string[] {
  return root.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct))
    .filter((resource) => {
      const tags = TagManager.of(resource);
      return tags !== undefined && !keysOf(tags.renderTags()).includes(key);
    })
    .map((resource) => resource.node.path);
}

/** Tags are a list, a map, or a list with other names, depending on the type. */
function keysOf(tags: unknown): string[] {
  if (isObject(tags)) return Object.keys(tags);
  return listOf(tags)
    .filter(isObject)
    .flatMap((tag) => [tag['Key'], tag['key']])
    .filter((key) => typeof key === 'string');
}
