// The outcome of a rule test: a line for the case, and one for each thing that is not as expected.
import { styleText } from 'node:util';
import type { Difference } from '#functions/alerts/logic/rule-test/compare-expected.ts';
import { escapeControls } from './format-table.ts';

export interface TestResult {
  file: string;
  line: number;
  name: string;
  differences: Difference[];
}

export function formatTestResult({ file, line, name, differences }: TestResult, colour: boolean): string {
  const paint = (style: 'red' | 'green', text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const title = escapeControls(name);
  if (differences.length === 0) return `${paint('green', 'ok  ')} ${file}: ${title}\n`;
  const lines = differences.map(({ at, rule, subject, field, expected, actual }) => {
    const place = ['at', at, rule, subject, field].filter((part) => part !== '').join(' ');
    return `       ${escapeControls(place)}: expected ${paint('green', show(expected))}, got ${paint('red', show(actual))}\n`;
  });
  return `${paint('red', 'FAIL')} ${file}:${line}: ${title}\n${lines.join('')}`;
}

const show = (value: unknown): string =>
  escapeControls(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));
