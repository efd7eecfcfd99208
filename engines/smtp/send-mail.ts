// Sends one e-mail. As for webhooks, the server's name is resolved once, checked, and the connection goes to the checked address.
import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { EngineError, firstLine, toEngineError } from '../engine-error.ts';
import { isLoopbackAddress, isPrivateAddress, isPublicAddress } from '../webhook/address.ts';
import { resolveAddress } from '../webhook/resolve-address.ts';
import type { Lookup } from '../webhook/resolve-address.ts';

const TIMEOUT_MS = 20_000;

export interface MailLimits {
  /** Lets mail go to loopback addresses, there also without TLS and with any certificate; for one machine, never for AWS. */
  allowLoopback: boolean;
  /** Lets mail go to servers of private networks. */
  allowPrivate: boolean;
}

export interface MailRequest extends MailLimits {
  host: string;
  port: number;
  security: 'starttls' | 'tls' | 'none';
  user?: string | undefined;
  password?: string | undefined;
  mail: Mail;
  /** For everything. @default 20 s */
  timeoutMs?: number | undefined;
  lookup?: Lookup | undefined;
}

export interface Mail {
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
  /** Without brackets; the same for the same notification. */
  messageId: string;
}

/**
 * Ends when the server took the mail for all recipients.
 * @throws EngineError `rejected` if the server may not be used, or says (5xx) that it will never take the mail; others may be tried again
 */
export async function sendMail(request: MailRequest): Promise<void> {
  const signal = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
  try {
    const { address } = await resolveAddress({
      engine: 'smtp',
      host: request.host,
      refuse: (address) => checkMailAddress(address, request),
      signal,
      lookup: request.lookup,
    });
    await sendTo(address, request, signal);
  } catch (error) {
    throw toSmtpError(signal.aborted ? signal.reason : error);
  }
}

/** Why the server's address is refused, or undefined. */
export function checkMailAddress(
  address: string,
  { security, ...limits }: Omit<MailRequest, 'mail' | 'host' | 'port'>,
) {
  if (isLoopbackAddress(address) && limits.allowLoopback) return undefined;
  const isAllowed = isPublicAddress(address) || (limits.allowPrivate && isPrivateAddress(address));
  if (!isAllowed) return 'must not lead to a private, local or reserved address';
  return security === 'none' ? 'must be reached with TLS' : undefined;
}

async function sendTo(address: string, request: MailRequest, signal: AbortSignal): Promise<void> {
  const { host, port, security, user, password, mail } = request;
  const limitMs = request.timeoutMs ?? TIMEOUT_MS;
  const transport = createTransport({
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: {
      rejectUnauthorized: !isLoopbackAddress(address),
      ...(isIP(host) === 0 ? { servername: host } : {}),
    },
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: limitMs,
    greetingTimeout: limitMs,
    socketTimeout: limitMs,
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { from, to, subject, text, html, messageId } = mail;
    const headers = { 'Auto-Submitted': 'auto-generated' };
    const sent = await transport.sendMail({
      from,
      to: [...to],
      subject,
      text,
      html,
      headers,
      messageId: `<${messageId}>`,
      signal,
    });
    if (sent.rejected.length > 0) {
      throw new EngineError('smtp', 'failed', `the server refused ${sent.rejected.length} of ${to.length} recipients`);
    }
  } finally {
    transport.close();
  }
}

const NO_CONNECTION = new Set(['ESOCKET', 'ECONNECTION', 'EDNS']);

/** A reply of 5xx says that the same mail will be refused again (RFC 5321, 4.2.1). */
function toSmtpError(error: unknown): EngineError {
  if (error instanceof Error && 'code' in error && NO_CONNECTION.has(String(error.code))) {
    return new EngineError('smtp', 'unreachable', `the mail server cannot be reached: ${firstLine(error.message)}`, {
      cause: error,
    });
  }
  if (error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number') {
    const kind = error.responseCode >= 500 ? 'rejected' : 'failed';
    return new EngineError('smtp', kind, firstLine(error.message), { cause: error });
  }
  return toEngineError('smtp', error);
}
