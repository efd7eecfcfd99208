// One secret of Secrets Manager, read when it is first needed and kept. Signed here rather than by an SDK client of its own: it is one call.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import { request } from 'undici';
import * as z from 'zod';
import { EngineError, firstLine, toEngineError } from '../engine-error.ts';

const TIMEOUT_MS = 5000;
const PATH = '/';
const Answer = z.object({ SecretString: z.string() });

export interface Secret<Value> {
  read: () => Promise<Value>;
  /** The next `read` asks again: for a secret that was changed while it was kept. */
  forget: () => void;
}

/** @param schema of the secret's JSON. Each call ends within 5 s. @throws EngineError secrets-manager; nothing is kept then */
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
  try {
    const { url, headers, body } = await signedRequest(arn);
    const answer = await request(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.body.text();
    if (answer.statusCode === 200) return Answer.parse(JSON.parse(text)).SecretString;
    const kind = text.includes('ResourceNotFoundException') ? 'not-found' : 'failed';
    throw new EngineError('secrets-manager', kind, `the secret cannot be read: ${firstLine(text)}`);
  } catch (error) {
    throw toEngineError('secrets-manager', error);
  }
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
async function signedRequest(arn: string) {
  // Any client knows the region and the credentials as all SDK clients find them.
  const { config } = new DynamoDBClient({});
  const { credentials, sha256 } = config;
  const region = await config.region();
  const url = endpointOf(arn, region);
  const body = JSON.stringify({ SecretId: arn });
  const signer = new SignatureV4({ service: 'secretsmanager', region, credentials, sha256 });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    path: PATH,
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body,
  });
  return { url, headers, body };
}

function endpointOf(arn: string, region: string): URL {
  const suffix = arn.startsWith('arn:aws-cn:') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const given = process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'];
  return new URL(PATH, given ?? `https://secretsmanager.${region}.${suffix}`);
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
