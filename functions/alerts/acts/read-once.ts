// Reads each thing once in the course of one piece of work.
export function readOnce<Thing>(read: (name: string) => Promise<Thing>): (name: string) => Promise<Thing> {
  const reads = new Map<string, Promise<Thing>>();
  return (name) => {
    const known = reads.get(name) ?? read(name);
    reads.set(name, known);
    return known;
  };
}
