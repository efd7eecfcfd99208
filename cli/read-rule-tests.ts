// Rule tests in files and folders, with the definitions that they name.
import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { RuleTests } from '#schemas/alerts/rule-test.ts';
import { Rule } from '#schemas/alerts/rule.ts';
import { Model } from '#schemas/model.ts';
import { prepareTests } from '#functions/alerts/logic/rule-test/prepare-tests.ts';
import type { PreparedCase } from '#functions/alerts/logic/rule-test/run-case.ts';
import { UsageError } from './command.ts';
import { parseResources } from './logic/parse-resources.ts';
import type { ParsedFile } from './logic/parse-resources.ts';
import { YamlFault, describeFault, parseYaml } from './logic/parse-yaml.ts';
import type { ParsedYaml } from './logic/parse-yaml.ts';
import { isRuleTestFile } from './read-resources.ts';
import type { Terminal } from './terminal.ts';

export interface PlacedCase {
  file: string;
  line: number;
  prepared: PreparedCase;
}
export interface ReadRuleTests {
  cases: PlacedCase[];
  /** A line for each thing that is wrong: file, line, field and reason. */
  errors: string[];
}

/** Reads each path: a file, or a folder with all `.test.yaml`, `.test.yml` and `.test.json` below it. */
export async function readRuleTests(paths: readonly string[], terminal: Terminal): Promise<ReadRuleTests> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const read = await Promise.all([...new Set(files)].map((file) => readFileOfTests(file, terminal)));
  return { cases: read.flatMap(({ cases }) => cases), errors: read.flatMap(({ errors }) => errors) };
}

async function filesOf(given: string): Promise<string[]> {
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) throw new UsageError(`there is no file or folder ${given}`);
  if (!found.isDirectory()) return [given];
  const names = (await readdir(given, { recursive: true }))
    .filter((name) => isRuleTestFile(name) && !/(^|\/)(\.|node_modules\/)/.test(name))
    .sort();
  if (names.length === 0) throw new UsageError(`there is no .test.yaml, .test.yml or .test.json file in ${given}`);
  return names.map((name) => path.join(given, name));
}

async function readFileOfTests(file: string, terminal: Terminal): Promise<ReadRuleTests> {
  const text = await readFile(file, 'utf8');
  try {
    const yaml = parseYaml(file, text);
    return await prepareFile(yaml, yaml.read(RuleTests), terminal);
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    return { cases: [], errors: error.message.split('\n') };
  }
}

async function prepareFile(yaml: ParsedYaml, tests: RuleTests, terminal: Terminal): Promise<ReadRuleTests> {
  const { resources, errors } = await readDefinitions(yaml, tests, terminal);
  if (errors.length > 0) return { cases: [], errors };
  const rules = resources.filter(({ kind }) => kind === 'rule').map(({ definition }) => Rule.parse(definition));
  const models = resources.filter(({ kind }) => kind === 'model').map(({ definition }) => Model.parse(definition));
  const { cases, faults } = prepareTests({ tests, rules, models });
  if (faults.length > 0) return { cases: [], errors: faults.map((fault) => describeFault(yaml, fault)) };
  const { file, lineOf } = yaml;
  return { cases: cases.map((prepared, index) => ({ file, line: lineOf(['cases', index]), prepared })), errors: [] };
}

async function readDefinitions(yaml: ParsedYaml, { rules }: RuleTests, terminal: Terminal): Promise<ParsedFile> {
  const all: ParsedFile = { resources: [], errors: [] };
  for (const [index, rule] of rules.entries()) {
    if (typeof rule !== 'string') continue;
    const target = path.join(path.dirname(yaml.file), rule);
    const text = await readFile(target, 'utf8').catch(() => undefined);
    if (text === undefined) {
      all.errors.push(describeFault(yaml, { path: ['rules', index], reason: `there is no file ${target}` }));
      continue;
    }
    const { resources, errors } = parseResources({ file: target, text, environment: terminal.environment });
    all.resources.push(...resources);
    all.errors.push(...errors);
  }
  return all;
}
