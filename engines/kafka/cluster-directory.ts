// Where a cluster's brokers are, as the MSK API says, and what a client needs to be let in. Answers are kept for a minute.
import { GetBootstrapBrokersCommand, KafkaClient, paginateListClustersV2 } from '@aws-sdk/client-kafka';
import { SignatureV4 } from '@smithy/signature-v4';
import { awsClientOptions } from '../aws-engine-error.ts';
import { EngineError, toEngineError } from '../engine-error.ts';
import { mskToken } from './msk-token.ts';

const REMEMBERED_MS = 60_000;
/** The cluster that `mainClusterArn` names, whatever its name there. */
const MAIN = 'main';

export type KafkaAuth = 'none' | 'iam';

export interface KafkaConnection {
  cluster: string;
  /** `host:port` pairs, separated by commas. */
  bootstrapServers: string;
  /** What a Java client needs beside bootstrap.servers. */
  javaProperties: Record<string, string>;
}

export type ClusterDirectory = ReturnType<typeof openClusterDirectory>;

/** Connects at the first call; each call of the MSK API ends within 5 s and is tried three times by the SDK. */
export function openClusterDirectory({ mainClusterArn, auth }: { mainClusterArn: string; auth: KafkaAuth }) {
  const client = new KafkaClient(awsClientOptions(5000));
  const remembered = new Map<string, { connection: Promise<KafkaConnection>; until: number }>();

  const find = async (cluster: string): Promise<KafkaConnection> => {
    try {
      const arn = cluster === MAIN ? mainClusterArn : await findArn(client, cluster);
      const answer = await client.send(new GetBootstrapBrokersCommand({ ClusterArn: arn }));
      const brokers = auth === 'iam' ? answer.BootstrapBrokerStringSaslIam : answer.BootstrapBrokerString;
      if (brokers === undefined || brokers === '') {
        throw new EngineError(
          'kafka',
          'not-found',
          `the cluster "${cluster}" has no brokers for the authentication "${auth}"`,
        );
      }
      return { cluster, bootstrapServers: brokers, javaProperties: auth === 'iam' ? JAVA_IAM_PROPERTIES : {} };
    } catch (error) {
      throw toMskError(error, cluster);
    }
  };

  return {
    /** @throws EngineError kafka: `not-found` if there is no such cluster */
    connection: (cluster: string): Promise<KafkaConnection> => {
      const known = remembered.get(cluster);
      if (known !== undefined && known.until > Date.now()) return known.connection;
      const connection = find(cluster);
      remembered.set(cluster, { connection, until: Date.now() + REMEMBERED_MS });
      connection.catch(() => remembered.delete(cluster));
      return connection;
    },
    /** What a Node client needs to be let in. */
    nodeOptions: () =>
      auth === 'iam' ? { tls: {}, sasl: { mechanism: 'OAUTHBEARER', token: () => tokenOf(client) } as const } : {},
    close: () => client.destroy(),
  };
}

/** How clients in Java come in: by the classes of aws-msk-iam-auth, which is on the class path of our Flink jar and of Druid on AWS. */
export const JAVA_IAM_PROPERTIES = {
  'security.protocol': 'SASL_SSL',
  'sasl.mechanism': 'AWS_MSK_IAM',
  'sasl.jaas.config': 'software.amazon.msk.auth.iam.IAMLoginModule required;',
  'sasl.client.callback.handler.class': 'software.amazon.msk.auth.iam.IAMClientCallbackHandler',
};

async function findArn(client: KafkaClient, cluster: string): Promise<string> {
  for await (const { ClusterInfoList = [] } of paginateListClustersV2({ client }, { ClusterNameFilter: cluster })) {
    const arn = ClusterInfoList.find(({ ClusterName }) => ClusterName === cluster)?.ClusterArn;
    if (arn !== undefined) return arn;
  }
  throw new EngineError('kafka', 'not-found', `there is no cluster "${cluster}"`);
}

async function tokenOf(client: KafkaClient): Promise<string> {
  const region = await client.config.region();
  const { credentials, sha256 } = client.config;
  return mskToken({ region, signer: new SignatureV4({ service: 'kafka-cluster', region, credentials, sha256 }) });
}

function toMskError(error: unknown, cluster: string): EngineError {
  if (error instanceof Error && error.name === 'NotFoundException') {
    return new EngineError('kafka', 'not-found', `there is no cluster "${cluster}"`, { cause: error });
  }
  return toEngineError('kafka', error);
}
