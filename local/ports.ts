// The only place that knows which port is whose. MILLRACE_PORT moves them all, MILLRACE_<NAME>_PORT moves one.

const offsets = {
  api: 0,
  aws: 1,
  dynamodb: 2,
  s3: 3,
  kafka: 4,
  kafkaController: 5,
  flink: 6,
  flinkRpc: 7,
  planner: 8,
  zookeeper: 9,
  druidCoordinator: 10,
  druidBroker: 11,
  druidHistorical: 12,
  druidIndexer: 13,
  derby: 14,
  webhookReceiver: 15,
  flinkBlob: 16,
  flinkTaskmanagerRpc: 17,
  flinkTaskmanagerData: 18,
  /** The first port of further Kafka clusters: broker and controller of the nth stand at +2n and +2n+1. */
  kafkaClusters: 20,
} as const;

export type PortName = keyof typeof offsets;
export type Ports = Readonly<Record<PortName, number>>;

const defaultPort = 7070;
const portNames = Object.keys(offsets).filter(isPortName);

/** Every port of one home, from the environment. Throws on a value that is no port, and on two names with one port. */
export function readPorts(environment: NodeJS.ProcessEnv): Ports {
  const base = readPort(environment, 'MILLRACE_PORT') ?? defaultPort;
  const owners = new Map<number, PortName>();
  const ports: Record<PortName, number> = { ...offsets };
  for (const name of portNames) {
    const port = readPort(environment, variableOf(name)) ?? base + offsets[name];
    const owner = owners.get(port);
    if (owner !== undefined) throw new Error(`port ${port} is given to both ${owner} and ${name}`);
    owners.set(port, name);
    ports[name] = port;
  }
  return ports;
}

/** The environment variable that moves one port: `flinkRpc` -> `MILLRACE_FLINK_RPC_PORT`. */
export function variableOf(name: PortName): string {
  if (name === 'api') return 'MILLRACE_PORT';
  return `MILLRACE_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}_PORT`;
}

function readPort(environment: NodeJS.ProcessEnv, variable: string): number | undefined {
  const text = environment[variable];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable} must be a port between 1 and 65535, it is "${text}"`);
}

function isPortName(name: string): name is PortName {
  return name in offsets;
}
