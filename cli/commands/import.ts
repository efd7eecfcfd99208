// millrace import: rules of Prometheus and Grafana as rules of ours, and a list of what does not carry over.
import { readFile, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { importGrafana } from '#functions/alerts/logic/import/import-grafana.ts';
import { GrafanaRules } from '#functions/alerts/logic/import/grafana-file.ts';
import { PrometheusRules, importPrometheus } from '#functions/alerts/logic/import/import-prometheus.ts';
import type { Finding, Imported } from '#functions/alerts/logic/import/imported.ts';
import { MetricMapping } from '#schemas/alerts/metric-mapping.ts';
import { UsageError, defineCommand } from '../command.ts';
import type { Invocation } from '../command.ts';
import { parseMapOption } from '../logic/parse-map-option.ts';
import { pointerOf } from '../logic/place-in-yaml.ts';
import { describeFault, parseYaml } from '../logic/parse-yaml.ts';
import type { ParsedYaml } from '../logic/parse-yaml.ts';

const NOTES = `Rules know models and measures, not metrics: say which measure stands for which metric, and of what kind it is, with --map or in a
file for --mapping:

  model: requests                     # for all that name none
  owner: payments
  channels: [on-call]
  metrics:
    http_requests_total: { measure: requests, kind: count, labels: [instance, code] }
    queue_length: [{ measure: queue_mean, kind: mean }, { measure: queue_max, kind: max }]
  labels: { instance: host, job: null }   # dimensions for labels; null for a label that events do not have

What carries over: comparisons with a number of sum, avg, min or max by labels of rate, increase and *_over_time, ratios and differences of
two of them, absent, histogram_quantile; for, keep_firing_for, intervals, labels, severity, annotations; of Grafana thresholds, reductions,
simple math and classic conditions over such queries, and the states for no data. The rest is listed with its place: exit code 1.`;

const options = {
  model: { type: 'string', short: 'm', value: 'MODEL', description: 'The model of measures that name none.' },
  map: {
    type: 'string',
    multiple: true,
    value: 'METRIC=MEASURE:KIND',
    description:
      'Which measure stands for a metric; kinds are count, sum, min, max, mean, quantile. MODEL.MEASURE names a model.',
  },
  mapping: { type: 'string', value: 'FILE', description: 'A YAML file with the whole mapping.' },
  owner: { type: 'string', value: 'OWNER', description: 'The owner of the rules.' },
  output: { type: 'string', short: 'o', value: 'FILE', description: 'Where to write the rules; stdout by default.' },
  json: { type: 'boolean', description: 'Print rules and findings as JSON.' },
} as const;

export const importRules = defineCommand({
  name: 'import',
  summary: 'Turn alerts of Prometheus or Grafana into rules',
  usage: '<prometheus|grafana> <file> [options]',
  options,
  examples: [
    'millrace import prometheus alerts.yml --model requests --map http_requests_total=requests:count -o rules.yaml',
    'millrace import grafana provisioning.yaml --mapping mapping.yaml',
  ],
  notes: NOTES,
  positionals: { least: 2, most: 2 },
  run: async ({ values, positionals: [from = '', file = ''], terminal }) => {
    if (from !== 'prometheus' && from !== 'grafana')
      throw new UsageError(`rules of "${from}" cannot be imported: prometheus and grafana can`);
    const mapping = await readMapping(values);
    const yaml = parseYaml(file, await readText(file));
    const imported = importFile(from, yaml, mapping);
    const text = imported.rules
      .map(({ fields }) => stringify({ kind: 'rule', ...fields }, { lineWidth: 0 }))
      .join('---\n');
    const findings = imported.findings.map((finding) => ({
      ...finding,
      line: yaml.lineOf(finding.path),
      pointer: pointerOf(finding.path),
    }));
    if (values.json === true) {
      const rules = imported.rules.map(({ fields }) => fields);
      await terminal.write(`${JSON.stringify({ rules, findings, unmapped: imported.unmapped }, null, 2)}\n`);
    } else if (values.output === undefined) await terminal.write(text);
    if (values.output !== undefined) await writeFile(values.output, text);
    const lost = imported.findings.filter(({ kind }) => kind === 'lost');
    for (const finding of imported.findings) terminal.note(describeFinding(yaml, finding));
    if (imported.unmapped.length > 0) terminal.note(`metrics without a measure: ${imported.unmapped.join(', ')}`);
    const many = imported.findings.length - lost.length;
    terminal.note(
      `${count(imported.rules.length, 'rule')} imported, ${count(lost.length, 'thing')} did not carry over, ${count(many, 'thing')} changed`,
    );
    return lost.length > 0 ? 1 : 0;
  },
});

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

function describeFinding(yaml: ParsedYaml, { kind, path, alert, reason }: Finding): string {
  const subject = alert === '' ? '' : `${alert}: `;
  return describeFault(yaml, {
    path,
    reason: `${kind === 'lost' ? 'does not carry over' : 'changed'}: ${subject}${reason}`,
  });
}

function importFile(from: 'prometheus' | 'grafana', yaml: ParsedYaml, mapping: MetricMapping): Imported {
  return from === 'prometheus'
    ? importPrometheus(yaml.read(PrometheusRules), mapping)
    : importGrafana(yaml.read(GrafanaRules), mapping);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function readMapping(values: Invocation<typeof options>['values']): Promise<MetricMapping> {
  const { mapping, map = [], model, owner } = values;
  const known =
    mapping === undefined ? MetricMapping.parse({}) : parseYaml(mapping, await readText(mapping)).read(MetricMapping);
  return {
    ...known,
    ...(model === undefined ? {} : { model }),
    ...(owner === undefined ? {} : { owner }),
    metrics: { ...known.metrics, ...Object.fromEntries(map.map(parseMapOption)) },
  };
}
