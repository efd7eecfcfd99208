// The applications of this home, held in memory and kept as one JSON file each, written whole and renamed: a crash leaves
// the state before or after a change, never half of it. Changes are synchronous, so that no two of them interleave.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import type { Home } from '#local/home.ts';
import { AwsError } from '../aws-error.ts';
import { writeWhole } from '../write-whole.ts';
import { Application } from './application.ts';
import { applicationFiles, removeFiles } from './application-files.ts';
import { jobLost } from './transition.ts';

export type ApplicationStore = ReturnType<typeof openApplicationStore>;

/** Reads every application of the home; of no job is it known yet whether it runs. Throws, naming the file, when one does not parse. */
export function openApplicationStore(home: Home) {
  const applications = new Map(readApplications(home).map((application) => [application.name, application]));
  const find = (name: string): Application => {
    const application = applications.get(name);
    if (application === undefined)
      throw new AwsError('ResourceNotFoundException', `Application ${name} does not exist`);
    return application;
  };
  const keep = (application: Application): Application => {
    applications.set(application.name, application);
    const { state } = applicationFiles(home, application.name);
    writeWhole(state, `${JSON.stringify(application, null, 2)}\n`);
    return application;
  };
  return {
    find,
    list: (): Application[] => [...applications.values()].sort((left, right) => (left.name < right.name ? -1 : 1)),
    get: (name: string): Application | undefined => applications.get(name),
    add: keep,
    /** Applies a pure change to the application as it is now and keeps the result. */
    change(name: string, change: (application: Application) => Application): Application {
      const before = find(name);
      const after = change(before);
      return after === before ? before : keep(after);
    },
    /** Forgets the application and removes everything it had on disk. */
    erase(name: string): void {
      applications.delete(name);
      const files = applicationFiles(home, name);
      removeFiles(files.folder, files.checkpoints, files.savepoints);
    },
  };
}

function readApplications(home: Home): Application[] {
  const root = home.data('applications');
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .map((name) => applicationFiles(home, name).state)
    .filter((file) => existsSync(file))
    .map((file) => jobLost(readApplication(file)));
}

function readApplication(file: string): Application {
  try {
    return Application.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${file} is not an application's state`, { cause });
  }
}
