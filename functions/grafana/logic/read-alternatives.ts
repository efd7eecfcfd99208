// Reads a pattern that is only a choice of texts, such as `(CA|NV)` or `^a\.b$`: what Grafana makes of variables with many values.

/** The texts, or undefined if the pattern is anything more. */
export function readAlternatives(pattern: string): string[] | undefined {
  const inner = pattern
    .replace(/^\^/, '')
    .replace(/(?<!\\)\$$/, '')
    .replace(/^\((?:\?:)?(.*)\)$/s, '$1');
  const texts = [''];
  for (let at = 0; at < inner.length; at += 1) {
    const character = inner.charAt(at);
    if (character === '|') texts.push('');
    else if (character === '\\') {
      at += 1;
      if (!/^[^\w\s]$/.test(inner.charAt(at))) return undefined;
      texts.push((texts.pop() ?? '') + inner.charAt(at));
    } else if (/[.*+?^${}()[\]]/.test(character)) return undefined;
    else texts.push((texts.pop() ?? '') + character);
  }
  return texts;
}
