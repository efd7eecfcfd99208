// What is deployed beside templates: the functions' bundles, the planner's jars, the pipelines' jar. Made while synthesizing, and only once.
// With the context `assets=placeholder` a file that does nothing stands for each of them: for tests of templates.
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Node } from 'constructs';
import type { FunctionName } from './bundle.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const MADE = path.join(ROOT, '.millrace');
const FLINK_TARGET = path.join(ROOT, 'flink', 'target');
const PLACEHOLDER = path.join(import.meta.dirname, 'placeholder');
const BUNDLING_TIMEOUT_MS = 120_000;

const isPlaceholder = (node: Node): boolean => node.tryGetContext('assets') === 'placeholder';

/** The folder with a function's `index.mjs`. */
export function functionFolder(node: Node, name: FunctionName): string {
  if (isPlaceholder(node)) return PLACEHOLDER;
  bundles ??= bundleAll();
  return path.join(bundles, name);
}

let bundles: string | undefined;

/** In a process of its own: esbuild's plugins are asynchronous, as constructs are not. */
function bundleAll(): string {
  const folder = path.join(MADE, 'lambda');
  const script = path.join(import.meta.dirname, 'bundle.ts');
  execFileSync(process.execPath, [script, folder], { stdio: ['ignore', 2, 2], timeout: BUNDLING_TIMEOUT_MS });
  return folder;
}

/** A folder whose `lib/` holds the planner's jars, each for itself: unpacked into one they are too large for a function. */
export function plannerFolder(node: Node): string {
  if (isPlaceholder(node)) return PLACEHOLDER;
  requireBuilt('planner-lib');
  return layOutPlanner(path.join(MADE, 'planner'));
}

/** @param folder what was in it is gone. @returns it, with `lib/` as links to the jars that Maven made */
export function layOutPlanner(folder: string): string {
  const jars = path.join(FLINK_TARGET, 'planner-lib');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'lib'), { recursive: true });
  for (const jar of readdirSync(jars)) linkSync(path.join(jars, jar), path.join(folder, 'lib', jar));
  return folder;
}

/** The jar that each pipeline's application runs. */
export function flinkJar(node: Node): string {
  return isPlaceholder(node) ? path.join(PLACEHOLDER, 'README.md') : requireBuilt('millrace-flink.jar');
}

/** @throws an error that says how it is built */
function requireBuilt(product: string): string {
  const file = path.join(FLINK_TARGET, product);
  if (existsSync(file)) return file;
  throw new Error(
    `flink/target/${product} is not there: run "npm start", or "mvn -f flink/pom.xml package -DskipTests"`,
  );
}
