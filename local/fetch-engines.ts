import type { Home } from './home.ts';
export async function fetchEngines(_home: Home, _report: (message: string) => void): Promise<void> {}
