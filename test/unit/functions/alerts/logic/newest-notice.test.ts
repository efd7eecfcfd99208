import { describe, expect, it } from 'vitest';
import { newestNotice } from '#functions/alerts/logic/newest-notice.ts';
import { anIncident, noticeOf, resolved } from '#test/support/an-incident.ts';

const opened = noticeOf(anIncident(), 'incident.opened', '2026-01-01T00:00:00.000Z');
const changed = noticeOf(anIncident(), 'incident.level-changed', '2026-01-01T00:02:00.000Z');
const ended = noticeOf(resolved(anIncident(), '2026-01-01T00:01:00Z'), 'incident.resolved', '2026-01-01T00:01:00.000Z');

describe('newestNotice', () => {
  it('is that of the latest window, in whatever order they come', () => {
    expect(newestNotice([opened, changed])).toBe(changed);
    expect(newestNotice([changed, opened])).toBe(changed);
    expect(newestNotice([])).toBeUndefined();
  });

  it('is the end, once there is one', () => {
    expect(newestNotice([ended, changed, opened])).toBe(ended);
  });
});
