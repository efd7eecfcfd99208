// The file Managed Flink gives its jobs at /etc/flink/application_properties.json. Pure.
import type { PropertyGroup } from './configuration.ts';

/** The file's text: a list of `{ PropertyGroupId, PropertyMap }`, as KinesisAnalyticsRuntime reads it. */
export function printPropertiesFile(groups: PropertyGroup[]): string {
  const ordered = groups.map(({ PropertyGroupId, PropertyMap }) => ({ PropertyGroupId, PropertyMap }));
  return `${JSON.stringify(ordered, null, 2)}\n`;
}
