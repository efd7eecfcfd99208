// Kinds of machines, from small to large. All that a kind of a family carries grows with its vCPUs, so more load never means less of them.

export interface Machine {
  instanceType: string;
  /** That may be used all the time: of a burstable one, its baseline. */
  vcpus: number;
}

const family = (name: string, sizes: readonly (readonly [size: string, vcpus: number])[]): Machine[] =>
  sizes.map(([size, vcpus]) => ({ instanceType: `${name}.${size}`, vcpus }));

const UP_TO_4XLARGE = [
  ['large', 2],
  ['xlarge', 4],
  ['2xlarge', 8],
  ['4xlarge', 16],
] as const;
const UP_TO_16XLARGE = [...UP_TO_4XLARGE, ['8xlarge', 32], ['12xlarge', 48], ['16xlarge', 64]] as const;

export interface Broker extends Machine {
  /** Replicas included, as AWS recommends. */
  partitions: number;
}

const brokers = (name: string, sizes: Parameters<typeof family>[1], partitions: readonly number[]): Broker[] =>
  family(name, sizes).map(({ instanceType, vcpus }, index) => ({
    instanceType,
    vcpus,
    partitions: partitions[index] ?? 0,
  }));

/** Larger Standard ones take hardly more than a 4xlarge. t3.small is left out: it admits 4 new IAM connections a second. */
export const STANDARD_BROKERS = brokers('kafka.m7g', UP_TO_4XLARGE, [1000, 1000, 2000, 4000]);
export const EXPRESS_BROKERS = brokers('express.m7g', UP_TO_16XLARGE, [1000, 1000, 2500, 6000, 12_000, 16_000, 20_000]);
export const DATA_NODES = family('r7g', [...UP_TO_4XLARGE, ['8xlarge', 32]]);
export const QUERY_NODES = family('m7g', UP_TO_4XLARGE);

/** 30 % and 20 % of two vCPUs. For `basic` only: what must hold does not live on credits. */
export const SMALL_DATA_NODE: Machine = { instanceType: 't4g.large', vcpus: 0.6 };
export const SMALL_QUERY_NODE: Machine = { instanceType: 't4g.medium', vcpus: 0.4 };

export interface Fleet {
  instanceType: string;
  count: number;
  /** Of all of them. */
  vcpus: number;
}

interface Wanted {
  vcpus: number;
  least: number;
  /** As many are taken of a kind before a larger one is. */
  most: number;
  /** The count is a multiple of it. */
  multipleOf?: number;
}

/** The smallest kind of which `most` are enough; of the largest, as many as it takes. */
export function fleetOf(machines: readonly Machine[], { vcpus, least, most, multipleOf = 1 }: Wanted): Fleet {
  const fleets = machines.map((machine) => {
    const count = roundUp(Math.max(least, vcpus / machine.vcpus), multipleOf);
    return { instanceType: machine.instanceType, count, vcpus: count * machine.vcpus };
  });
  const found = fleets.find(({ count }) => count <= most) ?? fleets.at(-1);
  if (found === undefined) throw new Error('there is no kind of machine to choose from');
  return found;
}

/** Up to the next multiple; a hair above one, as sums of fractions are, does not count. */
export const roundUp = (value: number, multipleOf = 1): number => multipleOf * Math.ceil(value / multipleOf - 1e-9);
