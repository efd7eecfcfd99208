// Druid's users and certificates. Passwords are made once: Druid takes them when it makes its users. The certificates are filled in by the
// first ZooKeeper member (infra/druid/boot/certificates.sh); what the secrets hold until then is no certificate to anyone.
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { acknowledge } from './acknowledge.ts';
import { removalPolicyOf } from './removal-policy.ts';

export interface DruidSecrets {
  admin: Secret;
  /** Druid's roles to each other. */
  internal: Secret;
  /** The platform's functions to Druid: `username` and `password`. */
  client: Secret;
  /** Of all machines, with its key. */
  certificate: Secret;
  /** What clients must trust: `authority`, in PEM. */
  authority: Secret;
}

export function druidSecrets(scope: Construct, { key, config }: { key: IKey; config: Config }): DruidSecrets {
  const make = (id: string, description: string, username?: string): Secret => {
    const template = username === undefined ? {} : userOf(username);
    const removalPolicy = removalPolicyOf(config);
    const secret = new Secret(scope, id, { description, encryptionKey: key, removalPolicy, ...template });
    acknowledge(secret, {
      'AwsSolutions-SMG4':
        'Druid keeps passwords itself and certificates are in use everywhere: docs/deploy.md rotates.',
    });
    return secret;
  };
  return {
    admin: make('Admin', 'Druid: its administrator', 'admin'),
    internal: make('Internal', 'Druid: its roles to each other', 'druid_system'),
    client: make('Client', "Druid: the platform's functions", 'millrace'),
    certificate: make('Certificate', 'Druid: the certificate of its machines, and its key'),
    authority: make('Authority', 'Druid: who signed the certificate of its machines'),
  };
}

const userOf = (username: string) => ({
  generateSecretString: {
    secretStringTemplate: JSON.stringify({ username }),
    generateStringKey: 'password',
    passwordLength: 40,
    excludePunctuation: true,
  },
});
