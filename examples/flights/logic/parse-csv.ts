// Comma-separated values with a heading (RFC 4180): quotes around a value may hold commas, and doubled quotes.

/** One record a line, by the names in the heading. Values with line breaks are not known here. */
export function parseCsv(text: string): Record<string, string>[] {
  const [heading = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const names = parseLine(heading);
  return lines.map((line) => {
    const values = parseLine(line);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  });
}

function parseLine(line: string): string[] {
  return Array.from(`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, bare = '']) =>
    quoted === undefined ? bare : quoted.replaceAll('""', '"'),
  );
}
