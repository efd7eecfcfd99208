// `npx cdk synth --all`: reads cdk.json and makes the stacks. `-c preset=small` replaces the load.
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { readConfig } from './config.ts';
import { FEATURE_FLAGS } from './feature-flags.ts';
import { addPlatform } from './platform.ts';

const app = new App({ context: FEATURE_FLAGS });
addPlatform(app, readConfig(app.node.tryGetContext('millrace'), app.node.tryGetContext('preset')));
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
app.synth();
