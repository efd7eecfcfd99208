// The files that machines fetch from the bucket at boot, by their SHA-512. boot/upload-artifacts.sh puts them there and writes
// artifacts.json; without that file the stack asks for each checksum as a parameter, so that nothing unchecked can be deployed.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import * as z from 'zod';

const Sha512 = z.string().regex(/^[0-9a-f]{128}$/, 'must be a SHA-512 in lower case');
export const Artifacts = z.strictObject({
  'druid.tar.gz': Sha512,
  'java.tar.gz': Sha512,
  'aws-msk-iam-auth-all.jar': Sha512,
  /** Of the version of Netty that Druid's distribution has. */
  'netty-transport-classes-epoll.jar': Sha512,
  'postgres.pem': Sha512,
});

/** By the variables that the boot scripts know them by. */
export const ARTIFACT_VARIABLES = {
  DRUID_SHA512: 'druid.tar.gz',
  JAVA_SHA512: 'java.tar.gz',
  MSK_IAM_SHA512: 'aws-msk-iam-auth-all.jar',
  NETTY_EPOLL_SHA512: 'netty-transport-classes-epoll.jar',
  POSTGRES_CA_SHA512: 'postgres.pem',
} as const;
type Variable = keyof typeof ARTIFACT_VARIABLES;

const lockFile = path.join(import.meta.dirname, 'artifacts.json');

export function artifactsOf(scope: Construct, file: string = lockFile): Record<Variable, string> {
  const locked = existsSync(file) ? Artifacts.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  const checksumOf = (id: string, name: (typeof ARTIFACT_VARIABLES)[Variable]): string =>
    locked?.[name] ??
    new CfnParameter(scope, id, {
      description: `The SHA-512 of ${name}, as infra/druid/boot/upload-artifacts.sh prints it.`,
      allowedPattern: '[0-9a-f]{128}',
    }).valueAsString;
  return {
    DRUID_SHA512: checksumOf('DruidSha512', 'druid.tar.gz'),
    JAVA_SHA512: checksumOf('JavaSha512', 'java.tar.gz'),
    MSK_IAM_SHA512: checksumOf('MskIamSha512', 'aws-msk-iam-auth-all.jar'),
    NETTY_EPOLL_SHA512: checksumOf('NettyEpollSha512', 'netty-transport-classes-epoll.jar'),
    POSTGRES_CA_SHA512: checksumOf('PostgresCaSha512', 'postgres.pem'),
  };
}
