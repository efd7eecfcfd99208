#!/usr/bin/env node
// The `millrace` command. On a Node that cannot run TypeScript the launcher brings one that can, and runs the same thing on it.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 24 || (major === 24 && minor >= 6)) {
  await import('./main.ts');
} else {
  const { spawnSync } = await import('node:child_process');
  const { fileURLToPath } = await import('node:url');
  const launcher = new URL('../local/launch.mjs', import.meta.url);
  const { status } = spawnSync(process.execPath, [fileURLToPath(launcher), 'cli', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
