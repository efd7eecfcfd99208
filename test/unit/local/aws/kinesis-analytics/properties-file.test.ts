import { expect, it } from 'vitest';
import { printPropertiesFile } from '#local/aws/kinesis-analytics/properties-file.ts';

it('the property file is a list of groups, as Managed Flink writes it', () => {
  const groups = [{ PropertyMap: { plan: 's3://millrace/plans/1.json' }, PropertyGroupId: 'millrace' }];

  expect(printPropertiesFile(groups)).toBe(`[
  {
    "PropertyGroupId": "millrace",
    "PropertyMap": {
      "plan": "s3://millrace/plans/1.json"
    }
  }
]
`);
});
