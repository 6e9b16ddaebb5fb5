import { fn, i32, input, nodeOf } from 'shapewright'
import type { ShapeError } from 'shapewright'
import { describe, expect, test } from 'vitest'
import { evaluate } from './ops/evaluate.js'

const head = fn({ x: ['batch', 4], label: i32(['batch']) }, ({ x, label }) => ({
  loss: x.crossEntropy(label),
  half: x.slice(1, 0, 2),
}))

describe('fn', () => {
  test('records the body once with symbols, and again for each call', () => {
    let runs = 0
    const f = fn({ x: ['batch', 4] }, ({ x }) => {
      runs++
      return x.sum(1)
    })
    expect(runs).toBe(1)
    expect(f.outputs.shape).toEqual(['batch'])
    expect(f.inputs).toEqual({ x: { shape: ['batch', 4], dtype: 'f32' } })
    const y = f({ x: input('rows', [2, 4]) })
    expect(y.shape satisfies readonly [2]).toEqual([2])
    expect(runs).toBe(2)
    expect(evaluate(y, { data: { rows: [1, 2, 3, 4, 5, 6, 7, 8] } })).toEqual([10, 26])
  })

  test('several outputs, element types, symbols for symbols', () => {
    const { loss, half } = head({ x: input('x', ['T', 4]), label: input('l', ['T'], 'i32') })
    expect(loss.shape satisfies readonly []).toEqual([])
    expect(half.shape satisfies readonly ['T', 2]).toEqual(['T', 2])
    expect(head.outputs.half.shape).toEqual(['batch', 2])
  })

  const untyped = head as unknown as (inputs: Record<string, unknown>) => unknown

  test.each([
    [
      { x: input('x', [8, 3]), label: input('l', [8], 'i32') },
      'x: expected 4, got 3 (declared [batch, 4], passed [8, 3])',
    ],
    [
      { x: input('x', [8, 4]), label: input('l', [9], 'i32') },
      'x: batch is 9 and 8 (declared [batch, 4], passed [8, 4])',
    ],
    [{ x: input('x', [8, 4]), label: input('l', [8]) }, 'label: expected i32, got f32'],
    [{ x: input('x', [8, 4]) }, 'label: this input is missing, or is not a tensor'],
    [
      { x: input('x', [8, 4]), label: input('l', [8], 'i32'), y: input('y', [8]) },
      'y: the function declares no such input',
    ],
  ])('a call that does not fit: %#', (inputs, sentence) => {
    const call = (): unknown => untyped(inputs)
    expect(call).toThrow(sentence)
    const site = { file: expect.stringMatching(/function\.test\.ts$/) as string }
    expect(call).toThrow(expect.objectContaining({ site: expect.objectContaining(site) as unknown }))
  })

  test('a body that breaks a rule fails where it is declared, naming its line', () => {
    expect.assertions(2)
    try {
      fn({ x: ['batch', 4] }, ({ x }) => (x as unknown as { sum: (axis: number) => typeof x }).sum(2))
    } catch (error) {
      expect((error as ShapeError).message).toBe('sum: axis 2 is out of range for [batch, 4] (rank 2)')
      expect((error as ShapeError).site?.file).toMatch(/function\.test\.ts$/)
    }
  })

  test('a declared dimension that is not sound', () => {
    const declared = (): unknown => fn({ x: ['a b' as string as 'batch', 4] }, ({ x }) => x)
    expect(declared).toThrow("x: dimension 'a b' is not a name (letters, digits, _)")
  })

  test('functions compose', () => {
    const outer = fn({ x: ['n', 4] }, ({ x }) => head({ x: x.relu(), label: x.argmax() }).half)
    expect(nodeOf(outer.outputs).operands[0]?.operator).toBe('relu')
    expect(outer({ x: input('x', [3, 4]) }).shape).toEqual([3, 2])
  })
})
