// Reads which file imports which, and says where the house's directions are broken.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type ImportGraph = Map<string, string[]>;

const FOLDERS = [
  'schemas',
  'functions',
  'engines',
  'infra',
  'local',
  'cli',
  'console',
  'sdk',
  'examples',
  'bench',
  'test',
];
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every source file with what it imports: files as paths from the root, packages by name. */
export function readImportGraph(root: string): ImportGraph {
  const files = globSync(
    FOLDERS.map((folder) => `${folder}/**/*.{ts,tsx,mjs}`),
    { cwd: root },
  );
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(path.join(root, file), 'utf8'))]));
}

export function importsOf(file: string, source: string): string[] {
  return [...source.matchAll(IMPORT)].map(([, fixed, dynamic]) => {
    const target = fixed ?? dynamic ?? '';
    if (target.startsWith('#')) return target.slice(1);
    return target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target;
  });
}

/** One sentence for each import that goes where it must not, and for each cycle of rooms. */
export function findViolations(graph: ImportGraph): string[] {
  const edges = [...graph].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
  const broken = edges.flatMap(({ from, to }) => {
    const reason = whyNot(from, to);
    return reason === undefined ? [] : [`${from} imports ${to}: ${reason}`];
  });
  return [...broken, ...findRoomCycles(edges)];
}

const MAY_IMPORT_ANYTHING = new Set(['local', 'test', 'bench']);
/** The API and its entry point on AWS. */
const ABOVE_THE_ROOMS = new Set(['functions/api.ts', 'functions/api-lambda.ts']);
const SEES_SCHEMAS_ONLY = new Set(['cli', 'console', 'sdk', 'examples']);

const DOES_IO = /^(node:(fs|net|http|https|child_process|dgram|tls)|undici|@aws-sdk\/|@platformatic\/)/;

function whyNot(from: string, to: string): string | undefined {
  const [top = '', room = '', layer = ''] = from.split('/');
  const [target = '', targetRoom = '', targetLayer = ''] = to.split('/');
  const isFile = FOLDERS.includes(target);
  if (top === 'schemas') return target === 'schemas' || to === 'zod' ? undefined : 'schemas/ imports zod alone';
  if (layer === 'logic' && DOES_IO.test(to)) return 'logic is pure';
  if (MAY_IMPORT_ANYTHING.has(top) || !isFile) return undefined;
  if (MAY_IMPORT_ANYTHING.has(target)) return `nothing imports ${target}/`;
  if (top === 'examples' && target === 'cli') return undefined;
  if (top === 'cli' && target === 'functions') return whyNotFromCommandLine(targetRoom, targetLayer);
  if (SEES_SCHEMAS_ONLY.has(top)) {
    return target === top || target === 'schemas' ? undefined : `${top}/ sees schemas/ and HTTP only`;
  }
  if (top === 'engines')
    return target === 'engines' || target === 'schemas' ? undefined : 'engines/ knows schemas/ only';
  if (top === 'infra') return target === 'infra' ? undefined : 'infra/ imports no code, it names entry files';
  if (layer === 'logic') return whyNotLogic(to, target, targetRoom, targetLayer);
  if (target !== 'functions') return undefined;
  if (room === 'platform') return targetRoom === 'platform' ? undefined : 'platform/ imports no room';
  if (targetRoom === 'platform' || room === targetRoom || ABOVE_THE_ROOMS.has(from))
    return whyNotUp(layer, room, targetRoom, targetLayer);
  return targetLayer === 'acts' || targetLayer === 'logic' ? undefined : "a room imports another's acts and logic only";
}

/** What logic imports is logic itself, so that no I/O comes in by a detour. */
function whyNotFromCommandLine(room: string, layer: string): string | undefined {
  return layer === 'logic' && isRoom(room) ? undefined : 'cli/ sees schemas/, HTTP and the logic of rooms only';
}

function whyNotLogic(to: string, target: string, targetRoom: string, targetLayer: string): string | undefined {
  if (target === 'schemas' || targetLayer === 'logic' || to === 'functions/platform/errors.ts') return undefined;
  return targetRoom === 'platform' ? 'of the platform, logic knows errors.ts alone' : 'logic is pure';
}

function whyNotUp(layer: string, room: string, targetRoom: string, targetLayer: string): string | undefined {
  const goesUp = layer === 'acts' && room === targetRoom && (targetLayer === 'routes.ts' || targetLayer === 'lambda');
  return goesUp ? 'acts know nothing of routes and entry points' : undefined;
}

const isRoom = (name: string) => name !== 'platform' && !name.endsWith('.ts');

function findRoomCycles(edges: { from: string; to: string }[]): string[] {
  const rooms = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    const [top, room = ''] = from.split('/');
    const [target, targetRoom = ''] = to.split('/');
    if (top !== 'functions' || target !== 'functions' || room === targetRoom || !isRoom(room) || !isRoom(targetRoom))
      continue;
    rooms.set(room, (rooms.get(room) ?? new Set()).add(targetRoom));
  }
  const reaches = (start: string, goal: string, seen = new Set<string>()): boolean =>
    [...(rooms.get(start) ?? [])].some((next) => {
      if (next === goal) return true;
      if (seen.has(next)) return false;
      return reaches(next, goal, seen.add(next));
    });
  return [...rooms.keys()]
    .filter((room) => reaches(room, room))
    .map((room) => `functions/${room} is part of a cycle of rooms`);
}
