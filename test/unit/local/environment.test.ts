import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from '#functions/platform/settings.ts';
import { clusterArn, environmentOf } from '#local/environment.ts';
import { openHome } from '#local/home.ts';
import { readPorts } from '#local/ports.ts';

const home = openHome({ MILLRACE_HOME: mkdtempSync(path.join(tmpdir(), 'millrace-environment-')) });
const ports = readPorts({ MILLRACE_PORT: '9000' });

describe('the environment of the product on this machine', () => {
  it('is all that the settings need', () => {
    expect(readSettings(environmentOf({ home, ports }))).toMatchObject({
      table: 'millrace',
      druidBrokerUrl: 'http://127.0.0.1:9011',
      kafkaAuth: 'none',
      webhookAllowLoopback: true,
    });
  });

  it('names no host but this one', () => {
    const urls = Object.values(environmentOf({ home, ports })).filter((value) => value.includes('://'));
    expect(urls.length).toBeGreaterThan(8);
    expect(urls.filter((url) => new URL(url).hostname !== '127.0.0.1')).toEqual([]);
  });

  it('keeps the cluster ARN of a home', () => {
    const [first, second] = [environmentOf({ home, ports }), environmentOf({ home, ports })];
    expect(first['MILLRACE_CLUSTER_ARN']).toBe(second['MILLRACE_CLUSTER_ARN']);
  });

  it('writes a Kafka cluster id as the UUID of an ARN', () => {
    expect(clusterArn('main', 'AAECAwQFBgcICQoLDA0ODw')).toBe(
      'arn:aws:kafka:us-east-1:000000000000:cluster/main/00010203-0405-0607-0809-0a0b0c0d0e0f',
    );
  });
});
