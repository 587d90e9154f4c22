import { describe, expect, test } from 'vitest';
import { addQuantity, canonicalQuantity, compareQuantity, milliValue, quantityProblem, QuantityError, subQuantity, value } from './quantity.ts';

describe('quantities', () => {
  test.each([
    ['1', '1'],
    ['0.5', '500m'],
    ['1.5Gi', '1536Mi'],
    ['1024Ki', '1Mi'],
    ['1000Mi', '1000Mi'],
    ['1e3', '1e3'],
    ['1000', '1k'],
    ['0.1Mi', '104857600m'],
    ['+1', '+1'],
    ['-0.001', '-1m'],
    ['1n', '1n'],
    ['0.0000000001', '1n'],
    ['00.0100', '10m'],
    ['.5', '500m'],
    ['5.', '5.'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  test.each([
    ['', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['x', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['1K', "unable to parse quantity's suffix"],
    ['1 ', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['1mi', "unable to parse quantity's suffix"],
  ])('%s is none', (text, message) => {
    expect(quantityProblem(text)).toBe(message);
    expect(() => canonicalQuantity(text)).toThrow(new QuantityError(message));
  });

  test('values are rounded away from zero', () => {
    expect([value('1500m'), value('1Gi'), value('-1500m'), value('1n')]).toEqual([2, 1073741824, -2, 1]);
    expect([milliValue('1'), milliValue('100u'), milliValue('1Ki')]).toEqual([1000, 1, 1024000]);
  });

  test('are compared and added by their size, and keep the form of the first', () => {
    expect(compareQuantity('1Gi', '1024Mi')).toBe(0);
    expect(compareQuantity('1', '1001m')).toBeLessThan(0);
    expect(addQuantity('1Gi', '512Mi').text).toBe('1536Mi');
    expect(addQuantity('100m', '900m').text).toBe('1');
    expect(subQuantity('1', '1500m').text).toBe('-500m');
  });
});
