import { describe, expect, it } from 'vitest';
import { renderTemplate } from '#local/render-template.ts';

describe('a template', () => {
  it('gets each of its values', () => {
    expect(renderTemplate('port=${kafka.port}\ndir=${data}/${data}', { 'kafka.port': 9092, data: '/d' })).toBe(
      'port=9092\ndir=/d//d',
    );
  });

  it('takes a value as it is, whatever it holds', () => {
    expect(renderTemplate('x=${a}', { a: '$& ${b}' })).toBe('x=$& ${b}');
  });

  it('is refused when it names a value that is not given', () => {
    expect(() => renderTemplate('x=${missing}', { given: 1 })).toThrow(
      'the template names ${missing}, which has no value',
    );
  });
});
