// What CycloneDX 1.5 requires of the parts that are used, read off its JSON reference: https://cyclonedx.org/docs/1.5/json
const text = { type: 'string', minLength: 1 } as const;

const hash = {
  type: 'object',
  required: ['alg', 'content'],
  additionalProperties: false,
  properties: {
    alg: { enum: ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] },
    content: { type: 'string', pattern: '^([a-f0-9]{32}|[a-f0-9]{40}|[a-f0-9]{64}|[a-f0-9]{96}|[a-f0-9]{128})$' },
  },
} as const;

const component = {
  type: 'object',
  required: ['type', 'name'],
  additionalProperties: false,
  properties: {
    'bom-ref': text,
    type: {
      enum: ['application', 'framework', 'library', 'container', 'platform', 'operating-system', 'file', 'data'],
    },
    author: { type: 'string' },
    group: { type: 'string' },
    name: { type: 'string' },
    version: { type: 'string' },
    description: { type: 'string' },
    scope: { enum: ['required', 'optional', 'excluded'] },
    hashes: { type: 'array', items: hash },
    licenses: { type: 'array' },
    purl: { type: 'string', pattern: '^pkg:[a-z]+/' },
    externalReferences: {
      type: 'array',
      items: { type: 'object', required: ['url', 'type'], properties: { url: { type: 'string' }, type: text } },
    },
    components: { type: 'array', uniqueItems: true, items: { type: 'object', required: ['type', 'name'] } },
    properties: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: { name: { type: 'string' }, value: { type: 'string' } },
      },
    },
  },
} as const;

export const REQUIRED_PARTS = {
  type: 'object',
  required: ['bomFormat', 'specVersion', 'version', 'serialNumber', 'components'],
  additionalProperties: false,
  properties: {
    $schema: { const: 'http://cyclonedx.org/schema/bom-1.5.schema.json' },
    bomFormat: { const: 'CycloneDX' },
    specVersion: { const: '1.5' },
    serialNumber: {
      type: 'string',
      pattern: '^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
    },
    version: { type: 'integer', minimum: 1 },
    metadata: {
      type: 'object',
      additionalProperties: false,
      properties: { timestamp: { type: 'string', format: 'date-time' }, component },
    },
    components: { type: 'array', uniqueItems: true, items: component },
    dependencies: {
      type: 'array',
      uniqueItems: true,
      items: {
        type: 'object',
        required: ['ref'],
        additionalProperties: false,
        properties: { ref: text, dependsOn: { type: 'array', uniqueItems: true, items: text } },
      },
    },
  },
} as const;
