import { describe, expect, it } from 'vitest';
import { fillRow, UNITS } from '../../test-support.ts';
import { axisStep, pricePoints } from './chart-data.ts';

describe('pricePoints', () => {
  it('turns newest-first rows into points that rise in time, even within one instant', () => {
    const at = 1_800_000_000_000;
    const points = pricePoints([fillRow(3, { at }), fillRow(2, { at, final: false }), fillRow(1, { at })], UNITS);
    expect(points.map(({ final }) => final)).toEqual([true, false, true]);
    expect(points[0]?.time).toBe(1_800_000_000);
    expect(points[1]!.time).toBeGreaterThan(points[0]!.time);
    expect(points[2]!.time).toBeGreaterThan(points[1]!.time);
  });

  it('draws whole input per whole output', () => {
    expect(pricePoints([fillRow(1)], UNITS)[0]?.price).toBe(0.00025);
  });

  it('leaves out a row that received nothing', () => {
    expect(pricePoints([fillRow(1, { output: 0n })], UNITS)).toEqual([]);
  });
});

it('axisStep is the sixth significant digit', () => {
  expect(axisStep(0.000245)).toBeCloseTo(1e-9, 15);
  expect(axisStep(150)).toBeCloseTo(1e-3, 9);
});
