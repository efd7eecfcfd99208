// Gives the tests the environment of the product's processes in the home that runs (MILLRACE_HOME, MILLRACE_PORT).
import { productEnvironment } from '#local/environment.ts';

Object.assign(process.env, productEnvironment());
