import { describe, expect, it } from 'vitest';
import { readPorts, variableOf } from '#local/ports.ts';

describe('the ports of a home', () => {
  it('are 7070 and those after it when nothing is set', () => {
    const ports = readPorts({});
    expect([ports.api, ports.aws, ports.kafka, ports.flinkTaskmanagerData, ports.kafkaClusters]).toEqual([
      7070, 7071, 7074, 7088, 7090,
    ]);
  });

  it('follow MILLRACE_PORT, but for those that have a variable of their own', () => {
    const ports = readPorts({ MILLRACE_PORT: '9000', MILLRACE_KAFKA_PORT: '9092', MILLRACE_FLINK_RPC_PORT: '6123' });
    expect([ports.api, ports.dynamodb, ports.kafka, ports.flinkRpc]).toEqual([9000, 9002, 9092, 6123]);
  });

  it('are all different', () => {
    const ports = Object.values(readPorts({}));
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('refuse one port for two, with both names', () => {
    expect(() => readPorts({ MILLRACE_KAFKA_PORT: '7071' })).toThrow('port 7071 is given to both aws and kafka');
  });

  it.each(['70700', '0', 'seven', '7070.5', '-1'])('refuse %s as a port, with the variable that says it', (text) => {
    expect(() => readPorts({ MILLRACE_S3_PORT: text })).toThrow(
      `MILLRACE_S3_PORT must be a port between 1 and 65535, it is "${text}"`,
    );
  });

  it('have variables named in capitals with underscores', () => {
    expect(variableOf('flinkTaskmanagerRpc')).toBe('MILLRACE_FLINK_TASKMANAGER_RPC_PORT');
  });
});
