// What can be got: where it lives in the API, and the columns of its table.
import { UsageError } from './command.ts';

export interface ResourceView {
  /** In the singular, as in files. */
  kind: string;
  path: string;
  /** A heading, and where its value stands in an item: `schema.key`. */
  columns: readonly (readonly [title: string, field: string])[];
  /** Whether one can be got or deleted by its name. */
  named: boolean;
}

const common = [
  ['OWNER', 'owner'],
  ['VERSION', 'version'],
  ['UPDATED', 'updatedAt'],
] as const;

const VIEWS: readonly ResourceView[] = [
  {
    kind: 'stream',
    path: 'streams',
    named: true,
    columns: [
      ['NAME', 'name'],
      ['LAYER', 'layer'],
      ['KEY', 'schema.key'],
      ['CLUSTER', 'cluster'],
      ['PARTITIONS', 'partitions'],
      ['RETENTION', 'retention'],
      ...common,
    ],
  },
  {
    kind: 'pipeline',
    path: 'pipelines',
    named: true,
    columns: [['NAME', 'name'], ['PARALLELISM', 'parallelism'], ['CHECKPOINTS', 'checkpointInterval'], ...common],
  },
  {
    kind: 'model',
    path: 'models',
    named: true,
    columns: [['NAME', 'name'], ['STREAM', 'stream'], ['ROLLUP', 'rollup'], ['RETENTION', 'retention'], ...common],
  },
  {
    kind: 'channel',
    path: 'channels',
    named: true,
    columns: [['NAME', 'name'], ['TYPE', 'type'], ['URL', 'url'], ...common],
  },
  {
    kind: 'route',
    path: 'routes',
    named: true,
    columns: [
      ['NAME', 'name'],
      ['ORDER', 'order'],
      ['MATCHERS', 'matchers'],
      ['CHANNELS', 'channels'],
      ['GROUP BY', 'groupBy'],
      ['CONTINUE', 'continue'],
      ['ENABLED', 'enabled'],
      ...common,
    ],
  },
  {
    kind: 'silence',
    path: 'silences',
    named: true,
    columns: [
      ['NAME', 'name'],
      ['STATUS', 'status'],
      ['FROM', 'from'],
      ['TO', 'to'],
      ['MATCHERS', 'matchers'],
      ['AUTHOR', 'author'],
      ...common,
    ],
  },
  {
    kind: 'rule',
    path: 'rules',
    named: true,
    columns: [
      ['NAME', 'name'],
      ['MODEL', 'model'],
      ['MEASURE', 'measure'],
      ['WINDOW', 'window'],
      ['EVERY', 'every'],
      ['SEVERITY', 'severity'],
      ['ENABLED', 'enabled'],
      ...common,
    ],
  },
  {
    kind: 'incident',
    path: 'incidents',
    named: false,
    columns: [
      ['RULE', 'rule'],
      ['LABELS', 'labels'],
      ['STATUS', 'status'],
      ['SEVERITY', 'severity'],
      ['VALUE', 'value'],
      ['THRESHOLD', 'threshold'],
      ['OPENED', 'openedAt'],
      ['RESOLVED', 'resolvedAt'],
    ],
  },
  {
    kind: 'token',
    path: 'tokens',
    named: false,
    columns: [
      ['ID', 'id'],
      ['NAME', 'name'],
      ['ROLE', 'role'],
      ['CREATED', 'createdAt'],
      ['EXPIRES', 'expiresAt'],
      ['LAST USED', 'lastUsedAt'],
    ],
  },
];

/** The view of a kind, by its singular or plural. */
export function viewOf(word: string): ResourceView {
  const view = VIEWS.find(({ kind, path }) => word === kind || word === path);
  if (view !== undefined) return view;
  throw new UsageError(`there is no kind "${word}"; there are ${VIEWS.map(({ path }) => path).join(', ')}`);
}

/** The view of a kind whose things have names. */
export function definitionViewOf(word: string): ResourceView {
  const view = viewOf(word);
  if (view.named) return view;
  throw new UsageError(
    `${view.path} have no names; a name can follow ${VIEWS.filter(({ named }) => named)
      .map(({ kind }) => kind)
      .join(', ')}`,
  );
}
