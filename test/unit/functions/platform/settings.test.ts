import { describe, expect, it } from 'vitest';
import { readSettings } from '#functions/platform/settings.ts';

describe('the settings', () => {
  it('name every variable that is missing or wrong', () => {
    const read = () => readSettings({ MILLRACE_DRUID_BROKER_URL: 'nowhere' });
    expect(read).toThrow(/MILLRACE_CLUSTER_ARN/);
    expect(read).toThrow(/MILLRACE_DRUID_BROKER_URL/);
  });
});
