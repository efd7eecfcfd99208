// A write whose condition did not hold: somebody else was first.
export class ConditionFailed extends Error {
  constructor(cause: unknown) {
    super('the condition of a write did not hold', { cause });
    this.name = 'ConditionFailed';
  }
}
