import { describe, expect, it } from 'vitest';
import { toIncidentTable } from '#functions/grafana/logic/to-incident-table.ts';
import { IncidentView } from '#schemas/alerts/notification.ts';

const incident = (changes: object = {}): IncidentView =>
  IncidentView.parse({
    id: 'mean-delay~1767225660000~ab',
    rule: 'mean-delay',
    model: 'flights',
    owner: 'tests',
    kind: 'condition',
    labels: { state: 'CA', city: null },
    ruleLabels: { team: 'ground, air' },
    severity: 'warning',
    status: 'open',
    value: 30,
    score: 30,
    threshold: 25,
    startedAt: '2026-01-01T00:00:00.000Z',
    openedAt: '2026-01-01T00:01:00.000Z',
    resolvedAt: null,
    reason: 'delay_mean is 30 over PT1M, > 25',
    flags: { flapping: false, incomplete: false, stale: false },
    annotations: {},
    runbookUrl: null,
    acknowledgement: null,
    silencedBy: [],
    ...changes,
  });
const cellsOf = (view: IncidentView) => {
  const { columns, rows } = toIncidentTable([view], 'A');
  return Object.fromEntries(columns.map(({ text }, index) => [text, rows[0]?.[index]]));
};

describe('toIncidentTable', () => {
  it('has the fields that annotations are made of, and the rest of the incident', () => {
    const opened = Date.UTC(2026, 0, 1, 0, 1);
    expect(cellsOf(incident())).toEqual({
      time: opened,
      timeEnd: null,
      title: 'mean-delay is warning for state=CA, city=null',
      text: 'delay_mean is 30 over PT1M, > 25',
      tags: 'warning,mean-delay,state=CA,city=null,team=ground air',
      rule: 'mean-delay',
      model: 'flights',
      severity: 'warning',
      status: 'open',
      value: 30,
      threshold: 25,
      labels: 'state=CA, city=null',
      acknowledgedBy: null,
      id: 'mean-delay~1767225660000~ab',
    });
  });

  it('says when it ended, the summary, and who looks after it', () => {
    const resolved = incident({
      status: 'resolved',
      resolvedAt: '2026-01-01T00:05:00.000Z',
      labels: {},
      annotations: { summary: 'It is late.' },
      acknowledgement: { by: 'ann', at: '2026-01-01T00:02:00.000Z', comment: '' },
    });
    expect(cellsOf(resolved)).toMatchObject({
      timeEnd: Date.UTC(2026, 0, 1, 0, 5),
      title: 'mean-delay is warning',
      text: 'It is late.',
      acknowledgedBy: 'ann',
    });
  });

  it('has the newest first, with the type of each column', () => {
    const old = incident({ id: 'old', openedAt: '2025-12-31T00:00:00.000Z' });
    const { refId, type, columns, rows } = toIncidentTable([old, incident({ id: 'new' })], 'B');
    expect(rows.map((row) => row.at(-1))).toEqual(['new', 'old']);
    expect({ refId, type, time: columns[1] }).toEqual({
      refId: 'B',
      type: 'table',
      time: { text: 'timeEnd', type: 'time' },
    });
  });

  it('has its columns without any incident', () => {
    expect(toIncidentTable([], undefined)).toMatchObject({ columns: { length: 14 }, rows: [] });
  });
});
