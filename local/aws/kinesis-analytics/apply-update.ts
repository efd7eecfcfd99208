// The service spells an update as its configuration with `Update` behind every name. Undone here once, generically.
import { AwsError } from '../aws-error.ts';
import { parseInput } from '../parse-input.ts';
import { ApplicationConfiguration } from './configuration.ts';

type Fields = Record<string, unknown>;

/**
 * The configuration after `ApplicationConfigurationUpdate`: objects are merged, lists (the property groups) replaced.
 * Throws InvalidArgumentException naming the field that the result may not have.
 */
export function applyUpdate(configuration: ApplicationConfiguration, update: Fields): ApplicationConfiguration {
  return parseInput(ApplicationConfiguration, merge(configuration, withoutSuffix(update)), 'InvalidArgumentException');
}

function withoutSuffix(update: Fields): Fields {
  return Object.fromEntries(
    Object.entries(update).map(([name, value]) => [nameOf(name), isFields(value) ? withoutSuffix(value) : value]),
  );
}

function nameOf(name: string): string {
  if (name === 'EnvironmentPropertyUpdates') return 'EnvironmentProperties';
  if (name === 'PropertyGroups') return name;
  if (!name.endsWith('Update'))
    throw new AwsError(
      'InvalidArgumentException',
      `1 validation error: ApplicationConfigurationUpdate.${name}: unknown field`,
    );
  return name.slice(0, -'Update'.length);
}

function merge(base: Fields, changes: Fields): Fields {
  const merged = { ...base };
  for (const [name, value] of Object.entries(changes)) {
    const before = merged[name];
    merged[name] = isFields(before) && isFields(value) ? merge(before, value) : value;
  }
  return merged;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
