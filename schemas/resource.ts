// A definition in a file, as `millrace apply` reads it: its kind beside its fields, in JSON or YAML.
import * as z from 'zod';
import { Channel } from './alerts/channel.ts';
import { Route } from './alerts/route.ts';
import { Rule } from './alerts/rule.ts';
import { Silence } from './alerts/silence.ts';
import { Model } from './model.ts';
import { Pipeline } from './pipeline.ts';
import { Stream } from './stream.ts';

/** The kinds of definitions in the order in which they depend on one another, with where they live in the API. */
export const RESOURCE_KINDS = {
  stream: { path: 'streams', schema: Stream },
  pipeline: { path: 'pipelines', schema: Pipeline },
  model: { path: 'models', schema: Model },
  channel: { path: 'channels', schema: Channel },
  route: { path: 'routes', schema: Route },
  silence: { path: 'silences', schema: Silence },
  rule: { path: 'rules', schema: Rule },
} as const;

export const ResourceKind = z.enum(['stream', 'pipeline', 'model', 'channel', 'route', 'silence', 'rule']);
export type ResourceKind = z.infer<typeof ResourceKind>;

/** Fields that the API adds to definitions of a kind, beside those that it adds to all. */
export const ADDED_FIELDS: Partial<Record<ResourceKind, readonly string[]>> = { silence: ['author', 'status'] };
