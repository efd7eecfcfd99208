import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findViolations, importsOf, readImportGraph } from '#test/support/import-graph.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('the import graph', () => {
  it('keeps to the directions of the house', () => {
    const graph = readImportGraph(root);
    expect(graph.size).toBeGreaterThan(50);
    expect(findViolations(graph)).toEqual([]);
  });

  it.each([
    ['schemas/stream.ts', 'yaml'],
    ['schemas/stream.ts', 'engines/kafka/connection.ts'],
    ['functions/streams/logic/check.ts', 'engines/kafka/connection.ts'],
    ['functions/streams/logic/check.ts', 'functions/streams/store.ts'],
    ['functions/streams/logic/check.ts', 'functions/platform/context.ts'],
    ['functions/streams/acts/create-stream.ts', 'functions/streams/routes.ts'],
    ['functions/streams/logic/check.ts', 'node:fs/promises'],
    ['functions/models/acts/create-model.ts', 'functions/streams/store.ts'],
    ['functions/platform/app.ts', 'functions/streams/routes.ts'],
    ['engines/kafka/connection.ts', 'functions/platform/errors.ts'],
    ['cli/main.ts', 'functions/api.ts'],
    ['cli/main.ts', 'functions/alerts/acts/create-rule.ts'],
    ['cli/main.ts', 'functions/alerts/store/rule-states.ts'],
    ['cli/main.ts', 'functions/platform/logic/format.ts'],
    ['cli/main.ts', 'engines/druid/druid.ts'],
    ['console/main.ts', 'functions/alerts/logic/step-rule.ts'],
    ['examples/flights/replay.ts', 'engines/kafka/connection.ts'],
    ['functions/api.ts', 'local/ports.ts'],
    ['infra/app.ts', 'functions/api.ts'],
  ])('refuses that %s imports %s', (from, to) => {
    expect(findViolations(new Map([[from, [to]]]))).toHaveLength(1);
  });

  it.each([
    ['cli/commands/test.ts', 'functions/alerts/logic/rule-test/run-case.ts'],
    ['cli/main.ts', 'schemas/stream.ts'],
    ['examples/flights/replay.ts', 'cli/api-client.ts'],
  ])('allows that %s imports %s', (from, to) => {
    expect(findViolations(new Map([[from, [to]]]))).toEqual([]);
  });

  it('finds a cycle of rooms', () => {
    const graph = new Map([
      ['functions/a/acts/x.ts', ['functions/b/acts/x.ts']],
      ['functions/b/acts/x.ts', ['functions/c/logic/x.ts']],
      ['functions/c/acts/x.ts', ['functions/a/acts/x.ts']],
    ]);
    expect(findViolations(graph)).toHaveLength(3);
  });

  it('sees fixed, dynamic, type and re-exporting imports', () => {
    const source = `import { a } from './a.ts';\nimport type { B } from '#schemas/b.ts';\nexport * from '../c.ts';\nawait import('./d.ts');\nimport 'zod';`;
    expect(importsOf('functions/x/y.ts', source)).toEqual([
      'functions/x/a.ts',
      'schemas/b.ts',
      'functions/c.ts',
      'functions/x/d.ts',
      'zod',
    ]);
  });
});
