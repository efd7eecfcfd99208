// Reads PromQL with Prometheus' own grammar.
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { CannotImport } from './cannot-import.ts';
import { promDurationMs } from './prom-duration.ts';
import type { Matcher, Promql, Selector } from './promql.ts';

/** @throws CannotImport on text that is no PromQL */
export function parsePromql(text: string): Promql {
  const tree = parser.parse(text);
  const broken: number[] = [];
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) broken.push(from);
    },
  });
  const [first] = broken;
  const root = tree.topNode.firstChild;
  if (first !== undefined || root === null)
    throw new CannotImport(`is no PromQL, at ${shorten(text.slice(first ?? 0)) || 'its end'}`);
  return read(root, text);
}

export const shorten = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
};

function read(node: SyntaxNode, source: string): Promql {
  const text = source.slice(node.from, node.to);
  switch (node.name) {
    case 'ParenExpr':
      return read(onlyChild(node), source);
    case 'NumberDurationLiteral':
      return { kind: 'number', text, value: numberOf(text) };
    case 'UnaryExpr':
      return readUnary(node, source);
    case 'VectorSelector':
      return readSelector(node, source);
    case 'MatrixSelector':
      return readRange(node, source);
    case 'FunctionCall':
      return {
        kind: 'call',
        text,
        name: textOf(node.getChild('FunctionIdentifier'), source),
        args: readArgs(node, source),
      };
    case 'AggregateExpr':
      return readAggregation(node, source);
    case 'BinaryExpr':
      return readBinary(node, source);
    default:
      return { kind: 'other', text, what: OTHERS.get(node.name) ?? node.name };
  }
}

const OTHERS = new Map([
  ['OffsetExpr', 'an offset'],
  ['SubqueryExpr', 'a subquery'],
  ['StepInvariantExpr', 'a fixed time (@)'],
  ['StringLiteral', 'a string'],
  ['AnchoredExpr', 'anchored'],
  ['SmoothedExpr', 'smoothed'],
]);

function onlyChild(node: SyntaxNode): SyntaxNode {
  const child = node.firstChild;
  if (child === null) throw new CannotImport('is no PromQL');
  return child;
}

const textOf = (node: SyntaxNode | null, source: string): string =>
  node === null ? '' : source.slice(node.from, node.to);

function childrenOf(node: SyntaxNode | null): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

const readArgs = (node: SyntaxNode, source: string): Promql[] =>
  childrenOf(node.getChild('FunctionCallBody')).map((child) => read(child, source));

function readUnary(node: SyntaxNode, source: string): Promql {
  const text = source.slice(node.from, node.to);
  const inner = node.lastChild;
  if (inner === null) throw new CannotImport('is no PromQL');
  const right = read(inner, source);
  if (!text.startsWith('-')) return right;
  return {
    kind: 'binary',
    text,
    operator: '*',
    left: { kind: 'number', text: '-1', value: -1 },
    right,
    on: null,
    modifiers: [],
  };
}

function readSelector(node: SyntaxNode, source: string): Selector {
  const all = node.getChildren('LabelMatchers').flatMap(childrenOf);
  const quoted = all.find(({ name }) => name === 'QuotedLabelName');
  const matchers = all.filter((child) => child !== quoted).map((child) => readMatcher(child, source));
  const named = matchers.find(({ label, operator }) => label === '__name__' && operator === '=');
  const metric =
    textOf(node.getChild('Identifier'), source) ||
    (quoted === undefined ? (named?.value ?? '') : unquote(textOf(quoted, source)));
  const own = matchers.filter((matcher) => matcher !== named);
  return { kind: 'selector', text: source.slice(node.from, node.to), metric, matchers: own };
}

function readMatcher(node: SyntaxNode, source: string): Matcher {
  const [name = null, operator = null, value = null] = childrenOf(node);
  const label = textOf(name, source);
  const sign = OPERATORS.find((known) => known === textOf(operator, source));
  if (sign === undefined) throw new CannotImport(`has a matcher that is not known: ${textOf(node, source)}`);
  return {
    label: /^['"`]/.test(label) ? unquote(label) : label,
    operator: sign,
    value: unquote(textOf(value, source)),
  };
}

const OPERATORS = ['=', '!=', '=~', '!~'] as const;

function readRange(node: SyntaxNode, source: string): Promql {
  const text = source.slice(node.from, node.to);
  const selector = read(onlyChild(node), source);
  const windowMs = promDurationMs(textOf(node.getChild('DurationExpr'), source));
  if (selector.kind !== 'selector' || windowMs === undefined)
    return { kind: 'other', text, what: 'a range of that form' };
  return { kind: 'range', text, selector, windowMs };
}

function readAggregation(node: SyntaxNode, source: string): Promql {
  const modifier = node.getChild('AggregateModifier');
  const labels = childrenOf(modifier?.getChild('GroupingLabels') ?? null).map((label) => textOf(label, source));
  return {
    kind: 'aggregation',
    text: source.slice(node.from, node.to),
    operator: textOf(node.getChild('AggregateOp'), source).toLowerCase(),
    grouping: modifier?.getChild('Without') ? { without: labels } : { by: labels },
    args: readArgs(node, source),
  };
}

function readBinary(node: SyntaxNode, source: string): Promql {
  const [left, operator, ...rest] = childrenOf(node);
  const right = rest.pop();
  if (left === undefined || operator === undefined || right === undefined) throw new CannotImport('is no PromQL');
  const matching = rest.find(({ name }) => name === 'MatchingModifierClause');
  const isOn = matching?.getChild('On') !== null && matching?.getChildren('GroupingLabels').length === 1;
  const isPlain = isOn && matching?.getChild('GroupLeft') === null && matching.getChild('GroupRight') === null;
  const modifiers = rest.filter((one) => !(one === matching && isPlain));
  return {
    kind: 'binary',
    text: source.slice(node.from, node.to),
    operator: textOf(operator, source).toLowerCase(),
    left: read(left, source),
    right: read(right, source),
    on: isPlain ? childrenOf(matching?.getChild('GroupingLabels') ?? null).map((label) => textOf(label, source)) : null,
    modifiers: modifiers.map((one) => textOf(one, source)),
  };
}

function numberOf(text: string): number {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (/^[+-]?inf$/.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity;
  const durationMs =
    /^[+-]?\d+[a-z]/.test(plain) && !/^[+-]?0x/.test(plain) && !/^[+-]?\d+e/.test(plain)
      ? promDurationMs(plain.replace(/^[+-]/, ''))
      : undefined;
  if (durationMs !== undefined) return ((plain.startsWith('-') ? -1 : 1) * durationMs) / 1000;
  return Number(plain);
}

/** Of Go's strings: raw ones in backquotes, others with escapes. */
function unquote(text: string): string {
  const body = text.slice(1, -1);
  if (text.startsWith('`')) return body;
  return body.replaceAll(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/gs, (_, escape: string) => {
    if (escape.length > 1) return String.fromCodePoint(Number.parseInt(escape.slice(1), 16));
    return ESCAPES.get(escape) ?? escape;
  });
}

const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
]);
