import { PlatformError } from '#functions/platform/errors.ts';

/** Whatever is wrong with a token or an identity gets this answer, so that nobody can learn which there are. */
export const unauthenticated = (cause?: Error): PlatformError =>
  new PlatformError('access.unauthenticated', 'send "Authorization: Bearer <token>" with a token that is valid', {
    cause,
  });
