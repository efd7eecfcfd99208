// Scheduled, outside the VPC.
import { createContext } from '#functions/platform/context.ts';
import type { Context } from '#functions/platform/context.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { refreshIssuerKeys } from '../acts/refresh-issuer-keys.ts';

let context: Context | undefined;

export async function handler(): Promise<void> {
  context ??= createContext(readSettings(process.env));
  await refreshIssuerKeys(context);
}
