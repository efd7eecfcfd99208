// `cdk bootstrap`, `cdk deploy --all` and `cdk destroy --all`, as whoever deploys runs them, against moto in place of AWS.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { ACCOUNT, REGION, startMoto } from './rehearse-server.ts';
import type { Inventory, Line, MotoServer, Thing } from './rehearse-server.ts';

const execute = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '..', '..');
const CDK = path.join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const STEP_MS = 180_000;

const Template = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), DeletionPolicy: z.string().optional() })),
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown().optional() })).default({}),
});
const Manifest = z.looseObject({
  artifacts: z.record(z.string(), z.looseObject({ type: z.string(), properties: z.unknown().optional() })),
});
const StackProperties = z.looseObject({ templateFile: z.string(), stackName: z.string() });
interface Stack {
  name: string;
  template: z.infer<typeof Template>;
}

export interface Rehearsal {
  stacks: Stack[];
  /** What the command line said where it gave up; `undefined` where it did not. */
  failure: { deploy: string | undefined; destroy: string | undefined };
  lines: Line[];
  deployed: Inventory;
  /** What is there after the removal and was not before the deployment. */
  left: { stacks: string[]; things: Thing[] };
}

/** @param configuration the `millrace` object of cdk.json; code is stood for by placeholders */
export async function rehearse(configuration: object): Promise<Rehearsal> {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-rehearsal-'));
  const moto = await startMoto(folder);
  try {
    const assembly = await synthesize({ configuration, folder, moto });
    const rehearsal = await deployAndDestroy(moto, assembly);
    rmSync(folder, { recursive: true });
    return rehearsal;
  } finally {
    moto.stop();
  }
}

interface Synthesis {
  configuration: object;
  folder: string;
  moto: MotoServer;
}

/** By cdk.json, as the command line finds it. @returns the folder of what was synthesized */
async function synthesize({ configuration, folder, moto }: Synthesis): Promise<string> {
  const assembly = path.join(folder, 'assembly');
  const context = ['-c', 'assets=placeholder', '-c', `millrace=${JSON.stringify(configuration)}`];
  const said = await cdk(moto, ['synth', '--all', '--quiet', '--output', assembly, ...context]);
  if (said !== undefined) throw new Error(said);
  return assembly;
}

async function deployAndDestroy(moto: MotoServer, assembly: string): Promise<Rehearsal> {
  const stacks = stacksIn(assembly);
  const app = ['--app', assembly];
  const bootstrapped = await cdk(moto, ['bootstrap', `aws://${ACCOUNT}/${REGION}`, ...app]);
  if (bootstrapped !== undefined) throw new Error(bootstrapped);
  const before = await moto.inventory();
  // Not by change sets: moto forgets what a stack exports that was made by one.
  const how = ['--require-approval', 'never', '--method', 'direct', ...parametersOf(stacks)];
  const deploy = await cdk(moto, ['deploy', '--all', ...how, ...app]);
  const deployed = await moto.inventory();
  const destroy = await cdk(moto, ['destroy', '--all', '--force', ...app]);
  const after = await moto.inventory();
  return { stacks, failure: { deploy, destroy }, lines: moto.lines(), deployed, left: difference(after, before) };
}

/** @returns what it said where it failed */
async function cdk(moto: MotoServer, args: string[]): Promise<string | undefined> {
  const options = { env: moto.environment, cwd: ROOT, timeout: STEP_MS, maxBuffer: 64 * 1024 * 1024 };
  const command = [CDK, ...args, '--no-color', '--no-notices'];
  return await execute(process.execPath, command, options).then(
    () => undefined,
    (error: unknown) => lastLines(error),
  );
}

function lastLines(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return said.trimEnd().split('\n').slice(-5).join('\n');
}

function stacksIn(assembly: string): Stack[] {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(assembly, file), 'utf8'));
  const { artifacts } = Manifest.parse(read('manifest.json'));
  return Object.values(artifacts)
    .filter(({ type }) => type === 'aws:cloudformation:stack')
    .map(({ properties }) => StackProperties.parse(properties))
    .map(({ templateFile, stackName }) => ({ name: stackName, template: Template.parse(read(templateFile)) }));
}

/** Whatever has no default is asked for: they are all checksums. */
function parametersOf(stacks: Stack[]): string[] {
  const checksum = createHash('sha512').update('rehearsal').digest('hex');
  return stacks.flatMap(({ name, template }) =>
    Object.entries(template.Parameters)
      .filter(([, { Default }]) => Default === undefined)
      .flatMap(([parameter]) => ['--parameters', `${name}:${parameter}=${checksum}`]),
  );
}

function difference(after: Inventory, before: Inventory): Rehearsal['left'] {
  const known = new Set(before.things.map((thing) => JSON.stringify(thing)));
  return {
    stacks: Object.keys(after.stacks).filter((name) => before.stacks[name] === undefined),
    things: after.things.filter((thing) => !known.has(JSON.stringify(thing))),
  };
}
