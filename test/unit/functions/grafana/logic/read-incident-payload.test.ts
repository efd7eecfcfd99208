import { describe, expect, it } from 'vitest';
import { readIncidentPayload } from '#functions/grafana/logic/read-incident-payload.ts';
import { PlatformError } from '#functions/platform/errors.ts';

const NOTHING = { status: 'all', rule: [], model: [], severity: [], format: 'table' };

describe('readIncidentPayload', () => {
  it.each([[undefined], [''], ['{}'], [{}], [{ status: '', rule: '', model: [], severity: '', format: '' }]])(
    'takes %j for all incidents',
    (payload) => expect(readIncidentPayload(payload, {}, '/p')).toEqual(NOTHING),
  );

  it('reads what the builder sends and what the code mode sends alike', () => {
    const expected = { ...NOTHING, status: 'open', rule: ['no-flights'], severity: ['warning', 'critical'] };
    const builder = { status: 'open', rule: 'no-flights', severity: '(warning|critical)', format: 'table' };
    expect(readIncidentPayload(builder, {}, '/p')).toEqual(expected);
    expect(readIncidentPayload(expected, {}, '/p')).toEqual(expected);
    expect(readIncidentPayload(JSON.stringify(expected), {}, '/p')).toEqual(expected);
  });

  it('puts in the values of variables', () => {
    const variables = { rules: { value: ['one', 'other'] }, levels: { value: 'critical' } };
    expect(readIncidentPayload({ rule: '$rules', severity: ['${levels}'] }, variables, '/p')).toEqual({
      ...NOTHING,
      rule: ['one', 'other'],
      severity: ['critical'],
    });
  });

  it.each([
    [{ status: 'closed' }, '/p/status'],
    [{ severity: ['fatal'] }, '/p/severity/0'],
    [{ rule: 7 }, '/p/rule'],
    [{ format: 'timeseries' }, '/p/format'],
    [{ groupBy: ['state'] }, '/p/groupBy'],
    ['no json', '/p'],
  ])('refuses %j and says where', (payload, pointer) => {
    const read = () => readIncidentPayload(payload, {}, '/p');
    expect(read).toThrow(PlatformError);
    expect(read).toThrow(expect.objectContaining({ code: 'query.invalid', message: expect.stringContaining(pointer) }));
  });
});
