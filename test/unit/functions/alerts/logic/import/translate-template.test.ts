import { describe, expect, it } from 'vitest';
import { translateTemplate } from '#functions/alerts/logic/import/translate-template.ts';

const translate = (template: string) => translateTemplate(template, (label) => (label === 'instance' ? 'host' : label));

describe('translateTemplate', () => {
  it.each([
    ['plain text', 'plain text'],
    ['{{ $labels.instance }} on {{$labels.job}}', '{{labels.host}} on {{labels.job}}'],
    ['{{- .Labels.job -}}: {{ .Value }}', '{{labels.job}}: {{value}}'],
    ['{{ index $labels "job" }} {{ $values.B.Value }} {{ $values.A }}', '{{labels.job}} {{value}} {{value}}'],
  ])('%s', (template, text) => {
    expect(translate(template)).toEqual({ text, remarks: [] });
  });

  it.each([
    ['{{ $value | humanize }}', '{{value}}'],
    ['{{ printf "%.2f" $value }}', '{{value}}'],
    ['{{ humanizePercentage $value }}', '{{value}}'],
    ['{{ $labels.job | toUpper }}', '{{labels.job}}'],
  ])('leaves out the format of %s', (template, text) => {
    expect(translate(template)).toEqual({ text, remarks: [`${template} is written without its format`] });
  });

  it.each([
    '{{ if $value }}',
    '{{ query "up" }}',
    '{{ $externalLabels.x }}',
    '{{ range .Alerts }}',
    '{{ with $x := 1 }}',
  ])('refuses %s', (template) => {
    expect(() => translate(`a ${template}`)).toThrow(`${template} computes`);
  });
});
