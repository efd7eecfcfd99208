// Where a file of vega-datasets (npm) lies; the package exports its code only.
import { fileURLToPath } from 'node:url';

export function datasetPath(name: string): string {
  return fileURLToPath(new URL(`../data/${name}`, import.meta.resolve('vega-datasets')));
}
