// Resolves a host once and checks every address that it has: the connection then goes to one of them, whatever the name says later.
import { lookup } from 'node:dns/promises';
import { EngineError } from '../engine-error.ts';
import type { Engine } from '../engine-error.ts';

export interface Address {
  address: string;
  family: number;
}
/** All addresses of a host; an address has itself. */
export type Lookup = (host: string) => Promise<Address[]>;

export interface Resolution {
  engine: Engine;
  host: string;
  /** Why an address is refused, or undefined. */
  refuse: (address: string) => string | undefined;
  signal: AbortSignal;
  /** @default the system's resolver */
  lookup?: Lookup | undefined;
}

const lookupAll: Lookup = (host) => lookup(host, { all: true });

/** @throws EngineError `rejected` if any address is refused, `unreachable` if there is none; or what the resolver or the signal says */
export async function resolveAddress({
  engine,
  host,
  refuse,
  signal,
  lookup = lookupAll,
}: Resolution): Promise<Address> {
  const addresses = await orAborted(lookup(host), signal);
  for (const { address } of addresses) {
    const refusal = refuse(address);
    if (refusal !== undefined) throw new EngineError(engine, 'rejected', `the host ${refusal}`);
  }
  const [first] = addresses;
  if (first === undefined) throw new EngineError(engine, 'unreachable', 'the name has no address');
  return first;
}

/** A look-up cannot be cancelled: it is left to end on its own. */
function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((fulfil, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(fulfil, reject);
  });
}
