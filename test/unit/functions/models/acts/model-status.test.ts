import { expect, it, vi } from 'vitest';
import { EngineError } from '#engines/engine-error.ts';
import { modelStatus } from '#functions/models/acts/model-status.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import { offlineContext } from '#test/support/offline-context.ts';
import { storedModel } from '../sample.ts';

const away = new EngineError('druid', 'unreachable', 'no answer');
const supervisor = { suspended: false, state: 'RUNNING', detailedState: 'RUNNING', aggregateLag: 7, recentErrors: [] };

it('knows a supervisor while neither counts nor rows can be asked for', async () => {
  const context = offlineContext(storedModel);
  vi.spyOn(context.druid.supervisors, 'status').mockResolvedValue(supervisor);
  vi.spyOn(context.druid.supervisors, 'liveCounts').mockRejectedValue(away);
  vi.spyOn(context.druid.supervisors, 'tasks').mockRejectedValue(away);
  vi.spyOn(context.druid.sql, 'rows').mockRejectedValue(away);

  const status = await modelStatus(context, PLATFORM_CALLER, 'flights');

  const unknown = { watermark: null, unparseable: null, processed: null };
  expect(status).toMatchObject({ reachable: true, observed: 'RUNNING', lag: 7, ...unknown });
});

it('is not reachable when the supervisor cannot be asked', async () => {
  const context = offlineContext(storedModel);
  vi.spyOn(context.druid.supervisors, 'status').mockRejectedValue(away);
  vi.spyOn(context.druid.supervisors, 'liveCounts').mockResolvedValue(new Map());
  vi.spyOn(context.druid.supervisors, 'tasks').mockResolvedValue([]);
  vi.spyOn(context.druid.sql, 'rows').mockResolvedValue([[null]]);

  const status = await modelStatus(context, PLATFORM_CALLER, 'flights');

  expect(status).toMatchObject({ reachable: false, observed: null, detail: 'no answer' });
});
