// Matchers as text, in the notation of Alertmanager and Prometheus: `state="CA", rule=~"mean-.*"`; braces around them may be left out.
import { Matcher } from '#schemas/alerts/matcher.ts';

/** A label, an operator, and a value in double quotes with \" \\ and \n, or one without spaces, quotes and commas. */
const ONE = /\s*([A-Za-z_]\w*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\["\\n])*)"|([^\s",{}]+))\s*(,|$)/y;

/** Undefined if it is not written so. */
export function parseMatchers(text: string): Matcher[] | undefined {
  const inner = text
    .trim()
    .replace(/^\{(.*)\}$/s, '$1')
    .trim()
    .replace(/,$/, '');
  const matchers: Matcher[] = [];
  ONE.lastIndex = 0;
  while (ONE.lastIndex < inner.length) {
    const found = ONE.exec(inner);
    if (found === null) return undefined;
    const [, label, operator, quoted, plain = ''] = found;
    const value = quoted === undefined ? plain : quoted.replaceAll(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char));
    const parsed = Matcher.safeParse({ label, operator, value });
    if (!parsed.success) return undefined;
    matchers.push(parsed.data);
  }
  return matchers;
}
