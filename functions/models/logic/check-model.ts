// Whether a model fits its stream: every column exists and has a type that its dimension or measure can hold.
import type { FieldError } from '#schemas/problem.ts';
import type { Measure, Model } from '#schemas/model.ts';
import type { FieldType, StreamSchema } from '#schemas/stream.ts';
import { durationMs } from '#schemas/duration.ts';
import { columnOf } from './compile-supervisor.ts';

const INTEGERS: FieldType[] = ['int', 'long'];
const NUMBERS: FieldType[] = [...INTEGERS, 'float', 'double'];
const ANY: FieldType[] = [...NUMBERS, 'string', 'boolean', 'timestamp'];
const DIMENSION_TYPES = { string: ANY, long: INTEGERS, double: NUMBERS };

/** The field that becomes the time of a row. */
export const timeColumnOf = (model: Model, schema: StreamSchema): string | undefined =>
  model.timeColumn ?? schema.eventTime;

/** What is wrong, with JSON pointers into the model; empty if nothing is. */
export function checkModel(model: Model, schema: StreamSchema): FieldError[] {
  const types = new Map(schema.fields.map(({ name, type }) => [name, type]));
  const check = (pointer: string, column: string, allowed: FieldType[]): FieldError[] => {
    const type = types.get(column);
    if (type === undefined) return [{ pointer, reason: `the stream "${model.stream}" has no field "${column}"` }];
    if (allowed.includes(type)) return [];
    return [{ pointer, reason: `the field "${column}" is ${type}; here it must be ${allowed.join(', ')}` }];
  };
  const time = timeColumnOf(model, schema);
  return [
    ...(time === undefined
      ? [{ pointer: '/timeColumn', reason: `the stream "${model.stream}" has no event time: name a timestamp field` }]
      : check('/timeColumn', time, ['timestamp'])),
    ...model.dimensions.flatMap((dimension, index) =>
      check(`/dimensions/${index}/${pointerOf(dimension)}`, columnOf(dimension), DIMENSION_TYPES[dimension.type]),
    ),
    ...model.measures.flatMap((measure, index) =>
      'column' in measure ? check(`/measures/${index}/column`, measure.column, typesFor(measure)) : [],
    ),
    ...checkRollup(model),
  ];
}

const pointerOf = ({ column }: { column?: string | undefined }) => (column === undefined ? 'name' : 'column');

function typesFor(measure: Measure): FieldType[] {
  if (measure.kind === 'distinct') return ANY;
  return 'type' in measure && measure.type === 'long' ? INTEGERS : NUMBERS;
}

function checkRollup({ rollup, segmentGranularity }: Model): FieldError[] {
  if (rollup === 'none' || durationMs(rollup) <= durationMs(segmentGranularity)) return [];
  return [{ pointer: '/rollup', reason: `must not be longer than segmentGranularity (${segmentGranularity})` }];
}
