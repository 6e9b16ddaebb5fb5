import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deserialize, graphHash, graphOf, input, nodeOf, serialize } from 'shapewright'
import * as functions from 'shapewright/functions'
import { describe, expect, test } from 'vitest'
import { operatorNames } from '../../../src/dsl/operator.js'
import { RecordedTensor } from '../../../src/dsl/tensor.js'
import { everyOperator } from './every-operator.js'

const folder = (path: string): string[] => readdirSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)))
const files = folder('src/dsl/ops')
  .filter((name) => name.endsWith('.ts') && name !== 'index.ts' && name !== 'list.ts')
  .map((name) => name.slice(0, -'.ts'.length))

describe('every operator', () => {
  test.each(everyOperator().map((one) => [`${one.operator} [${one.shape.join(', ')}]`, one] as const))(
    '%s: the recorded type is the static one, at this line',
    (_, { operator, tensor, shape, dtype }) => {
      const node = nodeOf(tensor)
      expect(node.operator).toBe(operator)
      expect(node.shape).toEqual(shape)
      expect(node.dtype).toBe(dtype)
      expect(node.site?.file).toMatch(/every-operator\.ts$/)
      expect(node.site?.line).toBeGreaterThan(30)
      expect(Object.isFrozen(node) && Object.isFrozen(node.operands) && Object.isFrozen(node.attributes)).toBe(true)
    },
  )

  test.each(files)('%s is complete', (name) => {
    const add = `add the line: export * from './${name}.js'`
    expect(Object.keys(functions), `src/dsl/ops/list.ts lacks ${name}; ${add}`).toContain(name)
    expect(operatorNames(), `src/dsl/ops/${name}.ts does not define the operator ${name}`).toContain(name)
    expect(folder('type-tests/ops'), `${name} has no type test: add type-tests/ops/${name}.test-d.ts`).toContain(
      `${name}.test-d.ts`,
    )
    expect(
      everyOperator().map(({ operator }) => operator),
      `test/dsl/ops/every-operator.ts has no case of ${name}`,
    ).toContain(name)
  })

  test('the table has the operators of the folder and no other', () => {
    expect([...operatorNames()].sort()).toEqual([...files].sort())
  })

  test('is a method too, unless it takes no tensor first', () => {
    const without = files.filter((name) => !(name in RecordedTensor.prototype))
    expect(without).toEqual(['bernoulliMask', 'concat', 'einsum', 'randUniform', 'stack'])
  })

  test('survives serialisation', () => {
    const outputs = Object.fromEntries(everyOperator().map(({ operator, tensor }, i) => [`${operator}${i}`, tensor]))
    expect(() => graphOf({ outputs })).not.toThrow()
    const graph = graphOf({ outputs })
    const text = serialize(graph)
    const back = deserialize(text)
    expect(back).toEqual(graph)
    expect(serialize(back)).toBe(text)
    expect(graphHash(back)).toBe(graphHash(graph))
    expect(Object.isFrozen(back.nodes[3]?.attributes)).toBe(true)
  })
})

test('methods and functions record the same', () => {
  const x = input('x', [2, 3])
  const text = (y: functions.AnyTensor): string => serialize(graphOf({ outputs: { y } }), { site: () => undefined })
  expect(text(x.softmax(0).add(1).sum([0], true))).toBe(
    text(functions.sum(functions.add(functions.softmax(x, 0), 1), [0], true)),
  )
})
