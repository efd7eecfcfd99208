// What holds data outlives its stack in production.
import { RemovalPolicy } from 'aws-cdk-lib';
import type { Config } from '../config.ts';

export const removalPolicyOf = ({ environment }: Pick<Config, 'environment'>): RemovalPolicy =>
  environment === 'production' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
