import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { shownStatus } from '#local/aws/kinesis-analytics/application.ts';
import { openApplicationStore } from '#local/aws/kinesis-analytics/application-store.ts';
import { jobRuns } from '#local/aws/kinesis-analytics/transition.ts';
import { openHome } from '#local/home.ts';
import { aJob, anApplication } from './an-application.ts';

const aHome = () => openHome({ MILLRACE_HOME: mkdtempSync(path.join(tmpdir(), 'millrace-home-')) });

it('an application that ran is STARTING for the next control plane, until its job runs again', () => {
  const home = aHome();
  const { name } = openApplicationStore(home).add(anApplication({ status: 'RUNNING', job: aJob() }));

  const next = openApplicationStore(home);
  const [before, after] = [next.find(name), next.change(name, jobRuns)];

  expect([before, after].map(shownStatus)).toEqual(['STARTING', 'RUNNING']);
});
