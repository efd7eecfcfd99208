// Configuration -> templates, as `npx cdk synth --all` makes them. Each configuration is synthesized once: the project `infra` runs in one process.
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { readConfig } from '../../../infra/config.ts';
import { FEATURE_FLAGS } from '../../../infra/feature-flags.ts';
import { addPlatform } from '../../../infra/platform.ts';
import { synthFolder } from './synth-folder.ts';

export interface Synthesized {
  /** By the id of the stack: `Network`, `Storage`, .. */
  stacks: ReadonlyMap<string, SynthesizedStack>;
  app: App;
  /** What cdk-nag found, one line each. */
  findings: string[];
}

export interface SynthesizedStack {
  stack: Stack;
  template: Template;
  resources: Resource[];
}

export interface Resource {
  stack: string;
  id: string;
  type: string;
  properties: Record<string, unknown>;
  deletionPolicy: string | undefined;
}

const cache = new Map<string, Synthesized>();

/** @param configuration the `millrace` object of cdk.json */
export function synthesize(configuration: unknown): Synthesized {
  const key = JSON.stringify(configuration);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = synthesizeAnew(configuration);
  cache.set(key, made);
  return made;
}

/** @throws when there is no such stack */
export function stackOf(configuration: unknown, id: string): SynthesizedStack {
  const found = synthesize(configuration).stacks.get(id);
  if (found === undefined) throw new Error(`there is no stack ${id}`);
  return found;
}

export function resourcesOf(configuration: unknown): Resource[] {
  return [...synthesize(configuration).stacks.values()].flatMap(({ resources }) => resources);
}

/**
 * As the command line does it, with CloudFormation's own rules, which take most of the time: only where they are what is tested.
 * @returns seconds of processor time, since others may be busy too
 * @throws what those rules find
 */
export function validate(configuration: unknown): number {
  const before = process.cpuUsage();
  synthesizeAnew(configuration, { isValidated: true });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

function synthesizeAnew(configuration: unknown, { isValidated } = { isValidated: false }): Synthesized {
  const app = new App({
    // What Maven and esbuild make is not of interest here.
    context: { ...FEATURE_FLAGS, assets: 'placeholder' },
    outdir: mkdtempSync(path.join(synthFolder(), 'app-')),
    analyticsReporting: false,
    stackTraces: false,
    builtinCloudFormationValidation: isValidated,
  });
  addPlatform(app, readConfig(configuration));
  const stacks = new Map<string, SynthesizedStack>();
  for (const child of app.node.children) {
    if (child instanceof Stack) stacks.set(child.node.id, read(child));
  }
  return { app, stacks, findings: findingsIn(app) };
}

function read(stack: Stack): SynthesizedStack {
  const template = Template.fromStack(stack);
  const json: { Resources?: Record<string, Raw> } = template.toJSON();
  const resources = Object.entries(json.Resources ?? {}).map(([id, raw]) => ({
    stack: stack.node.id,
    id,
    type: raw.Type,
    properties: raw.Properties ?? {},
    deletionPolicy: raw.DeletionPolicy,
  }));
  return { stack, template, resources };
}

interface Raw {
  Type: string;
  Properties?: Record<string, unknown>;
  DeletionPolicy?: string;
}

/** By AWS's rules; a finding that is acknowledged with a reason is none. */
export function findingsIn(app: App): string[] {
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)]
    .flatMap((pack) => pack.validateScope(app).violations)
    .flatMap(({ ruleName, violatingResources, description }) =>
      violatingResources.map(({ constructPath }) => `${constructPath}: ${ruleName}: ${description}`),
    );
}
