// Each property of the AWS overlays, with what it belongs to and the page of Druid's documentation that it was read on. The overlays cannot
// be run on a laptop: a name that is not here has not been looked up. `core` is Druid itself, anything else is an extension.

export const PAGES = {
  configuration: 'https://druid.apache.org/docs/latest/configuration/',
  tls: 'https://druid.apache.org/docs/latest/operations/tls-support',
  auth: 'https://druid.apache.org/docs/latest/operations/auth',
  'simple-client-sslcontext':
    'https://druid.apache.org/docs/latest/development/extensions-core/simple-client-sslcontext/',
  'druid-basic-security': 'https://druid.apache.org/docs/latest/development/extensions-core/druid-basic-security/',
  'druid-s3-extensions': 'https://druid.apache.org/docs/latest/development/extensions-core/s3/',
  'postgresql-metadata-storage': 'https://druid.apache.org/docs/latest/development/extensions-core/postgresql/',
} as const;
type Page = keyof typeof PAGES;

const from = <Owner extends string>(owner: Owner, page: Page, names: readonly string[]) =>
  names.map((name) => ({ name, owner, page }));

export const CHECKED_PROPERTIES = [
  ...from('core', 'configuration', [
    'druid.bindOnHost',
    'druid.server.http.gracefulShutdownTimeout',
    'druid.server.http.unannouncePropagationDelay',
    'druid.tlsPort',
    'druid.emitter',
    'druid.emitter.http.recipientBaseUrl',
    'druid.emitter.http.flushMillis',
    'druid.monitoring.emissionPeriod',
    'druid.monitoring.monitors',
    'druid.metadata.storage.type',
    'druid.metadata.storage.connector.connectURI',
    'druid.metadata.storage.connector.user',
    'druid.metadata.storage.connector.password',
    'druid.indexer.logs.type',
    'druid.indexer.logs.kill.enabled',
    'druid.indexer.logs.kill.durationToRetain',
    'druid.indexer.runner.javaCommand',
    'druid.indexer.task.restoreTasksOnRestart',
    'druid.indexer.fork.property.druid.monitoring.monitors',
    'druid.server.tier',
    'druid.storage.type',
  ]),
  ...from('core', 'tls', [
    'druid.enablePlaintextPort',
    'druid.enableTlsPort',
    'druid.server.https.keyStorePath',
    'druid.server.https.keyStoreType',
    'druid.server.https.certAlias',
    'druid.server.https.keyStorePassword',
  ]),
  ...from('core', 'auth', ['druid.auth.authenticatorChain', 'druid.auth.authorizers', 'druid.escalator.type']),
  ...from('simple-client-sslcontext', 'simple-client-sslcontext', [
    'druid.client.https.protocol',
    'druid.client.https.trustStoreType',
    'druid.client.https.trustStorePath',
    'druid.client.https.trustStorePassword',
  ]),
  // The part after `authenticator.` and `authorizer.` is a name of our own.
  ...from('druid-basic-security', 'druid-basic-security', [
    'druid.auth.authenticator.basic.type',
    'druid.auth.authenticator.basic.initialAdminPassword',
    'druid.auth.authenticator.basic.initialInternalClientPassword',
    'druid.auth.authenticator.basic.credentialsValidator.type',
    'druid.auth.authenticator.basic.credentialIterations',
    'druid.auth.authenticator.basic.skipOnFailure',
    'druid.auth.authenticator.basic.authorizerName',
    'druid.auth.authorizer.basic.type',
    'druid.auth.basic.common.cacheDirectory',
    'druid.auth.basic.common.maxSyncRetries',
    'druid.escalator.internalClientUsername',
    'druid.escalator.internalClientPassword',
    'druid.escalator.authorizerName',
  ]),
  ...from('druid-s3-extensions', 'druid-s3-extensions', [
    'druid.storage.bucket',
    'druid.storage.baseKey',
    'druid.storage.disableAcl',
    'druid.storage.sse.type',
    'druid.storage.sse.kms.keyId',
  ]),
  ...from('druid-s3-extensions', 'configuration', [
    'druid.indexer.logs.s3Bucket',
    'druid.indexer.logs.s3Prefix',
    'druid.indexer.logs.disableAcl',
  ]),
  ...from('postgresql-metadata-storage', 'postgresql-metadata-storage', [
    'druid.metadata.postgres.ssl.useSSL',
    'druid.metadata.postgres.ssl.sslMode',
    'druid.metadata.postgres.ssl.sslRootCert',
  ]),
];
