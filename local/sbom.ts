// `npm run sbom`: writes the bill of materials (CycloneDX 1.5) of everything that is deployed or run on a laptop, and its checksums.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { readConfig } from '#infra/config.ts';
import { Artifacts } from '#infra/druid/artifacts.ts';
import { engineNames } from './fetch-engines.ts';
import { repository } from './home.ts';
import { readJarList } from './jar-list.ts';
import { composeBom, listChecksums } from './sbom/bom.ts';
import type { Component } from './sbom/bom.ts';
import { druidArtifacts } from './sbom/druid-artifacts.ts';
import { flinkJars } from './sbom/flink-jars.ts';
import { jarComponent } from './sbom/jar-component.ts';
import { npmPackages } from './sbom/npm-packages.ts';

const HELP = `npm run sbom -- [--out <file>] [--timestamp]

Writes a bill of materials in CycloneDX 1.5 (JSON) and checksums.txt beside it: npm packages, the dependencies of flink/, what Druid's machines
fetch at boot (as cdk.json says), and the engines of a laptop. Needs Maven. Without --timestamp the same sources make the same file.
<file> is .millrace/sbom/millrace.cdx.json where nothing else is said.`;
const TIMEOUT_MS = 300_000;

const Context = z.looseObject({ context: z.looseObject({ millrace: z.unknown() }) });

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: path.join(repository, '.millrace', 'sbom', 'millrace.cdx.json') },
    timestamp: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else await write(path.resolve(values.out), values.timestamp ? new Date().toISOString() : undefined);

async function write(file: string, timestamp: string | undefined): Promise<void> {
  const { product, components, dependencies } = await npmPackages();
  const all = [...components, ...(await flinkJars(AbortSignal.timeout(TIMEOUT_MS))), ...ofDruid(), ...ofEngines()];
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, composeBom({ product, components: all, dependencies, timestamp }));
  const checksums = path.join(path.dirname(file), 'checksums.txt');
  writeFileSync(checksums, listChecksums(all));
  console.log(`${file}\n${checksums}`);
}

function ofDruid(): Component[] {
  const { context } = Context.parse(JSON.parse(readFileSync(path.join(repository, 'cdk.json'), 'utf8')));
  const locked = path.join(repository, 'infra', 'druid', 'artifacts.json');
  const checksums = existsSync(locked) ? Artifacts.parse(JSON.parse(readFileSync(locked, 'utf8'))) : undefined;
  return druidArtifacts({ druid: readConfig(context.millrace).druid, checksums });
}

function ofEngines(): Component[] {
  return engineNames.flatMap((engine) => readJarList(engine).map((jar) => jarComponent(jar, `laptop ${engine}`)));
}
