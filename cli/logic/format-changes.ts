// A difference as lines: `+` what is added, `-` what is removed, `~` what has another value.
import { styleText } from 'node:util';
import type { Change } from './diff-definitions.ts';
import { escapeControls } from './format-table.ts';

export function formatChanges(changes: readonly Change[], colour: boolean): string {
  return changes.map((change) => `    ${formatChange(change, colour)}\n`).join('');
}

function formatChange({ path, before, after }: Change, colour: boolean): string {
  const paint = (style: 'red' | 'green' | 'yellow', text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  if (before === undefined) return paint('green', `+ ${path}: ${show(after)}`);
  if (after === undefined) return paint('red', `- ${path}: ${show(before)}`);
  return `${paint('yellow', `~ ${path}:`)} ${paint('red', show(before))} -> ${paint('green', show(after))}`;
}

const show = (value: unknown) => escapeControls(JSON.stringify(value));
