// What a rehearsal says: what was made of each stack, what moto cannot, and what is left after the removal and why. Pure.
import type { Rehearsal } from './rehearse-deploy.ts';
import type { Line } from './rehearse-server.ts';

export interface StackSummary {
  name: string;
  /** As CloudFormation says it; `undefined` where there was no such stack. */
  state: string | undefined;
  resources: number;
  /** Of those, how many moto made something of. */
  made: number;
}

export interface Left {
  name: string;
  /** Of the resource that it was made for; its name again where there is none. */
  type: string;
  /** `kept` where the template says so, `moto` where it should have gone. */
  because: 'kept' | 'moto' | 'unknown';
}

export interface NotMade {
  type: string;
  times: number;
  why: string;
}

export interface Summary {
  stacks: StackSummary[];
  /** Types that moto's CloudFormation does not know, with how many resources of each there are. */
  unknownTypes: [string, number][];
  /** Types that it knows and of which it could not make all, with its own words about the first. */
  notMade: NotMade[];
  left: Left[];
}

export function summarize(rehearsal: Rehearsal): Summary {
  const ours = new Set(rehearsal.stacks.map(({ name }) => name));
  const lines = rehearsal.lines.filter(({ stack }) => ours.has(stack));
  const stoodIn = lines.filter(({ happened }) => happened === 'stood in');
  return {
    stacks: rehearsal.stacks.map(({ name, template }) => ({
      name,
      state: rehearsal.deployed.stacks[name],
      resources: Object.keys(template.Resources).length,
      made: lines.filter(({ stack, happened }) => stack === name && happened === 'made').length,
    })),
    unknownTypes: count(stoodIn.filter(({ detail }) => detail === UNKNOWN).map(({ type }) => type)),
    notMade: notMadeOf(stoodIn.filter(({ detail }) => detail !== UNKNOWN)),
    left: leftOf(rehearsal, lines),
  };
}

const UNKNOWN = 'unknown';

function count(values: string[]): [string, number][] {
  const names = [...new Set(values)].toSorted();
  return names.map((name) => [name, values.filter((value) => value === name).length]);
}

function notMadeOf(lines: Line[]): NotMade[] {
  return count(lines.map(({ type }) => type)).map(([type, times]) => {
    const first = lines.find((line) => line.type === type);
    return { type, times, why: first?.detail ?? '' };
  });
}

function leftOf({ left, stacks }: Rehearsal, lines: Line[]): Left[] {
  const made = lines.filter(({ happened }) => happened === 'made');
  const policyOf = ({ stack, id }: Line): string | undefined =>
    stacks.find(({ name }) => name === stack)?.template.Resources[id]?.DeletionPolicy;
  return left.things.map(({ name }) => {
    const line = made.find((one) => isSame(name, one));
    if (line === undefined) return { name, type: name, because: 'unknown' };
    return { name, type: line.type, because: policyOf(line) === 'Retain' ? 'kept' : 'moto' };
  });
}

/** Services and CloudFormation name the same thing by its id, its path or its ARN; without an id, by the name that is made for it. */
const isSame = (name: string, { stack, id, detail }: Line): boolean =>
  detail === id
    ? name.toLowerCase().includes(`${stack}-${id}`.toLowerCase())
    : name === detail || name.endsWith(`/${detail}`) || name.endsWith(`:${detail}`);

export function printSummary({ stacks, unknownTypes, notMade, left }: Summary): string {
  const kept = count(left.filter(({ because }) => because === 'kept').map(({ type }) => type));
  const stuck = count(left.filter(({ because }) => because !== 'kept').map(({ type }) => type));
  return [
    'Stacks:',
    ...stacks.map(
      ({ name, state, resources, made }) =>
        `  ${name}: ${state ?? 'not there'}, moto made ${made} of ${resources} resources`,
    ),
    "Types that moto's CloudFormation does not know:",
    ...unknownTypes.map(row),
    'What it knows and could not make:',
    ...notMade.map(({ type, times, why }) => `  ${type}: ${times} (${why})`),
    'Left after the removal, as the templates say:',
    ...kept.map(row),
    'Left after the removal, as moto does not remove them:',
    ...stuck.map(row),
  ].join('\n');
}

const row = ([name, times]: [string, number]): string => `  ${name}: ${times}`;
