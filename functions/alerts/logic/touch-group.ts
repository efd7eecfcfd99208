// When a group that has news is due: a new one after its wait, one that was told of after its interval; not later than it was before.
import { durationMs } from '#schemas/duration.ts';
import type { GroupMemory } from './plan-flush.ts';
import type { GroupSettings } from './place-incident.ts';

export interface TouchedGroup extends GroupMemory {
  settings: GroupSettings;
  notifications: number;
  revision: number;
  dueAtMs: number | null;
}

/** @param before undefined for a new group */
export function touchGroup(before: TouchedGroup | undefined, settings: GroupSettings, nowMs: number): TouchedGroup {
  if (before === undefined) {
    const memory = { createdAtMs: nowMs, lastNotifiedAtMs: null, lastRefreshedAtMs: null, told: {} };
    return { ...memory, settings, notifications: 0, revision: 1, dueAtMs: nowMs + durationMs(settings.groupWait) };
  }
  const { createdAtMs, lastNotifiedAtMs, dueAtMs, revision } = before;
  const allowedAtMs =
    lastNotifiedAtMs === null
      ? createdAtMs + durationMs(settings.groupWait)
      : Math.max(nowMs, lastNotifiedAtMs + durationMs(settings.groupInterval));
  return {
    ...before,
    settings: mergeSettings(before.settings, settings),
    revision: revision + 1,
    dueAtMs: Math.min(dueAtMs ?? allowedAtMs, allowedAtMs),
  };
}

/** A rule's own channels: those that were told of the beginning are told of the end. */
function mergeSettings(before: GroupSettings, settings: GroupSettings): GroupSettings {
  const { route, groupLabels } = before;
  const channels = route === null ? [...new Set([...before.channels, ...settings.channels])] : settings.channels;
  return { ...settings, groupLabels, channels };
}
