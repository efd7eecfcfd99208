// millrace test: rules against made-up events, without a server.
import { runCase } from '#functions/alerts/logic/rule-test/run-case.ts';
import { defineCommand } from '../command.ts';
import { formatTestResult } from '../logic/format-test-result.ts';
import type { TestResult } from '../logic/format-test-result.ts';
import { readRuleTests } from '../read-rule-tests.ts';
import type { PlacedCase } from '../read-rule-tests.ts';

const NOTES = `A file of tests names rules, events and what is expected, at times from the start of a case:

  rules: [alerts.yaml, model.yaml]    # files of definitions, or rules as they are; models say what measures are
  measures: { delay_mean: mean }      # or so: count, sum, min, max, mean, distinct or quantile
  cases:
    - name: fires after 20 seconds
      rule: mean-delay-by-state       # where there are several
      interval: 10s                   # between values
      series:
        - { measure: delay_mean, labels: { origin_state: CA }, values: 10x5 40+1x5 _x2 30@5m }
      expect:
        - at: 2m
          status: firing              # normal, pending, firing, recovering, no-data, error
          incidents: [{ labels: { origin_state: CA }, severity: warning, startedAt: 1m30s }]
      notifications:                  # all that are told in the whole case
        - { at: 2m, type: opened, labels: { origin_state: CA } }

Values are as promtool has them: 5x3 is 5 and three more, 1+2x3 is 1 3 5 7, _ is nothing; 9@5m arrives 5 minutes late. Events come at their
times; from, arrives, watermark, errors and outages of a case say otherwise. Windows are judged as live: when the watermark (the newest
event that has arrived; watermark: clock for a busy stream) has passed their end, or after the maximum wait. Only what is named is compared.`;

export const test = defineCommand({
  name: 'test',
  summary: 'Test rules on made-up events, without a server',
  usage: '<file or folder>... [--json]',
  options: { json: { type: 'boolean', description: 'Print one JSON array.' } },
  examples: ['millrace test examples/flights', 'millrace test alerts.test.yaml --json'],
  notes: NOTES,
  positionals: { least: 1, most: 1000 },
  run: async ({ values, positionals, terminal }) => {
    const started = performance.now();
    const { cases, errors } = await readRuleTests(positionals, terminal);
    const results = cases.map(resultOf);
    const failed = results.filter(({ differences }) => differences.length > 0);
    for (const error of errors) terminal.note(error);
    if (values.json === true) await terminal.write(`${JSON.stringify(results, null, 2)}\n`);
    else {
      for (const result of results) await terminal.write(formatTestResult(result, terminal.colour));
      const time = Math.round(performance.now() - started);
      const broken =
        errors.length === 0 ? '' : `, ${errors.length} error${errors.length === 1 ? '' : 's'} in the files`;
      await terminal.write(`${results.length - failed.length} passed, ${failed.length} failed${broken} (${time} ms)\n`);
    }
    return failed.length > 0 || errors.length > 0 ? 1 : 0;
  },
});

function resultOf({ file, line, prepared }: PlacedCase): TestResult {
  return { file, line, name: prepared.definition.name, differences: runCase(prepared) };
}
