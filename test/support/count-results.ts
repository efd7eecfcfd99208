// Counts tests in the reports of vitest and Surefire; a run that failed without a failed test counts as one failure.
import { globSync, readFileSync } from 'node:fs';
import * as z from 'zod';

export interface Counts {
  passed: number;
  failed: number;
}

const VitestReport = z.object({ numPassedTests: z.int(), numFailedTests: z.int() });

export function countVitest(file: string, succeeded: boolean): Counts {
  try {
    const report = VitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
    return settle({ passed: report.numPassedTests, failed: report.numFailedTests }, succeeded);
  } catch {
    return { passed: 0, failed: 1 };
  }
}

export function countSurefire(folder: string, succeeded: boolean): Counts {
  const suites = globSync(`${folder}/TEST-*.xml`).map((file) => readSuite(readFileSync(file, 'utf8')));
  const total = suites.reduce(
    (sum, suite) => ({ passed: sum.passed + suite.passed, failed: sum.failed + suite.failed }),
    {
      passed: 0,
      failed: 0,
    },
  );
  return settle(total, succeeded);
}

function readSuite(xml: string): Counts {
  const head = /<testsuite\s[^>]*>/.exec(xml)?.[0] ?? '';
  const read = (name: string) => Number(new RegExp(`\\s${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const failed = read('failures') + read('errors');
  return { passed: read('tests') - failed - read('skipped'), failed };
}

/** No test at all, or a failed run without a failed test, is a failure. */
function settle(counts: Counts, succeeded: boolean): Counts {
  const unseen = counts.failed === 0 && (!succeeded || counts.passed === 0);
  return unseen ? { passed: counts.passed, failed: 1 } : counts;
}
