// A cursor that is not one of the list that it was sent for.
export class InvalidCursor extends Error {
  constructor(cause: unknown) {
    super('the cursor is not one of this list', { cause });
    this.name = 'InvalidCursor';
  }
}
