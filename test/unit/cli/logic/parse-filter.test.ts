import { describe, expect, test } from 'vitest';
import { Filter } from '#schemas/filter.ts';
import { parseFilter } from '#cli/logic/parse-filter.ts';

describe('parseFilter', () => {
  test.each([
    ['origin=JFK', { dimension: 'origin', operator: '=', value: 'JFK' }],
    ['origin != JFK', { dimension: 'origin', operator: '!=', value: 'JFK' }],
    ['delay>=15', { dimension: 'delay', operator: '>=', value: 15 }],
    ['delay < -1.5', { dimension: 'delay', operator: '<', value: -1.5 }],
    ["zip='00501'", { dimension: 'zip', operator: '=', value: '00501' }],
    ['zip=00501', { dimension: 'zip', operator: '=', value: '00501' }],
    ['city=New York', { dimension: 'city', operator: '=', value: 'New York' }],
    ['city=a=b', { dimension: 'city', operator: '=', value: 'a=b' }],
    ['city=', { dimension: 'city', operator: '=', value: '' }],
    ['cancelled=true', { dimension: 'cancelled', operator: '=', value: true }],
    ['origin like J%', { dimension: 'origin', operator: 'like', value: 'J%' }],
    ['origin not like J%', { dimension: 'origin', operator: 'not like', value: 'J%' }],
    ['origin in JFK, LGA', { dimension: 'origin', operator: 'in', values: ['JFK', 'LGA'] }],
    ["city not in 'a, b',c,7", { dimension: 'city', operator: 'not in', values: ['a, b', 'c', 7] }],
    ['state is null', { dimension: 'state', operator: 'is null' }],
    ['state is not null', { dimension: 'state', operator: 'is not null' }],
  ])('reads %s', (text, expected) => {
    expect(parseFilter(text)).toEqual(expected);
    expect(Filter.parse(expected)).toEqual(expected);
  });

  test.each(['origin', '', '=JFK', 'a b = c', 'origin in ', '__time>1'])('refuses "%s"', (text) => {
    expect(() => parseFilter(text)).toThrow(`"${text}" is no filter; write origin=JFK`);
  });
});
