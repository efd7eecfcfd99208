// Why something of another system's rule does not carry over.
export class CannotImport extends Error {}
