import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { Graph } from '#local/graph.ts';
import type { Step } from '#local/graph.ts';

let events: string[] = [];
beforeEach(() => {
  events = [];
});

function step(name: string, after: string[] = []): Step {
  const start = async (): Promise<() => Promise<void>> => {
    events.push(`start ${name}`);
    await turn();
    return async () => {
      await turn();
      events.push(`stop ${name}`);
    };
  };
  return { name, title: name, after, start };
}

function failing(name: string, after: string[] = []): Step {
  return { name, title: name, after, start: () => Promise.reject(new Error(`${name} broke`)) };
}

describe('a graph of steps', () => {
  it('starts what a step waits for before it, once', async () => {
    const graph = new Graph([step('a'), step('b', ['a']), step('c', ['a', 'b'])], new AbortController().signal);
    await Promise.all([graph.start('c'), graph.start('a'), graph.start('b')]);
    expect(events).toEqual(['start a', 'start b', 'start c']);
  });

  it('stops what stands on a step before it', async () => {
    const graph = new Graph([step('a'), step('b', ['a']), step('c', ['b'])], new AbortController().signal);
    await graph.start('c');
    events = [];
    await graph.stop();
    expect(events).toEqual(['stop c', 'stop b', 'stop a']);
  });

  it('stops what was started when a later step fails', async () => {
    const graph = new Graph([step('a'), failing('b', ['a'])], new AbortController().signal);
    await expect(graph.start('b')).rejects.toThrow('b broke');
    await graph.stop();
    expect(events).toEqual(['start a', 'stop a']);
  });

  it('starts nothing more once it is aborted', async () => {
    const controller = new AbortController();
    const graph = new Graph([step('a'), step('b', ['a'])], controller.signal);
    const started = graph.start('b');
    controller.abort();
    await expect(started).rejects.toThrow('aborted');
    expect(events).not.toContain('start b');
  });

  it('refuses to wait for a step that does not exist', () => {
    expect(() => new Graph([step('a', ['z'])], new AbortController().signal)).toThrow('there is no step "z"');
  });
});
