// A token's secret: `mr_` and 32 random bytes in base64url. Only its SHA-256 is stored: 256 random bits need no salt.
import { createHash } from 'node:crypto';

const SECRET = /^mr_[A-Za-z0-9_-]{43}$/;

export const formatTokenSecret = (bytes: Buffer): string => `mr_${bytes.toString('base64url')}`;

export const isTokenSecret = (text: string): boolean => SECRET.test(text);

export const hashTokenSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
