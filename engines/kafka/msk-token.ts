// The OAUTHBEARER token by which MSK knows an IAM caller: a presigned kafka-cluster:Connect link in base64url, as AWS's own
// signers make it (https://github.com/aws/aws-msk-iam-sasl-signer-js).
import type { SignatureV4 } from '@smithy/signature-v4';

const LIFETIME_SECONDS = 900;

export async function mskToken({
  region,
  signer,
}: {
  region: string;
  signer: Pick<SignatureV4, 'presign'>;
}): Promise<string> {
  const hostname = `kafka.${region}.amazonaws.com`;
  const request = { method: 'GET', protocol: 'https:', hostname, path: '/', headers: { host: hostname } };
  const signed = await signer.presign(
    { ...request, query: { Action: 'kafka-cluster:Connect' } },
    { expiresIn: LIFETIME_SECONDS },
  );
  const parameters = Object.entries(signed.query ?? {}).flatMap(([name, value]) =>
    [value ?? []].flat().map((text) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`),
  );
  return Buffer.from(`https://${hostname}/?${[...parameters, 'User-Agent=millrace'].join('&')}`).toString('base64url');
}
