import { expect, it, vi } from 'vitest';
import { deleteModel } from '#functions/models/acts/delete-model.ts';
import { PLATFORM_CALLER } from '#functions/platform/caller.ts';
import { offlineContext } from '#test/support/offline-context.ts';
import { storedModel } from '../sample.ts';

it('removes what the model uses and its state first, its definition last', async () => {
  const context = offlineContext(storedModel);
  vi.spyOn(context.druid.supervisors, 'reset').mockResolvedValue(undefined);
  vi.spyOn(context.druid.supervisors, 'terminate').mockResolvedValue(undefined);
  vi.spyOn(context.druid.supervisors, 'tasks').mockResolvedValue([]);
  vi.spyOn(context.druid.datasources, 'markUnused').mockResolvedValue(undefined);
  vi.spyOn(context.druid.datasources, 'setRules').mockResolvedValue(undefined);

  await deleteModel(context, PLATFORM_CALLER, { name: 'flights', ifMatch: undefined });

  const removed = vi.mocked(context.table.remove).mock.calls.map(([{ Key }]) => Key);
  expect(removed).toEqual([
    { pk: 'used-by#stream#flights', sk: 'model#flights' },
    { pk: 'model-state', sk: 'flights' },
    { pk: 'definition#model', sk: 'flights' },
  ]);
});
