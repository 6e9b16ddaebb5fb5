/** Layers against the operators they record, in a model. */
import { dyn, leakyRelu, model, multiHeadAttention, nn, optim, zeros } from 'shapewright'
import { describe, expect, test } from 'vitest'
import { jsExecutor } from '../../src/codegen/executor.js'
import { referenceExecutor } from '../../src/dsl/executor.js'
import { expandGraph } from '../../src/dsl/expand.js'
import { Generator } from '../../src/runtime/random.js'

const numbers = (name: string, count: number): number[] => {
  const draws = new Generator(3, name)
  return Array.from({ length: count }, () => draws.uniform() - 0.5)
}

describe.each([
  ['reference', referenceExecutor, 14],
  ['js', jsExecutor(), 6],
] as const)('on %s', (_, executor, digits) => {
  test('nn.multiHeadAttention and nn.leakyRelu are the operators at their own weights', () => {
    const attention = nn.multiHeadAttention(4, 2, { causal: true })
    const layers = nn.sequential(attention, nn.leakyRelu(0.25))
    const { query, key, value, output } = attention.parameters
    const { graphs, parameters } = model({
      inputs: { x: ['batch', 3, 4] },
      layers: { layers },
      forward: ({ x }) => layers(x),
      loss: ({ output: given, x }) => {
        const options = { heads: 2, causal: true } as const
        // Layers hold tensors of any shape.
        const [q, k, v, o] = [query, key, value, output].map((weight) => weight!.reshape([4, 4]))
        return given.mseLoss(leakyRelu(multiHeadAttention(x, q!, k!, v!, o!, options), 0.25))
      },
      metrics: { size: ({ output: given }) => given.square().sum() },
      optimizer: optim.sgd({ rate: 0.1 }),
    })
    const names = ['query', 'key', 'value', 'output'].map((name) => `layers.0.${name}`)
    expect(parameters.map(({ name }) => name)).toEqual(names)
    const data = new Map([...names.map((name) => [name, numbers(name, 16)] as const), ['x', numbers('x', 24)] as const])
    const program = expandGraph(graphs.evaluate, { name: 'evaluate', binding: { batch: 2 }, training: false })
    const { outputs } = executor.prepare(program)(data)
    expect(outputs.get('loss')![0]).toBeCloseTo(0, digits)
    expect(outputs.get('size')![0]).toBeGreaterThan(1e-4)
  })
})

test('what layers refuse, they refuse with the sentence of their operator', () => {
  expect(() => nn.leakyRelu(NaN)(zeros([2]))).toThrow('leakyRelu: slope NaN is not a finite number')
})

/** A function as a program without types sees it. */
const untyped = (make: unknown) => make as (...given: unknown[]) => unknown

test.each([
  [nn.multiHeadAttention, [64, 5], 'multiHeadAttention: 5 heads do not divide the 64 features that wq [64, 64] gives'],
  [nn.multiHeadAttention, [dyn(64), 0], 'multiHeadAttention: number of heads 0 is not a whole number, 1 or more'],
  [nn.groupNorm, [3, 16], 'groupNorm: 3 groups do not divide the 16 channels'],
  [nn.groupNorm, [-4, 16], 'groupNorm: groups -4 is not a whole number, 1 or more'],
  [nn.groupNorm, [undefined, 16], 'groupNorm: groups undefined is not a whole number, 1 or more'],
  [nn.groupNorm, [4, -16], 'groupNorm: dimension -16 is not a whole number, 0 or more'],
  [nn.conv2d, [3, 4, 0], 'conv2d: kernel 0 is not a whole number, 1 or more'],
  [nn.conv2d, [3, 4, [3, NaN]], 'conv2d: kernel NaN is not a whole number, 1 or more'],
  [nn.conv2d, [3, 4, [3, 3, 3]], 'conv2d: kernel has 3 entries, expected 2'],
  [nn.conv2d, [3, 4, '3'], "conv2d: kernel '3' is not a whole number, 1 or more"],
  [nn.conv2d, [3, 4, 3, { stride: 1.5 }], 'conv2d: stride 1.5 is not a whole number, 1 or more'],
  [nn.convTranspose2d, [3, 4, 3, { stride: [0, 1] }], 'convTranspose2d: stride 0 is not a whole number, 1 or more'],
  [nn.convTranspose2d, [3, 4, 3, { padding: -1 }], 'convTranspose2d: padding -1 is not a whole number, 0 or more'],
] as const)('what no input could fit is refused where the layer is made: %#', (make, given, sentence) => {
  const made = (): unknown => untyped(make)(...given)
  expect(made).toThrow(sentence)
  expect(made).toThrow(
    expect.objectContaining({
      name: 'ShapeError',
      site: {
        file: expect.stringMatching(/layers\.test\.ts$/) as string,
        line: expect.any(Number) as number,
        column: expect.any(Number) as number,
      },
    }),
  )
})
