import { KafkaClient } from '@aws-sdk/client-kafka';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, it } from 'vitest';
import { mskToken } from '#engines/kafka/msk-token.ts';

it('is a presigned link to the action Connect, in base64url', async () => {
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'session' };
  const region = 'eu-west-1';
  const { sha256 } = new KafkaClient({ region, credentials }).config;

  const token = await mskToken({
    region,
    signer: new SignatureV4({ service: 'kafka-cluster', region, credentials, sha256 }),
  });

  const link = new URL(Buffer.from(token, 'base64url').toString());
  expect(token).toMatch(/^[\w-]+$/);
  expect(link.origin + link.pathname).toBe('https://kafka.eu-west-1.amazonaws.com/');
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    Action: 'kafka-cluster:Connect',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': expect.stringMatching(/^AKID\/\d{8}\/eu-west-1\/kafka-cluster\/aws4_request$/),
    'X-Amz-Expires': '900',
    'X-Amz-Security-Token': 'session',
    'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    'X-Amz-SignedHeaders': 'host',
    'User-Agent': 'millrace',
  });
});
