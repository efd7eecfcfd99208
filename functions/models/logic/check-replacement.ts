// What may not change under a model's name: rows that are already in Druid would be read with another meaning.
import type { FieldError } from '#schemas/problem.ts';
import type { Model } from '#schemas/model.ts';
import { columnOf } from './compile-supervisor.ts';

/** What is refused, with JSON pointers into the new model. Everything else may change: it holds for records from now on. */
export function checkReplacement(before: Model, after: Model): FieldError[] {
  const meaningBefore = new Map(partsOf(before).map(({ name, meaning }) => [name, meaning]));
  return [
    ...refuseIf(before.stream !== after.stream, '/stream', 'its rows are of another stream'),
    ...refuseIf(before.timeColumn !== after.timeColumn, '/timeColumn', 'the times of its rows are of another field'),
    ...partsOf(after).flatMap(({ name, pointer, meaning }) => {
      const was = meaningBefore.get(name);
      const isWrong = was !== undefined && was !== meaning;
      return refuseIf(isWrong, pointer, `"${name}" is already stored as ${was ?? ''}, not as ${meaning}`);
    }),
  ];
}

const refuseIf = (isWrong: boolean, pointer: string, why: string): FieldError[] =>
  isWrong ? [{ pointer, reason: `cannot be changed: ${why}; create a new model` }] : [];

/** What a name stands for; the fraction of a quantile is not part of it, since all of them are read from one sketch. */
const partsOf = ({ dimensions, measures }: Model) => [
  ...dimensions.map((dimension, index) => ({
    name: dimension.name,
    pointer: `/dimensions/${index}`,
    meaning: `a ${dimension.type} dimension of ${columnOf(dimension)}`,
  })),
  ...measures.map((measure, index) => ({
    name: measure.name,
    pointer: `/measures/${index}`,
    meaning: [measure.kind, 'type' in measure ? measure.type : '', 'column' in measure ? `of ${measure.column}` : '']
      .filter((word) => word !== '')
      .join(' '),
  })),
];
