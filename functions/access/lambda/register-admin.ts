// A step of the deployment: the first admin token is known from now on. Its secret was made by Secrets Manager, without its `mr_`.
import * as z from 'zod';
import { readSecret } from '#engines/secrets-manager/read-secret.ts';
import { createContext } from '#functions/platform/context.ts';
import { customResource } from '#functions/platform/lambda-custom-resource.ts';
import { readSettings } from '#functions/platform/settings.ts';
import { ensureAdminToken } from '../acts/ensure-admin-token.ts';

const { MILLRACE_ADMIN_SECRET_ARN: secretArn } = z
  .object({ MILLRACE_ADMIN_SECRET_ARN: z.string().startsWith('arn:') })
  .parse(process.env);
const context = createContext(readSettings(process.env));

export const handler = customResource(context.log, async ({ requestType }) => {
  if (requestType !== 'Delete') await ensureAdminToken(context, `mr_${await readSecret(secretArn)}`);
});
