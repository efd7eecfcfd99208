// One secret of Secrets Manager, read when it is first needed and kept.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import { awsClientOptions, callAws } from '../aws-engine-error.ts';
import { EngineError } from '../engine-error.ts';

const TIMEOUT_MS = 5000;

export interface Secret<Value> {
  read: () => Promise<Value>;
  /** The next `read` asks again: for a secret that was changed while it was kept. */
  forget: () => void;
}

/** @param schema of the secret's JSON. Each try ends within 5 s. @throws EngineError secrets-manager; nothing is kept then */
export function openSecret<Value>({ arn, schema }: { arn: string; schema: z.ZodType<Value> }): Secret<Value> {
  let kept: Promise<Value> | undefined;
  return {
    read: () => {
      const value = kept ?? readSecret(arn).then((text) => parse(schema, text));
      kept = value;
      value.catch(() => {
        if (kept === value) kept = undefined;
      });
      return value;
    },
    forget: () => {
      kept = undefined;
    },
  };
}

/** The text of a secret's current version. @throws EngineError secrets-manager */
export async function readSecret(arn: string): Promise<string> {
  const client = new SecretsManagerClient(awsClientOptions(TIMEOUT_MS));
  try {
    const { SecretString } = await callAws('secrets-manager', () =>
      client.send(new GetSecretValueCommand({ SecretId: arn })),
    );
    if (SecretString === undefined) throw new EngineError('secrets-manager', 'failed', 'the secret is no text');
    return SecretString;
  } finally {
    client.destroy();
  }
}

/** Nothing of the secret comes into the error. */
function parse<Value>(schema: z.ZodType<Value>, text: string): Value {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: told below, without its text.
  }
  throw new EngineError('secrets-manager', 'failed', 'the secret does not have the form that is expected of it');
}
