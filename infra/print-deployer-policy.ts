// `npm run deployer-policy -- network`: the IAM policy that CloudFormation needs in accounts where it is not an administrator.
import * as z from 'zod';
import { DEPLOYER_PERMISSIONS, deployerPolicy } from './deployer-permissions.ts';

const Group = z.enum(['network', 'data', 'machines', 'functions', 'sight']);
const given = Group.safeParse(process.argv[2]);
if (given.success) {
  console.log(JSON.stringify(deployerPolicy(given.data), undefined, 2));
} else {
  console.error(`npm run deployer-policy -- <group>, one of: ${Object.keys(DEPLOYER_PERMISSIONS).join(', ')}`);
  process.exitCode = 1;
}
