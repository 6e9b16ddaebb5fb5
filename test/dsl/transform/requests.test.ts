/**
 * Requests as nodes of a graph: written as text and read back, shared between derivatives, refused when they do not fit, at
 * home in sessions and models.
 */
import { describe, expect, test } from 'vitest'
import {
  Session,
  ShapeError,
  compile,
  crossEntropy,
  deserialize,
  grad,
  graphHash,
  graphOf,
  hessian,
  hvp,
  i32,
  init,
  input,
  jacobian,
  jvp,
  matmul,
  model,
  nn,
  optim,
  parameter,
  serialize,
  vjp,
  vmap,
  zeros,
} from 'shapewright'
import type { AnyTensor, Tensor } from 'shapewright'
import { jsExecutor } from '../../../src/codegen/executor.js'
import { topologicalOrder } from '../../../src/dsl/comprehension/value.js'
import { expandGraph, expandNodes } from '../../../src/dsl/expand.js'
import { drawn, random, values } from './support.js'

type Row = Tensor<[4]>

const w = drawn('w', [3, 4])
const layer = (x: Row): Tensor<[3]> =>
  matmul(w, x.reshape([4, 1]))
    .reshape([3])
    .tanh()

/** Every transformation, nested, at a named batch. */
const outputs = (): Record<string, AnyTensor> => {
  const x = input('x', ['batch', 4])
  const penalty = (row: Row): Tensor<[]> => jacobian(layer)(row).square().sum()
  const [value, tangent] = jvp((v: Tensor<['batch', 4]>) => vmap(penalty)(v).sum(), [x], [x])
  return { value, tangent, slopes: vmap(grad(penalty), { outAxis: 1 })(x), curvature: vmap(hessian(penalty))(x) }
}

describe('as text', () => {
  test('equal graphs give equal text, and text gives the graph back', () => {
    const graph = graphOf({ outputs: outputs() })
    const again = graphOf({ outputs: outputs() })
    expect(graphHash(again)).toBe(graphHash(graph))
    const back = deserialize(serialize(graph))
    expect(serialize(back)).toBe(serialize(graph))
    const run = (of: typeof graph): number[][] => {
      const program = expandGraph(of, { name: 'predict', binding: { batch: 3 }, training: false })
      return [
        ...jsExecutor()
          .prepare(program)(new Map([['x', random('x', [3, 4])]]))
          .outputs.values(),
      ].map((list) => [...list])
    }
    expect(run(back)).toEqual(run(graph))
  })

  test.each([
    ['gradient', { shape: '"shape":[4]', wrong: '"shape":[5]' }],
    ['batched', { shape: '"shape":["batch",3]', wrong: '"shape":["batch",4]' }],
  ])('a %s that was edited is refused', (operator, { shape, wrong }) => {
    const graph =
      operator === 'gradient' ?
        graphOf({ outputs: { y: grad((x: Row) => layer(x).sum())(input('x', [4])) } })
      : graphOf({ outputs: { y: vmap(layer)(input('x', ['batch', 4])) } })
    const lines = serialize(graph).split('\n')
    const edited = lines.map((line) => (line.includes(`"operator":"${operator}"`) ? line.replace(shape, wrong) : line))
    expect(edited).not.toEqual(lines)
    expect(() => deserialize(edited.join('\n'))).toThrow(new RegExp(`node \\d+ \\(${operator}\\) is written as`))
  })
})

