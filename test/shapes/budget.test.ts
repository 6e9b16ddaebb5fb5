/**
 * What checking costs, counted in type instantiations (exact and repeatable, unlike time): a regression here is felt in
 * every editor. The limits leave about a third of room above what was measured.
 */
import { expect, test } from 'vitest'
import { compilers, findings, programOf, root } from '../support/compiler.js'
import { join } from 'node:path'

const header = `import * as o from '../messages/operators.js'\n`
const path = 'type-tests/messages/budget.ts'

/** Instantiations that the statements need beyond those of the operators themselves. */
const cost = async (statements: string): Promise<number> => {
  const compiler = await compilers['6.0']()
  expect(findings(compiler, { [path]: header + statements })).toEqual([])
  const count = (text: string): number => {
    const program = programOf(compiler, { [path]: header + text })
    program.getSemanticDiagnostics(program.getSourceFile(join(root, path)))
    return program.getInstantiationCount()
  }
  return count(statements) - count('export {}')
}

test('a perceptron, a convolutional network and an attention block', async () => {
  const statements = `
    const mlp = o.layer(128, 10)(o.layer(784, 128)(o.zeros(['batch', 784])))
    const c1 = o.maxPool(o.convolution(o.zeros(['batch', 1, 28, 28]), o.zeros([16, 1, 3, 3]), o.zeros([16]), { padding: 1 }), [2, 2], { stride: 2, padding: 0 })
    const c2 = o.maxPool(o.convolution(c1, o.zeros([32, 16, 3, 3]), o.zeros([32]), { padding: 1 }), [2, 2], { stride: 2, padding: 0 })
    const cnn = o.layer(1568, 10)(o.flatten(c2, 1)) satisfies o.Tensor<['batch', 10]>
    const x = o.zeros(['B', 'T', 768])
    const split = <S extends 'B'>(_: S) => o.permute(o.reshape(o.layer(768, 768)(x), ['B', 'T', 12, -1]), [0, 2, 1, 3])
    const scores = o.softmax(o.matmul(split('B'), o.transpose(split('B'), -1, -2)), -1)
    const mixed = o.reshape(o.permute(o.matmul(scores, split('B')), [0, 2, 1, 3]), ['B', 'T', -1])
    const out = o.add(o.layer(768, 768)(mixed), x) satisfies o.Tensor<['B', 'T', 768]>
    export { mlp, cnn, out }`
  expect(await cost(statements)).toBeLessThan(37_000)
})

test('a thousand operators on one shape cost hardly more than one', async () => {
  const lines = ['const x0 = o.zeros([64, 64])', 'const w = o.zeros([64, 64])']
  for (let i = 0; i < 1000; i++)
    lines.push(`const x${i + 1} = ${i % 2 === 0 ? `o.matmul(x${i}, w)` : `o.add(x${i}, w)`}`)
  expect(await cost([...lines, 'export { x1000 }'].join('\n'))).toBeLessThan(3_000)
})

test('a thousand operators that each make a new shape stay within the limits of the compiler', async () => {
  const lines = ['const x0 = o.zeros([8, 10])']
  for (let i = 0; i < 1000; i++) lines.push(`const x${i + 1} = o.matmul(x${i}, o.zeros([${i + 10}, ${i + 11}]))`)
  expect(await cost([...lines, 'export { x1000 }'].join('\n'))).toBeLessThan(320_000)
})

test.each([
  ['squeeze', "['batch', 1, 28, 1]", 'o.squeeze(x, [1, -1])', 1400],
  ['unsqueeze', "['batch', 3, 28, 28]", 'o.unsqueeze(x, -2)', 600],
  ['expand', "['batch', 1, 28, 1]", 'o.expand(x, [-1, 3, -1, 28])', 3050],
  ['stack', "['batch', 3, 28, 28]", 'o.stack([x, x, x], -1)', 1600],
  ['split', "['B', 'T', 768]", 'o.split(x, [512, 128, 128], -1)', 4500],
  ['split by size', "['B', 'T', 768]", 'o.split(x, 100, -1)', 6550],
  ['chunk', "['B', 'T', 2304]", 'o.chunk(x, 3, -1)', 3000],
  ['pad', "['batch', 3, 28, 28]", 'o.pad(x, [[0, 0], [0, 0], [1, 1], [2, 2]])', 3750],
  ['tile', "['batch', 3, 28, 28]", 'o.tile(x, [2, 1, 3])', 1800],
  ['flip', "['batch', 3, 28, 28]", 'o.flip(x, [2, -1])', 650],
  ['select', "['batch', 3, 28, 28]", 'o.select(x, 1, -1)', 2450],
  ['moveaxis', "['batch', 3, 28, 28]", 'o.moveaxis(x, 1, -1)', 3300],
  ['swapAdjacentAtDepth', "['batch', 3, 28, 28]", 'o.swapAdjacentAtDepth(x, 1)', 150],
  ['oneHot', "['B', 'T']", "o.oneHot(x, 'classes')", 1050],
] as const)('%s at a new shape', async (_, shape, call, limit) => {
  const operand = `export const x = o.zeros(${shape})\n`
  expect((await cost(`${operand}export const y = ${call}`)) - (await cost(operand))).toBeLessThan(limit)
})
