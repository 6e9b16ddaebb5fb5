import { describe, expect, it } from 'vitest'
import { compareStaticTypes, type StaticType } from '../../src/codegen/static-types.js'
import type { Node } from '../../src/dsl/graph.js'

const at = (line: number, shape: StaticType['shape'], dtype: string | null = 'f32'): StaticType => ({
  file: 'model.ts',
  line,
  column: 3,
  length: 4,
  shape,
  dtype,
})

let id = 0
const node = (line: number, shape: Node['shape'], operator = 'relu', operands: readonly Node[] = []): Node => ({
  id: id++,
  operator,
  operands,
  attributes: {},
  shape,
  dtype: 'f32',
  site: { file: 'model.ts', line, column: 3 },
})

describe('compareStaticTypes', () => {
  it('agrees where shapes are equal; a name may stand for the number that was recorded', () => {
    const result = compareStaticTypes(
      [at(1, ['batch', 64]), at(2, ['batch', 'batch'])],
      [node(1, ['batch', 64]), node(2, [32, 32])],
    )
    expect(result).toMatchObject({ mismatches: [], checked: 2, unchecked: 0, unrecorded: 0 })
  })

  it('refuses another number, another rank, another dtype, and one name for two numbers', () => {
    const types = [at(1, [32, 10]), at(2, [32]), at(3, [32], 'i32'), at(4, ['n', 'n'])]
    const nodes = [node(1, [32, 11]), node(2, [32, 1]), node(3, [32]), node(4, [2, 3])]
    const { mismatches } = compareStaticTypes(types, nodes)
    expect(mismatches.map(({ type }) => type.line)).toEqual([1, 2, 3, 4])
    expect(mismatches[0]?.message).toContain('Tensor<[32, 10], "f32">, but Tensor<[32, 11], "f32"> was recorded here')
  })

  it('compares every record of one operator in a loop', () => {
    const first = node(1, [4, 4])
    const { mismatches } = compareStaticTypes([at(1, [4, 4])], [first, node(1, [4, 5], 'relu', [first])])
    expect(mismatches).toHaveLength(1)
  })

  it('of a layer that records several operators compares the last', () => {
    const product = node(1, [32, 7], 'matmul')
    const result = compareStaticTypes([at(1, [32, 10])], [product, node(1, [32, 10], 'relu', [product])])
    expect(result).toMatchObject({ mismatches: [], checked: 1 })
  })

  it('takes paths as the types have them without losing sight of which node feeds which', () => {
    const product = { ...node(1, [32, 7], 'matmul'), site: { file: 'file:///model.ts', line: 1, column: 3 } }
    const result = { ...node(1, [32, 10], 'relu', [product]), site: product.site }
    const types = [{ ...at(1, [32, 10]), file: '/model.ts' }]
    expect(compareStaticTypes(types, [product, result], (file) => file.slice('file://'.length))).toMatchObject({
      mismatches: [],
      checked: 1,
    })
  })

  it('counts what the compiler does not know, and calls that recorded nothing', () => {
    const types = [at(1, [null, 10]), at(2, null), at(3, [1])]
    const result = compareStaticTypes(types, [node(1, [5, 10]), node(2, [7])])
    expect(result).toMatchObject({ mismatches: [], checked: 0, unchecked: 2, unrecorded: 1 })
    expect(compareStaticTypes(types, [node(1, [5, 11])]).mismatches).toHaveLength(1)
  })
})
