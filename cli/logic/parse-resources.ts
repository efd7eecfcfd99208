// The definitions in one file: YAML (JSON is YAML too), several documents, each `kind` beside the definition's fields.
import { LineCounter, parse, parseAllDocuments, visit } from 'yaml';
import type { Document } from 'yaml';
import * as z from 'zod';
import { RESOURCE_KINDS, ResourceKind } from '#schemas/resource.ts';
import { flattenIssues } from './flatten-issues.ts';
import { lineOfPath, pointerOf } from './place-in-yaml.ts';
import { substituteEnvironment } from './substitute-environment.ts';

export interface Resource {
  kind: ResourceKind;
  name: string;
  /** The fields with the schema's defaults. */
  definition: Record<string, unknown>;
  /** Where it stands: `streams.yaml, document 2`. */
  source: string;
}

export interface ParsedFile {
  resources: Resource[];
  /** A line for each thing that is wrong: file and line, document, field and reason. */
  errors: string[];
}

interface FileText {
  file: string;
  text: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Every document of a file, with its environment variables filled in; empty documents are passed over. */
export function parseResources({ file, text, environment }: FileText): ParsedFile {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(documents)) return { resources: [], errors: [] };
  const parsed = documents.map((document, index) => {
    const place = { file, document, lines, label: documents.length > 1 ? `document ${index + 1}, ` : '' };
    return parseDocument(place, environment);
  });
  return { resources: parsed.flatMap(({ resources }) => resources), errors: parsed.flatMap(({ errors }) => errors) };
}

interface Place {
  file: string;
  document: Document.Parsed;
  lines: LineCounter;
  label: string;
}

function parseDocument(place: Place, environment: FileText['environment']): ParsedFile {
  const { document, file } = place;
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { resources: [], errors: broken.map(({ message }) => `${file}: ${place.label}${message.split('\n')[0]}`) };
  }
  const unset = fillIn(place, environment);
  if (unset.length > 0) return { resources: [], errors: unset };
  const content: unknown = document.toJS();
  if (content === null) return { resources: [], errors: [] };
  return parseResource(place, content);
}

/** Replaces the references in every scalar. A plain one may become a number or boolean, as if it had been written so. */
function fillIn(place: Place, environment: FileText['environment']): string[] {
  const errors: string[] = [];
  visit(place.document, {
    Scalar: (_, node) => {
      if (typeof node.value !== 'string' || !node.value.includes('${')) return;
      try {
        const text = substituteEnvironment(node.value, environment);
        node.value = node.type === 'PLAIN' ? plainValueOf(text) : text;
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        errors.push(`${place.file}:${place.lines.linePos(node.range?.[0] ?? 0).line}: ${place.label}${error.message}`);
      }
    },
  });
  return errors;
}

function plainValueOf(text: string): unknown {
  return /^(true|false|-?\d+(\.\d+)?)$/.test(text) ? parse(text) : text;
}

const Head = z.looseObject({ kind: ResourceKind });
const Named = z.looseObject({ name: z.string() });

function parseResource(place: Place, content: unknown): ParsedFile {
  const head = Head.safeParse(content);
  if (!head.success) return failed(place, '', head.error);
  const { kind, ...fields } = head.data;
  const parsed = RESOURCE_KINDS[kind].schema.safeParse(fields);
  const { name } = Named.catch({ name: '?' }).parse(fields);
  if (!parsed.success) return failed(place, `${kind} "${name}", `, parsed.error);
  const source = place.label === '' ? place.file : `${place.file}, ${place.label.replace(/, $/, '')}`;
  return { resources: [{ kind, name, definition: { ...parsed.data }, source }], errors: [] };
}

function failed(place: Place, subject: string, error: z.core.$ZodError): ParsedFile {
  const { file, label, lines, document } = place;
  const errors = flattenIssues(error.issues).map(({ path, reason }) => {
    return `${file}:${lineOfPath(document, lines, path)}: ${label}${subject}${pointerOf(path)}: ${reason}`;
  });
  return { resources: [], errors };
}
