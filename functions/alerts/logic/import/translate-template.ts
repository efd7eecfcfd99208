// Templates of alerts, which are Go's, as Mustache: the value and labels carry over, what computes does not.
import { CannotImport } from './cannot-import.ts';

export interface Translated {
  text: string;
  remarks: string[];
}

const VALUE = /^(\$value|\.Value|\$values\.\w+(\.Value)?|index \$values "\w+")$/;
const LABEL = /^(?:\$labels|\.Labels)\.(\w+)$/;
const INDEXED_LABEL = /^index (?:\$labels|\.Labels) "(\w+)"$/;

/** @param dimensionOf what a label is called in the rule. @throws CannotImport */
export function translateTemplate(template: string, dimensionOf: (label: string) => string): Translated {
  const remarks = new Set<string>();
  const text = template.replaceAll(/\{\{-?\s*(.*?)\s*-?\}\}/gs, (whole, action: string) => {
    const [subject = '', ...functions] = action.split('|').map((part) => part.trim());
    const formatted = /^(?:printf\s+"[^"]*"|humanize\w*|title|toUpper|toLower)\s+(.+)$/.exec(subject)?.[1];
    if (functions.length > 0 || formatted !== undefined) remarks.add(`${whole} is written without its format`);
    const plain = (formatted ?? subject).trim();
    if (VALUE.test(plain)) return '{{value}}';
    const label = LABEL.exec(plain)?.[1] ?? INDEXED_LABEL.exec(plain)?.[1];
    if (label === undefined) throw new CannotImport(`${whole} computes: a template of ours names values alone`);
    return `{{labels.${dimensionOf(label)}}}`;
  });
  return { text, remarks: [...remarks] };
}

export const isTemplate = (text: string): boolean => text.includes('{{');
