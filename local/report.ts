// One line to the person who started us, while everything runs.

/** Prints a line with the time before it. */
export function report(message: string): void {
  process.stdout.write(`${new Date().toISOString()} ${message}\n`);
}