describe('shared', () => {
  const comprehensions = (results: Record<string, AnyTensor>): number =>
    topologicalOrder(
      expandGraph(graphOf({ outputs: results }), { name: 'p', binding: {}, training: false }).outputs.map(
        ({ value }) => value,
      ),
    ).filter(({ kind }) => kind === 'comprehension').length

  test('a hundred gradients of one call are one sweep', () => {
    const xs = Array.from({ length: 100 }, (_, at) => drawn(`x${at}`, [4]))
    const chain = (...all: readonly Row[]): Tensor<[]> => all.reduce((sum, x) => sum.mul(x).tanh()).sum()
    const argnums = xs.map((_, at) => at)
    const [one, all] = [1, 100].map((count) => {
      const gradients = grad(chain as (...inputs: readonly Row[]) => Tensor<[]>, argnums.slice(0, count))(...xs)
      return comprehensions(Object.fromEntries(gradients.map((gradient, at) => [`g${at}`, gradient])))
    })
    // Each further gradient costs its own argument and product, not a sweep of 200 values.
    expect(all! - one!).toBeLessThan(100 * 6)
  })

  test('tangents of several results along one direction are one sweep', () => {
    const [x, v] = [drawn('x', [4]), drawn('v', [4])]
    const f = (y: Row): Row => Array.from({ length: 50 }).reduce<Row>((z) => z.sin(), y)
    const [h] = hvp((y: Row) => f(y).sum(), [x], [v])
    expect(comprehensions({ h })).toBeLessThan(50 * 12)
  })

  test('a chain of thousands of operators is differentiated and batched without recursion', () => {
    const deep = (y: Tensor<[]>): Tensor<[]> => Array.from({ length: 3000 }).reduce<Tensor<[]>>((z) => z.relu(), y)
    const slope = vmap(grad(deep))(drawn('xs', [3]))
    const graph = graphOf({ outputs: { slope } })
    const { program } = expandNodes(graph, { name: 'p', binding: {}, training: false })
    expect(topologicalOrder(program.outputs.map(({ value }) => value)).length).toBeGreaterThan(3000)
  })
})

describe('refused', () => {
  const untyped = (f: unknown): ((...inputs: readonly unknown[]) => (...inputs: readonly unknown[]) => unknown) =>
    f as never
  const x = input('x', ['batch', 4])
  const label = input('label', ['batch'], 'i32')
  const cases: readonly (readonly [string, () => unknown])[] = [
    [
      'grad: the function gives shape [batch, 4] (rank 2), expected a scalar (rank 0)',
      () => untyped(grad)((y: Row) => y)(x),
    ],
    ['grad: argument 0 is i32, expected f32 or f64', () => untyped(grad)(() => zeros([]))(label)],
    ['grad: there is no argument 1 (the function takes 1)', () => untyped(grad)(() => zeros([]), 1)(x)],
    ['grad: argument 0 is named twice', () => untyped(grad)(() => zeros([]), [0, 0])(x)],
    ['jacobian: the function gives i32, expected f32 or f64', () => untyped(jacobian)(() => label)(x)],
    [
      'hessian: the function gives shape [4] (rank 1), expected a scalar (rank 0)',
      () => untyped(hessian)((y: Row) => y)(zeros([4])),
    ],
    [
      'jvp: shapes differ: [batch, 4] and [4] (rank 2 != 1)',
      () => jvp((y: Row) => y, [x] as never, [zeros([4])] as never),
    ],
    ['jvp: 1 arguments and 0 tangents', () => jvp((y: Row) => y, [x] as never, [] as never)],
    [
      'vjp: shapes differ: [batch, 4] and [4] (rank 2 != 1)',
      () => vjp((y: Tensor<['batch', 4]>) => y, x)[1](zeros([4]) as never),
    ],
    [
      'vmap: argument 1 [7, 4] has 7 samples on axis 0, argument 0 [batch, 4] has batch',
      () => untyped(vmap)((y: Row) => y)(x, zeros([7, 4])),
    ],
    ['vmap: axis 2 is out of range for [batch, 4] (rank 2)', () => untyped(vmap)((y: Row) => y, { inAxes: 2 })(x)],
    [
      'vmap: axis 3 is out of range for a new axis of [4] (expected -2 to 1)',
      () => untyped(vmap)((y: Row) => y, { outAxis: 3 })(x),
    ],
    ['vmap: no argument has an axis of samples', () => untyped(vmap)((y: Row) => y, { inAxes: null })(x)],
  ]
  test.each(cases)('%s', (sentence, wrong) => {
    expect(wrong).toThrow(ShapeError)
    expect(wrong).toThrow(sentence)
    expect(sentence.length).toBeLessThan(250)
  })

  test('what is no tensor', () => {
    expect(() => untyped(grad)(() => 3)(x)).toThrow('grad: the function gives no tensor (number)')
    expect(() => untyped(grad)(() => x)(3)).toThrow('grad: argument 0 is not a tensor (number)')
    expect(() => untyped(vmap)(() => undefined)(x)).toThrow('vmap: the function gives no tensor (undefined)')
  })

  test('a tensor of one sample that leaves its function', () => {
    let leaked: Row | undefined
    vmap((row: Row) => (leaked = row.sin()))(x)
    expect(() => graphOf({ outputs: { y: leaked!.cos() } })).toThrow(
      'cos: this tensor is of one sample of a vmap and is used outside of it',
    )
  })
})

