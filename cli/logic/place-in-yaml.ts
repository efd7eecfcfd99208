// Where in a YAML file a field stands.
import { isScalar } from 'yaml';
import type { Document, LineCounter } from 'yaml';

export const pointerOf = (path: readonly PropertyKey[]) => path.map((part) => `/${String(part)}`).join('') || '/';

/** The line on which the innermost part of a path that is there begins. */
export function lineOfPath(document: Document.Parsed, lines: LineCounter, path: readonly PropertyKey[]): number {
  return lines.linePos(offsetOf(document, path)).line;
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isScalar(node) || (typeof node === 'object' && node !== null && 'range' in node)) {
      const range: unknown = node.range;
      if (Array.isArray(range) && typeof range[0] === 'number') return range[0];
    }
  }
  return document.contents?.range?.[0] ?? 0;
}
