// Rows as an aligned table. Values come from outside: what could steer the terminal is made visible.

export interface TableColumn {
  title: string;
  align?: 'left' | 'right';
}

/** A heading and one line a row, each ending in a newline; an absent value is shown as `-`. */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly unknown[])[]): string {
  const cells = rows.map((row) => columns.map((_, index) => formatCell(row[index])));
  const widths = columns.map(({ title }, index) =>
    cells.reduce((widest, row) => Math.max(widest, (row[index] ?? '').length), title.length),
  );
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd();
  return [columns.map(({ title }) => title), ...cells].map((row) => `${lineOf(row)}\n`).join('');
}

/** Control characters as `\x1b`, so that a value cannot move the cursor or colour the screen. */
export function escapeControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

function formatCell(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  return escapeControls(typeof value === 'string' ? value : JSON.stringify(value));
}

const pad = (text: string, width: number, align: 'left' | 'right') =>
  align === 'right' ? text.padStart(width) : text.padEnd(width);
