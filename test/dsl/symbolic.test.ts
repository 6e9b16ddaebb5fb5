/** Arithmetic on named dimensions, recorded: heads split and merged, a cache that grows, padding before a convolution. */
import { describe, expect, test } from 'vitest'
import { BindError, bindGraph } from '../../src/dsl/bind.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import type { AnyTensor } from '../../src/dsl/tensor.js'
import { concat, convolution, flatten, fn, matmul, pad, permute, reshape, transpose, zeros } from '../../src/index.js'

const bound = (output: AnyTensor, binding: Readonly<Record<string, number>>): readonly unknown[] => {
  const graph = bindGraph(graphOf({ outputs: { output } }), binding)
  return graph.nodes[graph.outputs['output'] ?? -1]?.shape ?? []
}

const heads = fn({ x: ['B', 'T', 'D'] }, ({ x }) => {
  const split = permute(reshape(x, ['B', 'T', 'H', 'D/H']), [0, 2, 1, 3])
  const scores = matmul(split, transpose(split, -1, -2))
  const merged = reshape(permute(matmul(scores, split), [0, 2, 1, 3]), ['B', 'T', 'D'])
  return { split, scores, merged }
})

test('heads are split and merged', () => {
  const { split, scores, merged } = heads.outputs
  expect(split.shape satisfies readonly ['B', 'H', 'T', 'D/H']).toEqual(['B', 'H', 'T', 'D/H'])
  expect(scores.shape satisfies readonly ['B', 'H', 'T', 'T']).toEqual(['B', 'H', 'T', 'T'])
  expect(merged.shape satisfies readonly ['B', 'T', 'D']).toEqual(['B', 'T', 'D'])
  expect(bound(merged, { B: 2, T: 3, D: 12, H: 4 })).toEqual([2, 3, 12])
})

test('heads are rearranged by a name', () => {
  const x = zeros(['B', 'T', 'D'])
  const split = x.rearrange('b t (h d) -> b h t d', { h: 'H' })
  expect(split.shape satisfies readonly ['B', 'H', 'T', 'D/H']).toEqual(['B', 'H', 'T', 'D/H'])
  const merged = split.rearrange('b h t d -> b t (h d)')
  expect(merged.shape satisfies readonly ['B', 'T', 'D']).toEqual(['B', 'T', 'D'])
  expect(bound(split, { B: 2, T: 3, D: 12, H: 4 })).toEqual([2, 4, 3, 3])
  expect(() => bound(split, { B: 2, T: 3, D: 10, H: 4 })).toThrow('D/H: 10 is not divisible by 4')
})

test('flattened and unflattened again', () => {
  const x = zeros(['B', 'T', 28, 28])
  const flat = flatten(x)
  expect(flat.shape satisfies readonly ['784*B*T']).toEqual(['784*B*T'])
  expect(reshape(flat, ['B', -1, 784]).shape satisfies readonly ['B', 'T', 784]).toEqual(['B', 'T', 784])
})

test('a cache grows by one, or by a prompt', () => {
  const [cache, next, prompt] = [zeros(['B', 'T', 64]), zeros(['B', 1, 64]), zeros(['B', 'P', 64])]
  const longer = concat([cache, next], 1)
  expect(longer.shape satisfies readonly ['B', 'T+1', 64]).toEqual(['B', 'T+1', 64])
  const joined = concat([prompt, cache], 1)
  expect(joined.shape satisfies readonly ['B', 'P+T', 64]).toEqual(['B', 'P+T', 64])
  expect(matmul(zeros(['B', 1, 64]), transpose(longer, 1, 2)).shape satisfies readonly ['B', 1, 'T+1']).toEqual([
    'B',
    1,
    'T+1',
  ])
})

test('padded, then convolved', () => {
  const padded = pad(zeros(['B', 3, 'T', 28]), [[0, 0], [0, 0], [1, 1], [2, 2]]) // prettier-ignore
  expect(padded.shape satisfies readonly ['B', 3, 'T+2', 32]).toEqual(['B', 3, 'T+2', 32])
  const y = convolution(padded, zeros([8, 3, 3, 3]))
  expect(y.shape satisfies readonly ['B', 8, 'T', 30]).toEqual(['B', 8, 'T', 30])
})

describe('a quotient', () => {
  test('that is not exact is named where the program is bound', () => {
    try {
      bound(heads.outputs.merged, { B: 2, T: 3, D: 10, H: 4 })
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(BindError)
      expect((error as BindError).message).toContain('D/H: 10 is not divisible by 4')
      expect((error as BindError).site?.file).toMatch(/symbolic\.test\.ts$/)
    }
  })

  test('by zero is named too', () => {
    expect(() => bound(heads.outputs.merged, { B: 2, T: 3, D: 10, H: 0 })).toThrow('D/H: 10 is divided by 0')
  })

  test('is replaced at a call, with every other name that the body writes down', () => {
    const { split, merged } = heads({ x: zeros([2, 3, 12]) })
    expect(split.shape satisfies readonly [2, 'H', 3, '12/H']).toEqual([2, 'H', 3, '12/H'])
    expect(merged.shape satisfies readonly [2, 3, 12]).toEqual([2, 3, 12])
    const fixed = fn({ x: ['B', 'D'], parts: ['H'] }, ({ x }) => reshape(x, ['B', 'H', 'D/H']))
    expect(fixed({ x: zeros([2, 12]), parts: zeros([4]) }).shape satisfies readonly [2, 4, 3]).toEqual([2, 4, 3])
    const inexact = (): unknown => fixed({ x: zeros([2, 10]), parts: zeros([4]) })
    expect(inexact).toThrow('reshape: dimension D/H is 5/2, not a whole number')
    const bySum = (): unknown => fixed({ x: zeros([2, 10]), parts: zeros(['S+1']) })
    expect(bySum).toThrow('reshape: dimension D/H is divided by 0 or a sum')
  })

  test('that an input declares is compared with what is passed', () => {
    const rows = fn({ x: ['B', 'D', 'H'], y: ['D/H'] }, ({ y }) => y)
    expect(rows({ x: zeros([2, 12, 4]), y: zeros([3]) }).shape satisfies readonly [3]).toEqual([3])
    // @ts-expect-error the sentence is the type of this input
    const call = (): unknown => rows({ x: zeros([2, 10, 4]), y: zeros([3]) })
    expect(call).toThrow('y: expected D/H = 5/2, got 3 (declared [D/H], passed [3])')
  })
})
