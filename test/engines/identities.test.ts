import { UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refreshIssuerKeys } from '#functions/access/acts/refresh-issuer-keys.ts';
import { startApi } from '#test/support/api.ts';
import type { TestApi } from '#test/support/api.ts';
import { startIssuer } from '#test/support/issuer.ts';
import type { TestIssuer } from '#test/support/issuer.ts';

let issuer: TestIssuer;
let other: TestIssuer;
let api: TestApi;
let clock = 0;

beforeAll(async () => {
  [issuer, other] = await Promise.all([startIssuer(), startIssuer()]);
  Object.assign(process.env, { MILLRACE_OIDC_ISSUER: issuer.url, MILLRACE_OIDC_GROUPS: 'staff=viewer,platform=admin' });
  api = await startApi({ now: () => new Date(Date.now() + clock) });
});
afterAll(async () => {
  await api.close();
  issuer.close();
  other.close();
});

const statusOf = async (token: string) => (await api.request('GET', '/v1/tokens', { token })).status;

describe('an identity of the issuer', () => {
  it('is nobody yet while its keys have not come', async () => {
    const token = await issuer.sign({ groups: ['platform'] });
    expect(await api.request('GET', '/v1/tokens', { token })).toMatchObject({
      status: 503,
      body: { code: 'engine.unreachable' },
    });
    await refreshIssuerKeys(api.context);
    expect(await statusOf(token)).toBe(200);
  });

  it('has the highest role of its groups, and none without', async () => {
    const answers = [['staff'], ['staff', 'platform'], ['others'], undefined].map(async (groups) =>
      statusOf(await issuer.sign({ groups })),
    );
    expect(await Promise.all(answers)).toEqual([403, 200, 403, 403]);
    const viewer = await issuer.sign({ groups: ['staff'] });
    expect((await api.request('GET', '/v1/models', { token: viewer })).status).toBe(200);
  });

  it.each([
    ['another issuer', () => other.sign({ iss: issuer.url, groups: ['platform'] })],
    ['another audience', () => issuer.sign({ aud: 'elsewhere', groups: ['platform'] })],
    ['the past', () => issuer.sign({ exp: 1, groups: ['platform'] })],
    ['no end', () => issuer.sign({ exp: undefined, groups: ['platform'] })],
    [
      'nobody at all',
      () => new UnsecuredJWT({ groups: ['platform'] }).setIssuer(issuer.url).setAudience('millrace').encode() + 'AA',
    ],
  ])('of %s is refused', async (_, make) => {
    expect(await statusOf(await make())).toBe(401);
  });

  it('is known by a key that the issuer has just begun to sign with', async () => {
    await issuer.rotate();
    const token = await issuer.sign({ groups: ['platform'] });
    expect(await statusOf(token)).toBe(401);

    await refreshIssuerKeys(api.context);
    clock = 6_000;

    expect(await statusOf(token)).toBe(200);
  });

  it('stays known while the issuer does not answer', async () => {
    const token = await issuer.sign({ groups: ['platform'] });
    issuer.close();
    await expect(refreshIssuerKeys(api.context)).rejects.toMatchObject({ engine: 'oidc', kind: 'unreachable' });
    expect(await statusOf(token)).toBe(200);
  });
});
