// An OpenID Connect issuer on this machine: signs identities, and tells its public keys as the specification says.
import { createServer } from 'node:http';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';

export type TestIssuer = Awaited<ReturnType<typeof startIssuer>>;

export async function startIssuer() {
  const published: JWK[] = [];
  const makeKey = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    published.push({ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' });
    return { kid, privateKey };
  };
  let key = await makeKey('first');
  const server = createServer((request, response) => {
    const answers: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer: url(), jwks_uri: `${url()}/keys` },
      '/keys': { keys: published },
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the issuer does not listen');
  const url = () => `http://127.0.0.1:${address.port}`;
  return {
    url: url(),
    /** Signs with the newest key, for an hour; `claims` replace what is usual. */
    sign: (claims: Record<string, unknown>) =>
      new SignJWT({ iss: url(), aud: 'millrace', sub: 'u-1', exp: Math.floor(Date.now() / 1000) + 3600, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid })
        .sign(key.privateKey),
    rotate: async () => {
      key = await makeKey('second');
    },
    close: () => server.close(),
  };
}
