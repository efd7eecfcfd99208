import { describe, expect, it } from 'vitest';
import { runToEnd } from '#local/run-to-end.ts';

const node = (script: string) => ({ name: 'a program', command: process.execPath, arguments: () => ['-e', script] });

describe('a program that prepares an engine', () => {
  it('is waited for', async () => {
    await expect(runToEnd(node('setTimeout(() => {}, 50)'))).resolves.toBeUndefined();
  });

  it('that fails is named with the last line that it wrote', async () => {
    await expect(runToEnd(node('console.error("at first\\nno room"); process.exit(3)'))).rejects.toThrow(
      'a program failed: no room',
    );
  });
});
