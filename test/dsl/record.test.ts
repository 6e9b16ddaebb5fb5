import { ShapeError, constant, graphOf, input, nodeOf, record, source, tensorOf } from 'shapewright'
import type { AnyTensor, Node } from 'shapewright'
import { describe, expect, test } from 'vitest'
import { requestGradient } from '../../src/dsl/record.js'
import { ownerOf, setOwner, type Owner } from '../../src/dsl/owner.js'
import { siteIn } from '../../src/dsl/site.js'

const lineOf = (tensor: AnyTensor): number | undefined => nodeOf(tensor).site?.line

describe('call sites', () => {
  test('functions and methods are recorded where the author calls them', () => {
    const here = Number(/record\.test\.ts:(\d+)/.exec(new Error('here').stack ?? '')?.[1])
    const x = input('x', [2])
    // prettier-ignore
    const y = x
      .relu()
      .add(1)
    expect([lineOf(x), lineOf(y)]).toEqual([here + 1, here + 5])
    expect(nodeOf(y).operands.map(({ site }) => site?.line)).toEqual([here + 4, here + 5])
  })

  test('a rejected call says where it was', () => {
    expect.assertions(2)
    try {
      record('sum', [input('x', [2])], { axes: 5, keepDims: false })
    } catch (error) {
      expect(error).toBeInstanceOf(ShapeError)
      expect((error as ShapeError).site?.file).toMatch(/record\.test\.ts$/)
    }
  })

  test('a result with a dimension that no number is exactly is not recorded', () => {
    const huge = input('x', [94906267, 94906267])
    const sentence = 'would be [9007199515875288], of which a dimension is more than 9007199254740991'
    expect(() => huge.reshape([-1])).toThrow(`reshape: the result ${sentence}`)
    expect(() => huge.rearrange('a b -> (a b)')).toThrow(`rearrange: the result ${sentence}`)
    expect(input('y', [94906265, 94906265]).reshape([-1]).shape).toEqual([9007199136250225])
  })

  test('frames of V8 and of the other browsers are read, those of the library passed over', () => {
    const root = '/lib with space/dist/'
    const v8 = [
      'Error',
      '    at record (file:///lib%20with%20space/dist/dsl/record.js:1:2)',
      '    at Array.map (<anonymous>)',
      '    at node:internal/main:3:4',
      '    at file:///home/me/my%20model.ts:12:34',
    ].join('\n')
    expect(siteIn(v8, root)).toEqual({ file: 'file:///home/me/my%20model.ts', line: 12, column: 34 })
    const named =
      '    at record (/lib with space/dist/dsl/record.js:1:2)\n    at async forward (/home/me/a (b)/model.ts:5:6)'
    expect(siteIn(named, root)).toEqual({ file: '/home/me/a (b)/model.ts', line: 5, column: 6 })
    const bare = '    at /home/me/a (b)/model.ts:5:6'
    expect(siteIn(bare, root)?.file).toBe('/home/me/a (b)/model.ts')
    const other = 'record@http://localhost/lib/dist/record.js:1:2\n@http://localhost/model.js:7:8'
    expect(siteIn(other, 'http://localhost/lib/dist/')).toEqual({
      file: 'http://localhost/model.js',
      line: 7,
      column: 8,
    })
    const windows = '    at C:\\lib\\dist\\dsl\\record.js:1:2\n    at C:\\me\\model.ts:9:10'
    expect(siteIn(windows, 'C:\\lib\\dist\\')).toEqual({ file: 'C:\\me\\model.ts', line: 9, column: 10 })
    expect(siteIn('Error\n    at record (/lib with space/dist/record.js:1:2)', root)).toBeUndefined()
  })
})

