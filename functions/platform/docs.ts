// The API's readable documentation at /docs: RapiDoc from its package, so that nothing is fetched from elsewhere. Links are relative: on AWS
// the API may lie below the name of a stage.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createRouter } from './route.ts';

const PAGE = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Millrace API</title><script type="module" src="docs/rapidoc.js"></script></head>
  <body>
    <rapi-doc spec-url="openapi.json" render-style="read" theme="light" show-header="false" load-fonts="false"
      regular-font="system-ui" mono-font="monospace" allow-spec-file-download="true" persist-auth="false"></rapi-doc>
  </body>
</html>`;

export function docsRoutes() {
  const router = createRouter();
  router.get('/docs', (c) => c.html(PAGE));
  router.get('/docs/rapidoc.js', async (c) => {
    const script = await readFile(createRequire(import.meta.url).resolve('rapidoc/dist/rapidoc-min.js'), 'utf8');
    return c.body(script, 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=86400',
    });
  });
  return router;
}
