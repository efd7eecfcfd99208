// Makes one file of each Lambda function, as it is deployed and as tests load it. `node infra/bundle.ts` makes all and prints their sizes.
// It names entry files and imports none of them.
import { cpSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Each function's entry file, and what it reads at run time beside its code. */
export const FUNCTIONS = {
  api: { entry: 'functions/api-lambda.ts', files: ['rapidoc/package.json', 'rapidoc/dist/rapidoc-min.js'] },
  evaluate: { entry: 'functions/alerts/lambda/evaluate.ts', files: [] },
  notify: { entry: 'functions/alerts/lambda/notify.ts', files: [] },
  deliver: { entry: 'functions/alerts/lambda/deliver.ts', files: [] },
  probe: { entry: 'functions/canary/lambda/probe.ts', files: [] },
  export: { entry: 'functions/queries/lambda/export.ts', files: [] },
  'refresh-issuer-keys': { entry: 'functions/access/lambda/refresh-issuer-keys.ts', files: [] },
  'register-admin': { entry: 'functions/access/lambda/register-admin.ts', files: [] },
  'stop-applications': { entry: 'functions/pipelines/lambda/stop-applications.ts', files: [] },
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

/** What the functions run on: the CDK's constant for it is in constructs/function.ts. */
const TARGET = 'node24';

/** Modules from CommonJS ask for Node's own by `require`, which a module does not have. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Makes `<into>/<name>/index.mjs`, whose export is `handler`. @returns its size in bytes */
export async function bundle(name: FunctionName, into: string): Promise<number> {
  const { entry, files } = FUNCTIONS[name];
  const folder = path.join(into, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, 'index.mjs');
  await build({
    entryPoints: [path.join(ROOT, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    // Packages that have both come as modules, of which esbuild takes only what is used.
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    legalComments: 'none',
    banner: { js: REQUIRE },
    // Else it looks for a file of its own beside itself.
    alias: { '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled' },
    plugins: [withoutLocales],
    absWorkingDir: ROOT,
    logLevel: 'error',
  });
  for (const file of files) cpSync(path.join(ROOT, 'node_modules', file), path.join(folder, 'node_modules', file));
  return statSync(outfile).size;
}

/** zod's messages in other languages than English come in by `import { z }`, which a dependency has. */
const withoutLocales: Plugin = {
  name: 'without-locales',
  setup: (bundling) => {
    bundling.onResolve({ filter: /locales\/index\.js$/ }, ({ path: file, importer }) =>
      importer.includes(`${path.sep}zod${path.sep}`) ? { path: file, namespace: 'no-locales' } : undefined,
    );
    bundling.onLoad({ filter: /.*/, namespace: 'no-locales' }, () => ({ contents: 'export {};' }));
  },
};

const isFunctionName = (name: string): name is FunctionName => name in FUNCTIONS;

if (import.meta.main) {
  const [into = path.join(ROOT, '.millrace', 'lambda'), ...names] = process.argv.slice(2);
  const wanted = names.length === 0 ? Object.keys(FUNCTIONS) : names;
  for (const name of wanted.filter(isFunctionName)) {
    const bytes = await bundle(name, into);
    process.stdout.write(`${name}: ${(bytes / 1024).toFixed(0)} KB\n`);
  }
}
