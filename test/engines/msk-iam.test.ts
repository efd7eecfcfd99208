// How Java lets itself into MSK: the properties that pipelines and supervisors get, on the class path of the jar that runs pipelines.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { JAVA_IAM_PROPERTIES } from '#engines/kafka/cluster-directory.ts';
import { flinkJar } from '#local/build-flink.ts';
import { openHome } from '#local/home.ts';
import { javaCommand } from '#local/java.ts';

const SOURCE = path.join(import.meta.dirname, '..', 'support', 'java', 'OpenIamClient.java');
const LONGEST_MS = 60_000;
const classPath = [flinkJar, path.join(openHome(process.env).jars('flink'), '*')].join(path.delimiter);

async function open(properties: Record<string, string>): Promise<string> {
  const given = Object.entries({ 'bootstrap.servers': '127.0.0.1:9', ...properties });
  const args = ['-cp', classPath, SOURCE, ...given.map(([name, value]) => `${name}=${value}`)];
  const { stdout } = await promisify(execFile)(javaCommand('java'), args, { timeout: LONGEST_MS });
  return stdout;
}

describe("the jar's Kafka client", () => {
  it('loads the classes and the configuration by which MSK knows it', async () => {
    expect(await open(JAVA_IAM_PROPERTIES)).toMatch(/^OPENED [1-9]/m);
  });

  it('does not open with a module that is not there', async () => {
    const jaas = 'software.amazon.msk.auth.iam.NoSuchModule required;';
    await expect(open({ ...JAVA_IAM_PROPERTIES, 'sasl.jaas.config': jaas })).rejects.toMatchObject({
      stderr: expect.stringContaining('NoSuchModule'),
    });
  });
});
