import { createHash } from 'node:crypto'
import { constant, deserialize, GraphTextError, graphHash, graphOf, input, serialize } from 'shapewright'
import { expect, test } from 'vitest'
import { sha256 } from '../../src/dsl/sha256.js'

const values = [NaN, Infinity, -Infinity, -0, 0, 1e-7, 1e21, 0.1, Number.MIN_VALUE, 2 ** 53 - 1]
const make = () => graphOf({ outputs: { y: constant(values, [10]).add(input('x', ['batch', 10])) } })

/** The text of a graph of which something has been changed. */
// oxlint-disable-next-line typescript/no-explicit-any -- any field may be made wrong
function edited(change: (graph: any) => void): string {
  const graph = JSON.parse(serialize(make()))
  change(graph)
  return JSON.stringify(graph)
}

test('numbers keep every bit, also those that JSON cannot write', () => {
  const graph = deserialize(serialize(make()))
  const back = graph.nodes[0]?.attributes['values'] as readonly number[]
  expect(back.map((value) => (Object.is(value, -0) ? '-0' : String(value)))).toEqual(
    values.map((value) => (Object.is(value, -0) ? '-0' : String(value))),
  )
})

test('equal graphs give equal text, whatever was recorded in between', () => {
  const first = serialize(make(), { site: () => undefined })
  input('unrelated', [3]).relu()
  expect(serialize(make(), { site: () => undefined })).toBe(first)
  expect(first).not.toContain('serialize.test')
  expect(JSON.parse(first)).toMatchObject({ format: 'shapewright-graph/1', outputs: { y: 2 } })
})

test('the hash does not see call sites, and sees everything else', () => {
  const x = input('x', [4])
  const y = x.scale(2)
  const again = x.scale(2)
  expect(graphHash(graphOf({ outputs: { y } }))).toBe(graphHash(graphOf({ outputs: { y: again } })))
  expect(graphHash(graphOf({ outputs: { y } }))).not.toBe(graphHash(graphOf({ outputs: { y: x.scale(3) } })))
  expect(graphHash(graphOf({ outputs: { y } }))).not.toBe(graphHash(graphOf({ outputs: { z: y } })))
})

test('sites can be rewritten', () => {
  const text = serialize(make(), { site: ({ line, column }) => ({ file: 'model.ts', line, column }) })
  expect(deserialize(text).nodes.map(({ site }) => site?.file)).toEqual(['model.ts', 'model.ts', 'model.ts'])
})

test.each([
  ['{', /^deserialize: the text is not JSON: .*JSON/],
  ['{}', /not a graph of format shapewright-graph\/1/],
  ['null', /not a graph/],
  [serialize(make()).replace('"add"', '"plus"'), /there is no operator "plus" \(node 2\)/],
  [serialize(make()).replace('"operands":[0,1]', '"operands":[0,2]'), /node 2 refers to node 2/],
  [serialize(make()).replace('"y":2', '"y":3'), /there is no node 3; there are 3/],
  [
    serialize(make()).replace('["batch",10],"site"', '["batch",11],"site"'),
    /cannot broadcast \[10\] with \[batch, 11\]/,
  ],
  [
    serialize(make()).replace(/(operands":\[0,1\].*)"batch",10/, '$1"batch",9'),
    /written as f32 \[batch, 9\], its operands give f32 \[batch, 10\]/,
  ],
  ['[]', /not a graph/],
  [edited((graph) => (graph.nodes = 'none')), /^deserialize: nodes should be a list of nodes, but is "none"$/],
  [edited((graph) => (graph.nodes[1] = null)), /nodes should be a list of nodes, but is \[\{/],
  [edited((graph) => delete graph.leaves), /leaves should be a list of node numbers, but is missing/],
  [edited((graph) => (graph.leaves = [7])), /there is no node 7; there are 3/],
  [edited((graph) => (graph.inputs = [0.5])), /inputs should be a list of node numbers, but is \[0.5\]/],
  [
    edited((graph) => (graph.outputs = { y: 'two' })),
    /outputs should be an object of node numbers, but is \{"y":"two"\}/,
  ],
  [edited((graph) => (graph.updates = [{ leaf: 0 }])), /updates\[0\]\.value should be a node number, but is missing/],
  [edited((graph) => (graph.nodes[2].operands = '01')), /nodes\[2\]\.operands should be a list of node numbers/],
  [edited((graph) => (graph.nodes[2].attributes = null)), /nodes\[2\]\.attributes should be an object, but is null/],
  [
    edited((graph) => (graph.nodes[1].shape = [-1])),
    /nodes\[1\]\.shape should be a list of sizes and names, but is \[-1\]/,
  ],
  [
    edited((graph) => (graph.nodes[1].dtype = 'f16')),
    /nodes\[1\]\.dtype should be one of f32, f64, i32, u32, bool, but is "f16"/,
  ],
  [
    edited((graph) => (graph.nodes[1].site = { file: 'a.ts' })),
    /nodes\[1\]\.site\.line should be a number, but is missing/,
  ],
  [
    edited((graph) => (graph.nodes[1].attributes = {})),
    /nodes\[1\]\.attributes\.name should be a text, but is missing/,
  ],
  [
    edited((graph) => (graph.nodes[0].attributes.values = 'x')),
    /nodes\[0\]\.attributes\.values should be a list of numbers/,
  ],
  [
    edited((graph) => (graph.nodes[2].operator = 'permute')),
    /node 2 \(permute\) has other operands or attributes than the operator/,
  ],
])('text that is no sound graph is refused: %#', (text, message) => {
  expect(() => deserialize(text)).toThrow(GraphTextError)
  expect(() => deserialize(text)).toThrow(message)
})

test.each(['', 'abc', 'ä€😀', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'long '.repeat(5000)])(
  'SHA-256 of text %#',
  (text) => {
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'))
  },
)