describe('graphOf', () => {
  test('keeps what is reachable, operands before users, numbered from 0', () => {
    const x = input('x', ['batch', 3])
    x.exp() // not asked for
    const label = input('label', ['batch'], 'i32')
    const hidden = x.relu()
    const loss = hidden.crossEntropy(label)
    const graph = graphOf({ outputs: { loss, hidden } })
    expect(graph.nodes.map(({ id, operator }) => `${id} ${operator}`)).toEqual([
      '0 input',
      '1 input',
      '2 relu',
      '3 crossEntropy',
    ])
    expect(graph.nodes[3]?.operands).toEqual([graph.nodes[2], graph.nodes[1]])
    expect(graph).toMatchObject({ leaves: [0], inputs: [1], outputs: { hidden: 2, loss: 3 }, updates: [] })
    expect(Object.isFrozen(graph.nodes)).toBe(true)
  })

  test('walks graphs of any depth', () => {
    let y: AnyTensor = input('x', [1])
    for (let i = 0; i < 4000; i++) y = record('neg', [y])
    expect(graphOf({ outputs: { y } }).nodes).toHaveLength(4001)
  })

  test('refuses two leaves of one name, and updates that do not fit', () => {
    const weight = source('parameter', {
      name: 'w',
      shape: [2],
      dtype: 'f32',
      initializer: { kind: 'constant', value: 0 },
    })
    const other = source('state', { name: 'w', shape: [2], dtype: 'f32' })
    const both = record('add', [weight, other])
    expect(() => graphOf({ outputs: { both } })).toThrow(/two leaves of one graph are named "w" \(.*record\.test\.ts/)
    const next = record('neg', [weight])
    expect(graphOf({ outputs: {}, updates: [[weight, next]] }).updates).toEqual([{ leaf: 0, value: 1 }])
    const twice = [weight, next] as const
    expect(() => graphOf({ outputs: {}, updates: [twice, twice] })).toThrow('update: w is updated twice')
    const wide = record('reshape', [next], { shape: [2, 1] })
    expect(() => graphOf({ outputs: {}, updates: [[weight, wide]] })).toThrow(
      'update: w is f32 [2], its new value f32 [2, 1]',
    )
    const x = input('x', [2])
    expect(() => graphOf({ outputs: {}, updates: [[x, next]] })).toThrow('update: x is not a parameter or a state')
  })

  test("later changes of the author's lists do not reach the graph", () => {
    const axes = [0]
    const node = nodeOf(record('sum', [input('x', [2, 3])], { axes, keepDims: false }))
    axes.push(1)
    expect(node.attributes).toEqual({ axes: [0], keepDims: false })
  })
})

describe('gradients are requests', () => {
  test("of the operand's type; the output is a scalar or comes with a cotangent", () => {
    const x = input('x', ['batch', 2])
    const y = x.exp()
    expect(nodeOf(requestGradient(y.sum(), x))).toMatchObject({
      operator: 'gradient',
      shape: ['batch', 2],
      dtype: 'f32',
    })
    expect(nodeOf(requestGradient(y, x, y)).operands).toHaveLength(3)
    expect(() => requestGradient(y, x)).toThrow('gradient: the output is [batch, 2], its cotangent []')
  })
})

describe('owners', () => {
  const owned = (owner: Owner, name: string): AnyTensor => {
    const leaf = source('input', { name, shape: [2], dtype: 'f32' })
    setOwner(nodeOf(leaf), owner)
    return leaf
  }

  test('a node belongs to the owner of its operands, who is told first', () => {
    const told: Node[] = []
    const owner: Owner = { recorded: (node) => void told.push(node) }
    const y = record('add', [owned(owner, 'x'), constant(1)])
    expect(told).toEqual([nodeOf(y)])
    expect(ownerOf(nodeOf(y))).toBe(owner)
  })

  test('an owner can refuse', () => {
    const x = owned(
      {
        recorded: () => {
          throw new Error('stale')
        },
      },
      'x',
    )
    expect(() => record('neg', [x])).toThrow('stale')
  })

  test('two owners do not mix', () => {
    const quiet = (): Owner => ({ recorded: () => undefined })
    const operands = [owned(quiet(), 'x'), owned(quiet(), 'y')]
    expect(() => record('add', operands)).toThrow('add: operands belong to different sessions')
  })
})

test('an operator that is not there', () => {
  expect(() => record('fold', [])).toThrow('there is no operator fold')
})

test('a tensor is a handle: two on one node are alike', () => {
  const x = input('x', [2, 3])
  expect(nodeOf(tensorOf(nodeOf(x)))).toBe(nodeOf(x))
  expect(String(x.relu())).toBe('Tensor<[2, 3], f32> (relu)')
})
