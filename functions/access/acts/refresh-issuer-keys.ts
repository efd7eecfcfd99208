// Brings the issuer's public keys into the table. It runs where the internet can be reached, which the API on AWS cannot.
import { fetchIssuerKeys } from '#engines/oidc/issuer-keys.ts';
import type { Context } from '#functions/platform/context.ts';
import { issuerKeyStore } from '../store.ts';

/** Nothing to do where no issuer is set. Old keys stay when the issuer does not answer. @throws EngineError oidc, dynamodb */
export async function refreshIssuerKeys({ settings: { oidc }, table, now }: Context): Promise<void> {
  if (oidc === undefined) return;
  await issuerKeyStore(table).put(oidc.issuer, await fetchIssuerKeys(oidc.issuer), now());
}
