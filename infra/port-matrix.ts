// Who may open a connection to whom, and on which port: the whole of it. The network stack makes a security group of each member and a
// rule of each line; test/infra checks that no template holds another one.

export const MEMBERS = [
  'functions',
  'flink',
  'druid-master',
  'druid-query',
  'druid-data',
  'zookeeper',
  'postgres',
  'kafka',
  'endpoints',
] as const;
export type Member = (typeof MEMBERS)[number];

export interface Opening {
  from: Member;
  to: Member;
  port: number;
  /** What goes over it. */
  why: string;
}

/** Druid's TLS ports: the plain ones are off. */
export const DRUID_PORTS = {
  coordinator: 8281,
  broker: 8282,
  historical: 8283,
  router: 9088,
  middleManager: 8291,
} as const;
/** Tasks of a middle manager listen on ports of their own, from here on. */
export const TASK_PORTS = { from: 8300, to: 8399 } as const;
export const ZOOKEEPER_PORTS = { client: 2281, follower: 2888, election: 3888 } as const;
export const POSTGRES_PORT = 5432;
/** MSK's brokers with IAM; a second cluster has the same. */
export const KAFKA_PORT = 9098;
export const HTTPS = 443;

const druid = ['druid-master', 'druid-query', 'druid-data'] as const;
const between = (from: readonly Member[], to: Member, port: number, why: string): Opening[] =>
  from.map((member) => ({ from: member, to, port, why }));

export const OPENINGS: Opening[] = [
  ...between(['functions', 'flink', ...druid], 'endpoints', HTTPS, 'AWS services'),
  ...between(['functions', 'flink', 'druid-data', 'druid-master'], 'kafka', KAFKA_PORT, 'records'),
  ...between(['functions'], 'druid-query', DRUID_PORTS.broker, 'queries'),
  ...between(['functions'], 'druid-query', DRUID_PORTS.router, 'supervisors, tasks, segments, through the router'),
  // Tasks of an indexer answer on its own port.
  ...between(['functions'], 'druid-data', DRUID_PORTS.middleManager, 'positions, for watermarks'),
  // The load balancer is a member of the groups that it stands for.
  ...between(['druid-query'], 'druid-query', DRUID_PORTS.router, 'the load balancer asks routers'),
  ...between(druid, 'druid-master', DRUID_PORTS.coordinator, 'task actions, leadership, segments'),
  ...between(['druid-query'], 'druid-query', DRUID_PORTS.broker, 'the router asks brokers'),
  ...between(['druid-query', 'druid-master'], 'druid-data', DRUID_PORTS.historical, 'queries, segment changes'),
  ...between(['druid-query', 'druid-master'], 'druid-data', DRUID_PORTS.middleManager, 'queries, tasks'),
  ...between(druid, 'zookeeper', ZOOKEEPER_PORTS.client, 'discovery'),
  ...between(['zookeeper'], 'zookeeper', ZOOKEEPER_PORTS.follower, 'replication'),
  ...between(['zookeeper'], 'zookeeper', ZOOKEEPER_PORTS.election, 'elections'),
  ...between(['zookeeper'], 'endpoints', HTTPS, 'AWS services'),
  ...between(['druid-master'], 'postgres', POSTGRES_PORT, 'metadata'),
];

/** Queries and task reports of tasks that have ports of their own. */
export const TASK_OPENINGS: Omit<Opening, 'port'>[] = [
  { from: 'functions', to: 'druid-data', why: 'positions, for watermarks' },
  { from: 'druid-query', to: 'druid-data', why: 'queries of what is not handed over yet' },
  { from: 'druid-master', to: 'druid-data', why: 'positions, pausing, reports' },
  { from: 'druid-data', to: 'druid-data', why: 'parts of a task that report to it' },
];

/**
 * Who talks to S3 and DynamoDB, over HTTPS. Their gateways have the addresses of the region's prefix lists, which are not known before
 * deployment: unless the configuration names them any address is let out, and the routes of the VPC lead to nothing else.
 */
export const GATEWAY_USERS: readonly Member[] = ['functions', 'flink', 'zookeeper', ...druid];

/** A private API is reached from its VPC, on this port. */
export const FRONT_DOOR_PORT = HTTPS;
