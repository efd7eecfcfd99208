// `npm run rehearse [-- production|development]`: deploys everything to moto and removes it again, and prints what became of it.
import { rehearse } from './rehearse-deploy.ts';
import { printSummary, summarize } from './rehearse-summary.ts';

const [environment = 'development'] = process.argv.slice(2);
if (environment !== 'development' && environment !== 'production') {
  console.error('npm run rehearse [-- development|production]: needs python3 with venv; see docs/rehearsal.md');
  process.exit(2);
}
const rehearsal = await rehearse({ load: 'small', environment });
console.log(printSummary(summarize(rehearsal)));
const failures = Object.entries(rehearsal.failure).filter(([, said]) => said !== undefined);
for (const [step, said] of failures) console.error(`cdk ${step} failed:\n${said}`);
process.exitCode = failures.length === 0 ? 0 : 1;
