// Regular expressions that are lists of simple patterns: literal characters, `.`, `.*`, `.+` and sets of characters.

/** A literal character, or a part of a pattern of LIKE. */
export type Token = string | { like: '_' | '%' | '_%' };

const MOST_PATTERNS = 100;
const SPECIAL = /[.+*?()[\]{}|^$\\]/;
const DIGITS = Array.from('0123456789');

/** What the expression matches, one list of tokens for each alternative; undefined for one that is not simple or matches the empty text. */
export function simplePatterns(expression: string): Token[][] | undefined {
  const body = /^\((?:\?:)?([^()]*)\)$/.exec(expression)?.[1] ?? expression;
  const patterns: Token[][] = [];
  for (const alternative of body.split(/(?<!\\)\|/)) {
    const expanded = expand(alternative);
    if (expanded === undefined || expanded.some((tokens) => matchesNothing(tokens))) return undefined;
    patterns.push(...expanded);
    if (patterns.length > MOST_PATTERNS) return undefined;
  }
  return patterns;
}

const matchesNothing = (tokens: Token[]): boolean =>
  tokens.every((token) => typeof token === 'object' && token.like === '%');

function expand(alternative: string): Token[][] | undefined {
  let patterns: Token[][] = [[]];
  let rest = alternative;
  while (rest !== '') {
    const read = readToken(rest);
    if (read === undefined) return undefined;
    patterns = patterns.flatMap((tokens) => read.choices.map((choice) => [...tokens, choice]));
    if (patterns.length > MOST_PATTERNS) return undefined;
    rest = rest.slice(read.length);
    if (/^[*+?{]/.test(rest)) return undefined;
  }
  return patterns;
}

function readToken(text: string): { choices: Token[]; length: number } | undefined {
  if (text.startsWith('.*')) return { choices: [{ like: '%' }], length: 2 };
  if (text.startsWith('.+')) return { choices: [{ like: '_%' }], length: 2 };
  if (text.startsWith('.')) return { choices: [{ like: '_' }], length: 1 };
  if (text.startsWith('\\d')) return { choices: DIGITS, length: 2 };
  const [escape] = /^\\[^a-zA-Z0-9]/.exec(text) ?? [];
  if (escape !== undefined) return { choices: [escape.slice(1)], length: 2 };
  const [set, members] = /^\[([\w-]+)\]/.exec(text) ?? [];
  if (set !== undefined && members !== undefined) return readSet(members, set.length);
  const [character = ''] = text;
  return SPECIAL.test(character) ? undefined : { choices: [character], length: character.length };
}

function readSet(members: string, length: number): { choices: Token[]; length: number } | undefined {
  const choices = [...members.matchAll(/(\w)-(\w)|[\w-]/g)].flatMap(([one, from, to]) => {
    if (from === undefined || to === undefined) return [one];
    const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => String.fromCharCode(first + index));
  });
  return choices.length === 0 ? undefined : { choices, length };
}
