/** The functions of the room that have no type as their twin. */
import { expect, test } from 'vitest'
import * as shapes from '../../src/shapes/index.js'

test('a dimension is evaluated when its names have numbers', () => {
  expect(shapes.evaluateDim('64*B*T+1', { B: 2, T: 3 })).toBe(385)
  expect(shapes.evaluateDim('-T+9', { T: 4 })).toBe(5)
  expect(shapes.evaluateDim(7, {})).toBe(7)
  expect(() => shapes.evaluateDim('B*T', { B: 2 })).toThrow('dimension B*T: T is not bound')
  expect(() => shapes.evaluateDim('constructor', {})).toThrow('constructor is not bound')
  expect(() => shapes.evaluateDim('T-5', { T: 4 })).toThrow(RangeError)
  expect(() => shapes.evaluateDim('T*T', { T: 2 ** 40 })).toThrow(RangeError)
})

test('the names of a dimension are listed once, in order', () => {
  expect(shapes.namesIn('64*B*T+T-B+1')).toEqual(['B', 'T'])
  expect(shapes.namesIn(64)).toEqual([])
})

test('any order of writing has one normal form, and evaluating agrees with it', () => {
  const binding = { B: 3, T: 5, a: 2 }
  for (const written of ['T*B', 'B*T', 'T+2*B', '1+T', 'T-T', 'a*T*B+B*a*T', '-B+T'])
    expect(shapes.evaluateDim(shapes.normalDim(written), binding)).toBe(shapes.evaluateDim(written, binding))
  expect(shapes.normalDim('T*B')).toBe('B*T')
  expect(shapes.normalDim('a*T*B+B*a*T')).toBe('2*B*T*a')
  expect(shapes.normalDim('T-T')).toBe(0)
})

test('dyn takes whole numbers only', () => {
  expect(shapes.dyn(5)).toBe(5)
  for (const n of [-1, 2.5, Number.NaN, Infinity]) expect(() => shapes.dyn(n)).toThrow(RangeError)
})

test('checked throws the sentence with the place it is given', () => {
  expect(shapes.checked([2, 3])).toEqual([2, 3])
  const site = { file: 'model.ts', line: 3, column: 7 }
  try {
    shapes.checked(shapes.matmul([32, 784], [128, 10]), site)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(shapes.ShapeError)
    expect(error).toMatchObject({
      name: 'ShapeError',
      message: 'matmul: inner dimensions differ: [32, 784] x [128, 10] (784 != 128)',
      site,
    })
  }
})

test('the positions of a slice and the axes of a reduction are counted from the front', () => {
  expect(shapes.slicePositions([32, 'T'], -1, 1, -2)).toMatchObject({ axis: 1, start: 1, count: 'T-3', step: 1 })
  expect(shapes.slicePositions([32, 'T'], 0)).toMatchObject({ axis: 0, start: 0, count: 32, step: 1 })
  expect(shapes.reduceAxes('sum', [2, 3, 4], [-1, 0])).toEqual([0, 2])
  expect(shapes.reduceAxes('sum', [2, 3, 4], undefined)).toEqual([0, 1, 2])
  expect(shapes.perAxis(2, 3)).toEqual([2, 2, 2])
  expect(shapes.poolKernel(['batch', 16, 8, 8], 2)).toEqual([2, 2])
})

test('element counts are exact beyond 2^53', () => {
  expect(shapes.sizeText([4294967296, 4294967296, 'B'])).toBe('18446744073709551616*B')
  const [n, m] = [3037000499n, 3037000500n]
  expect(shapes.reshape([Number(n), Number(n), 3], [Number(n), Number(m), 3])).toBe(
    `reshape: [${n}, ${n}, 3] has ${n * n * 3n} elements, [${n}, ${m}, 3] has ${n * m * 3n}`,
  )
})
