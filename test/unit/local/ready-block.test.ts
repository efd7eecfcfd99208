import { describe, expect, it } from 'vitest';
import { openHome } from '#local/home.ts';
import { readPorts } from '#local/ports.ts';
import { readyBlock } from '#local/ready-block.ts';

const moved = {
  home: openHome({ MILLRACE_HOME: '/tmp/moved' }),
  ports: readPorts({ MILLRACE_PORT: '9000' }),
  seconds: 12.34,
  isBackfilling: false,
} as const;

describe('the ready block', () => {
  it('says where everything is on a home that was moved', () => {
    expect(readyBlock({ ...moved, extent: 'example' }).split('\n')).toEqual(
      expect.arrayContaining([
        'ready after 12.3 s',
        '  API          http://127.0.0.1:9000',
        '  docs         http://127.0.0.1:9000/docs',
        '  Grafana      http://127.0.0.1:9000/grafana (a data source of the type JSON)',
        '  webhooks     http://127.0.0.1:9015 (what the example has received)',
        '  admin token  /tmp/moved/admin-token',
      ]),
    );
  });

  it('names no receiver of webhooks without the example, which brings it', () => {
    expect(readyBlock({ ...moved, extent: 'platform' })).not.toContain('9015');
  });

  it('says that flights of the past are still on their way, only while they are', () => {
    expect(readyBlock({ ...moved, extent: 'example', isBackfilling: true })).toContain('are still on their way');
    expect(readyBlock({ ...moved, extent: 'example' })).not.toContain('on their way');
  });
});
