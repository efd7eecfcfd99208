// Checks an answer against the API's own OpenAPI description: its path, status, content type and body.
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import * as z from 'zod';

const Description = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        responses: z.record(
          z.string(),
          z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() }),
        ),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

interface Answer {
  method: string;
  path: string;
  status: number;
  contentType: string | null;
  body: unknown;
}
interface Requestable {
  request: (path: string) => Response | Promise<Response>;
}

/** @returns a check that throws when an answer is not what the description says. */
export async function openApiValidator(api: Requestable) {
  const document: unknown = await (await api.request('/openapi.json')).json();
  return validatorOf(document);
}

export function validatorOf(document: unknown) {
  const { paths } = Description.parse(document);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'openapi', ...Object(document) });
  const routes = Object.entries(paths).map(([template, methods]) => ({
    template,
    methods,
    pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
  }));

  return ({ method, path, status, contentType, body }: Answer): void => {
    const pathname = path.split('?')[0] ?? path;
    const matching = routes.filter(({ pattern }) => pattern.test(pathname));
    const route = matching.find(({ template }) => template === pathname) ?? matching[0];
    const operation = route?.methods[method.toLowerCase()];
    if (route === undefined || operation === undefined) {
      if (status === 404) return;
      throw new Error(`${method} ${pathname} answered ${status} but is not described`);
    }
    const key = operation.responses[status] === undefined ? `${String(status)[0]}XX` : String(status);
    const described = operation.responses[key];
    if (described === undefined) throw new Error(`${method} ${pathname}: the status ${status} is not described`);
    if (described.content === undefined) return;
    const mediaType = (contentType ?? '').split(';')[0] ?? '';
    if (described.content[mediaType] === undefined)
      throw new Error(`${method} ${pathname} ${status}: the type "${mediaType}" is not described`);
    const pointer = ['paths', route.template, method.toLowerCase(), 'responses', key, 'content', mediaType, 'schema'];
    const reference = `openapi#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    const check = ajv.getSchema(reference) ?? ajv.compile({ $ref: reference });
    if (check(body) !== true)
      throw new Error(`${method} ${pathname} ${status} is not as described: ${ajv.errorsText(check.errors)}`);
  };
}