test('a session takes them, and its own derivatives go through them', () => {
  const session = new Session()
  const x = session.input([2, 4], random('xs', [2, 4]))
  const slopes = vmap(grad((row: Row) => layer(row).sum()))(x)
  const loss = slopes.mul(slopes).sum()
  const gradient = session.grad(session.backward(loss), x)
  const step = 1e-5
  const at = (moved: readonly number[]): number => {
    const other = new Session()
    const rows = vmap(grad((row: Row) => layer(row).sum()))(other.input([2, 4], moved))
    return other.getValue(rows.mul(rows).sum())[0]!
  }
  const base = random('xs', [2, 4])
  base.forEach((value, i) => {
    const want = (at(base.with(i, value + step)) - at(base.with(i, value - step))) / (2 * step)
    expect(gradient[i]).toBeCloseTo(want, 8)
  })
  let sample: Row | undefined
  vmap((row: Row) => (sample = row.sin()))(x)
  expect(() => session.getValue(sample!)).toThrow('of one sample of a vmap')
  expect(() => session.backward(sample!, [0, 0, 0, 0])).toThrow('of one sample of a vmap')
  expect(session.values().length).toBeGreaterThan(10)
})

test('a model trains with a gradient penalty, on every entry and batch size', () => {
  const hidden = nn.linear(4, 3)
  const penalised = model({
    inputs: { x: ['batch', 4], label: i32(['batch']) },
    layers: { hidden },
    forward: ({ x }) => hidden(x).tanh(),
    loss: ({ x, output, label }) => {
      const slopes = vmap(jacobian((row: Row) => hidden(row).tanh()))(x)
      return crossEntropy(output, label).add(slopes.square().mean().scale(0.1))
    },
    optimizer: optim.sgd({ rate: 0.5 }),
  })
  const compiled = compile(penalised, { bind: { batch: 5 } })
  const [x, label] = [Float32Array.from(random('train', [5, 4])), Int32Array.from([0, 1, 2, 0, 1])]
  const losses = Array.from({ length: 20 }, () => compiled.step({ x, label })['loss']![0]!)
  expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]!)
  expect(Number.isFinite(compiled.evaluate({ x: x.slice(0, 8), label: label.slice(0, 2) })['loss'])).toBe(true)
})

test('parameters are differentiated through batches', () => {
  const p = parameter([4], init.ones, 'p')
  const total = vmap((row: Row) => row.mul(p).sum())(drawn('xs', [5, 4])).sum()
  const xs = random('xs', [5, 4])
  const want = [0, 1, 2, 3].map((at) => xs.filter((_, i) => i % 4 === at).reduce((a, b) => a + b))
  const got = values(
    { g: grad((q: Row) => total.add(vmap((row: Row) => row.mul(q).sum())(drawn('xs', [5, 4])).sum()))(p) },
    { data: { p: [1, 1, 1, 1] } },
  ).g
  got.forEach((value, at) => expect(value).toBeCloseTo(want[at]!, 12))
})
