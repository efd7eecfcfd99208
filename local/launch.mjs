// The first program of `npm start` and friends: plain JavaScript without dependencies, so that it runs on a fresh clone with
// whatever Node there is. It checks what must be installed, brings npm packages and Node 24, and hands over to TypeScript.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const nodeVersion = '24.21.0';
const leastOwnNode = [24, 6];
const leastNodeMajor = 20;
const leastJavaMajor = 17;

const vitest = path.join(repository, 'node_modules', 'vitest', 'vitest.mjs');
const inRepository = (...segments) => path.join(repository, ...segments);
const local = (name) => ({ args: [inRepository('local', 'main.ts'), name], needsJava: false });
const commands = {
  start: { ...local('start'), needsJava: true },
  stop: local('stop'),
  status: local('status'),
  reset: local('reset'),
  logs: local('logs'),
  cli: { args: [inRepository('local', 'cli.ts')], needsJava: false },
  replay: { args: [inRepository('examples', 'flights', 'replay.ts')], needsJava: false },
  bench: { args: [inRepository('bench', 'main.ts')], needsJava: true },
  rehearse: { args: [inRepository('test', 'full', 'rehearse-main.ts')], needsJava: false },
  size: { args: [inRepository('infra', 'size.ts')], needsJava: false },
  'deployer-policy': { args: [inRepository('infra', 'print-deployer-policy.ts')], needsJava: false },
  sbom: { args: [inRepository('local', 'sbom.ts')], needsJava: true },
  'synth-app': { args: [inRepository('infra', 'app.ts')], needsJava: false },
  test: { args: [inRepository('test', 'main.ts')], needsJava: true },
  'test:full': { args: [inRepository('test', 'full.ts')], needsJava: true },
  'test:unit': { args: [vitest, 'run', '--project', 'unit'], needsJava: false },
};

const [name, ...rest] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) fail([`unknown command "${name ?? ''}", one of: ${Object.keys(commands).join(', ')}`]);
const isHelp = rest.includes('--help') || rest.includes('-h');
const missing = missingPrograms(command.needsJava && !isHelp);
if (missing.length > 0) fail(missing);
const node = nodeToUse();
// npm itself runs on that Node, which is the one that the packages ask for.
process.env.PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH}`;
if (!packagesAreInstalled()) run('npm', ['ci', '--no-audit', '--no-fund'], 'installing npm packages');
hand(node, [...command.args, ...rest]);

/** One line for each program that is missing or too old, with the command that installs it. */
function missingPrograms(needsJava) {
  const lines = [];
  const nodeMajor = Number(process.versions.node.split('.')[0]);
  if (nodeMajor < leastNodeMajor) {
    lines.push(`Node ${leastNodeMajor} or later is needed, this is ${process.versions.node}: ${installation('node')}`);
  }
  if (!needsJava) return lines;
  const java = javaMajor();
  if (java === undefined) lines.push(`Java ${leastJavaMajor} or later (a JDK) is needed: ${installation('java')}`);
  else if (java < leastJavaMajor)
    lines.push(`Java ${leastJavaMajor} or later (a JDK) is needed, this is ${java}: ${installation('java')}`);
  if (spawnSync('mvn', ['--version']).status !== 0) lines.push(`Maven is needed: ${installation('maven')}`);
  return lines;
}

/** The version of the compiler, since a mere runtime is not enough; undefined when there is none. */
function javaMajor() {
  const bin = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, 'bin', 'javac') : 'javac';
  const answer = spawnSync(bin, ['-version'], { encoding: 'utf8' });
  const found = /javac (\d+)/.exec(`${answer.stdout}${answer.stderr}`);
  return found === null ? undefined : Number(found[1]);
}

function installation(program) {
  if (process.platform === 'darwin')
    return `brew install ${{ node: 'node', java: 'openjdk@17', maven: 'maven' }[program]}`;
  if (existsSync('/usr/bin/dnf')) {
    return `sudo dnf install ${{ node: 'nodejs', java: 'java-17-openjdk-devel', maven: 'maven' }[program]}`;
  }
  return `sudo apt-get install ${{ node: 'nodejs npm', java: 'openjdk-17-jdk-headless', maven: 'maven' }[program]}`;
}

/** npm's own record of what it installed must name every package that the lock names, in its version. */
function packagesAreInstalled() {
  try {
    const locked = JSON.parse(readFileSync(inRepository('package-lock.json'), 'utf8')).packages;
    const installed = JSON.parse(readFileSync(inRepository('node_modules', '.package-lock.json'), 'utf8')).packages;
    return Object.entries(locked).every(
      ([place, { version, optional }]) => place === '' || optional || installed[place]?.version === version,
    );
  } catch {
    return false;
  }
}

/** This Node if it is new enough, else one that npm brings (once) into the cache. */
function nodeToUse() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > leastOwnNode[0] || (major === leastOwnNode[0] && minor >= leastOwnNode[1])) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = path.join(cache(), 'node');
  const node = path.join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const version = () => spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  if (version() === `v${nodeVersion}`) return node;
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `${name}@${nodeVersion}`];
  run('npm', args, `installing Node ${nodeVersion}`);
  if (version() !== `v${nodeVersion}`) fail([`npm did not bring a working Node ${nodeVersion} to ${node}`]);
  return node;
}

function cache() {
  const home = process.env.MILLRACE_HOME || inRepository('.millrace');
  return path.resolve(process.env.MILLRACE_CACHE || path.join(home, 'cache'));
}

function run(program, args, title) {
  process.stderr.write(`${title}\n`);
  const { status, error } = spawnSync(program, args, { cwd: repository, stdio: ['ignore', 2, 2] });
  if (status !== 0)
    fail([`${title} failed (${program} ${args.join(' ')}): ${error?.message ?? `exit code ${status}`}`]);
}

/** Goes on as another program: its exit code is ours, and signals reach it once. */
function hand(node, args) {
  // Compiled TypeScript is kept, which halves the time and the memory of a start.
  const env = { NODE_COMPILE_CACHE: path.join(cache(), 'compiled'), ...process.env };
  const child = spawn(node, args, { stdio: 'inherit', env });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  // On a terminal, Ctrl-C goes to the child as well without our doing.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  child.on('error', (error) => fail([error.message]));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

function fail(lines) {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}
