/** The vCPUs of an instance type: `t4g.small` and `m7g.large` have 2, `r7g.4xlarge` has 16. Brokers' types have a prefix. */
export function vcpusOf(instanceType: string): number {
  const size = instanceType.split('.').at(-1) ?? '';
  const found = /^(\d*)xlarge$/.exec(size);
  if (found === null) return 2;
  return 4 * Number(found[1] === '' ? 1 : found[1]);
}
