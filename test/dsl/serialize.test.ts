import { createHash } from 'node:crypto'
import { constant, deserialize, graphHash, graphOf, input, serialize } from 'shapewright'
import { expect, test } from 'vitest'
import { sha256 } from '../../src/dsl/sha256.js'

const values = [NaN, Infinity, -Infinity, -0, 0, 1e-7, 1e21, 0.1, Number.MIN_VALUE, 2 ** 53 - 1]
const make = () => graphOf({ outputs: { y: constant(values, [10]).add(input('x', ['batch', 10])) } })

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
  ['{', /JSON/],
  ['{}', /not a graph of format shapewright-graph\/1/],
  ['null', /not a graph/],
  [serialize(make()).replace('"add"', '"plus"'), /there is no operator "plus" \(node 2\)/],
  [serialize(make()).replace('"operands":[0,1]', '"operands":[0,2]'), /node 2 refers to node 2/],
  [serialize(make()).replace('"y":2', '"y":3'), /refers to node 3/],
  [
    serialize(make()).replace('["batch",10],"site"', '["batch",11],"site"'),
    /cannot broadcast \[10\] with \[batch, 11\]/,
  ],
  [
    serialize(make()).replace(/(operands":\[0,1\].*)"batch",10/, '$1"batch",9'),
    /written as f32 \[batch, 9\], its operands give f32 \[batch, 10\]/,
  ],
])('text that is no sound graph is refused: %#', (text, message) => {
  expect(() => deserialize(text)).toThrow(message)
})

test.each(['', 'abc', 'ä€😀', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'long '.repeat(5000)])(
  'SHA-256 of text %#',
  (text) => {
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'))
  },
)
