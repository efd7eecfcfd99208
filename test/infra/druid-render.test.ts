import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderFiles } from '#local/render-template.ts';
import { BUNDLE, druidMachine } from './support/druid-machine.ts';
import type { Machine } from './support/druid-machine.ts';

let machine: Machine;
beforeAll(async () => {
  machine = await druidMachine({ GROUP: 'data' });
});
afterAll(() => machine.stop());

describe('the renderer of machines', () => {
  it.each(['broker', 'coordinator-overlord', 'historical', 'indexer', 'middle-manager', 'router'])(
    'fills in the base of %s as the one of laptops does',
    async (role) => {
      const file = path.join(BUNDLE, 'base', role, 'runtime.properties');
      const names = new Set([...readFileSync(file, 'utf8').matchAll(/\$\{([\w.]+)\}/g)].map(([, name]) => name ?? ''));
      const values: Record<string, string> = Object.fromEntries(
        [...names].map((name, index) => [name, `value ${index} of ${name}=\\1 $& "`]),
      );
      const [here, there] = ['here', 'there'].map((name) => path.join(machine.root, name));
      renderFiles([file], here ?? '', values);
      writeFileSync(
        path.join(machine.root, 'values'),
        Object.entries(values)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
      );
      const { code } = await machine.run('render.sh', {}, [there ?? '', path.join(machine.root, 'values'), file]);
      expect(code).toBe(0);
      expect(machine.read('there')).toBe(machine.read('here'));
    },
  );

  it('refuses a template that names a value which is not given', async () => {
    writeFileSync(path.join(machine.root, 'template'), 'a=${missing.one}');
    writeFileSync(path.join(machine.root, 'values'), 'given=1\n');
    const args = ['target', 'values', 'template'].map((name) => path.join(machine.root, name));
    const { code, output } = await machine.run('render.sh', {}, args);
    expect(code).toBe(1);
    expect(output).toContain('the template names ${missing.one}, which has no value');
  });
});

describe('the sizes of roles', () => {
  it.each([
    { memory: '1800', cores: '2' },
    { memory: '7700', cores: '2' },
    { memory: '31500', cores: '4' },
    { memory: '250000', cores: '32' },
  ])('fit together into a data node of $memory MB and $cores cores', async ({ memory, cores }) => {
    const size = async (role: string) => {
      const { output } = await machine.run('sizes.sh', { MEMORY_MB: memory, CORES: cores }, [role]);
      return Object.fromEntries(
        [...output.matchAll(/^([\w.]+)=(\d+)/gm)].map(([, name, value]) => [name, Number(value)]),
      );
    };
    const historical = await size('historical');
    const manager = await size('middle-manager');
    const tasks =
      (manager['task.slots'] ?? NaN) * ((manager['task.heap.mb'] ?? NaN) + (manager['task.direct.mb'] ?? NaN));
    const total =
      (historical['heap.mb'] ?? NaN) + (historical['direct.mb'] ?? NaN) + (manager['heap.mb'] ?? NaN) + tasks;
    expect(total).toBeLessThan(Number(memory));
  });
});
