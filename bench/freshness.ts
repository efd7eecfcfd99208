// Event produced -> visible in /v1/query, the flights replay running: straight into Druid, and through Flink in both delivery modes.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryResult } from '#schemas/query.ts';
import { atMost, figure, percentile } from './support/figure.ts';
import type { Bench, Figure } from './support/figure.ts';
import { expectOk, withHome } from './support/home.ts';
import type { RunningHome } from './support/home.ts';

const SAMPLES = 100;
const WARM_UP = 10;
const CHECKPOINT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
const SETTLE_MS = 60_000;

interface Path {
  name: string;
  /** Where events are sent, and where queries look. */
  stream: string;
  model: string;
  goalMs: number;
}

const PATHS: Path[] = [
  { name: 'direct', stream: 'bench_direct', model: 'bench_direct', goalMs: 200 },
  { name: 'through Flink, at-least-once', stream: 'bench_in', model: 'bench_alo', goalMs: 500 },
  {
    name: `through Flink, exactly-once (checkpoints each ${CHECKPOINT_MS} ms)`,
    stream: 'bench_in',
    model: 'bench_eo',
    goalMs: CHECKPOINT_MS + 500,
  },
];

export const freshness: Bench = {
  about: 'event produced -> visible in POST /v1/query: direct, and through Flink at-least-once and exactly-once',
  run: (say) =>
    withHome({ say, example: true }, async (home) => {
      await define(home);
      say('waiting until the backfill of the replay has settled');
      await sleep(SETTLE_MS);
      say(`measuring ${SAMPLES} events on each path, the paths in turn`);
      return measure(home);
    }),
};

/** One event on each path in turn, so that whatever else happens on the machine meets all of them alike. */
async function measure(home: RunningHome): Promise<Figure[]> {
  const samples = PATHS.map((path) => ({ path, took: new Array<number>() }));
  for (let round = 0; round < WARM_UP + SAMPLES; round++) {
    for (const { path, took } of samples) {
      const milliseconds = await timeToVisible(home, path);
      if (round >= WARM_UP) took.push(milliseconds);
      await sleep(Math.random() * 200);
    }
  }
  const compared = `${SAMPLES} events, replay at 200 events/s`;
  return samples.flatMap(({ path, took }) => [
    figure({ name: `${path.name}: p50`, value: percentile(took, 0.5), unit: 'ms', compared }),
    atMost(path.goalMs, { name: `${path.name}: p95`, value: percentile(took, 0.95), unit: 'ms', compared }),
  ]);
}

/** Milliseconds from before the POST of an event to the first answer that counts it. */
async function timeToVisible(home: RunningHome, { stream, model }: Path): Promise<number> {
  const id = randomUUID();
  const startedAt = performance.now();
  await expectOk(home.request('POST', `/v1/streams/${stream}/events`, [{ time: new Date().toISOString(), id }]));
  const query = {
    model,
    measures: ['events'],
    timeRange: { last: 'PT10M' },
    filters: [{ dimension: 'id', operator: '=', value: id }],
  };
  for (;;) {
    const { rows } = QueryResult.parse(await (await expectOk(home.request('POST', '/v1/query', query))).json());
    const took = performance.now() - startedAt;
    if (rows[0]?.[0] === 1) return took;
    if (took > LONGEST_WAIT_MS)
      throw new Error(`an event of ${stream} was not visible in ${model} after ${LONGEST_WAIT_MS} ms`);
  }
}

async function define(home: RunningHome): Promise<void> {
  const schema = {
    fields: [
      { name: 'time', type: 'timestamp', nullable: false },
      { name: 'id', type: 'string', nullable: false },
    ],
    eventTime: 'time',
    key: 'id',
  };
  const owner = 'bench';
  for (const name of ['bench_direct', 'bench_in', 'bench_alo', 'bench_eo']) {
    await expectOk(home.request('POST', '/v1/streams', { name, owner, layer: 'ODS', schema }));
  }
  for (const name of ['bench_direct', 'bench_alo', 'bench_eo']) {
    const measures = [{ name: 'events', kind: 'count' }];
    await expectOk(
      home.request('POST', '/v1/models', {
        name,
        owner,
        stream: name,
        dimensions: [{ name: 'id' }],
        measures,
        rollup: 'none',
      }),
    );
  }
  await definePipeline(home, { name: 'bench-alo', sink: 'bench_alo', delivery: 'at-least-once' });
  await definePipeline(home, { name: 'bench-eo', sink: 'bench_eo', delivery: 'exactly-once' });
}

async function definePipeline(
  home: RunningHome,
  { name, sink, delivery }: { name: string; sink: string; delivery: string },
): Promise<void> {
  const nodes = [
    { kind: 'stream-source', name: 'events', stream: 'bench_in' },
    { kind: 'filter', name: 'named', input: 'events', condition: 'CHAR_LENGTH(id) > 0' },
    { kind: 'stream-sink', name: 'out', input: 'named', stream: sink, delivery },
  ];
  const checkpointInterval = `PT${CHECKPOINT_MS / 1000}S`;
  await expectOk(home.request('POST', '/v1/pipelines', { name, owner: 'bench', nodes, checkpointInterval }));
  await expectOk(home.request('POST', `/v1/pipelines/${name}/start`, {}));
}
