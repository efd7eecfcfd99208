// The whole HTTP API as a Lambda function. It is deployed several times, with memory, time and concurrency of their own for the routes
// that must not take them from one another.
import { createApi } from './api.ts';
import { createContext } from './platform/context.ts';
import { streamingHandler } from './platform/lambda-http.ts';
import { readSettings } from './platform/settings.ts';

const api = createApi(createContext(readSettings(process.env)));

export const handler = streamingHandler((request) => api.fetch(request));
