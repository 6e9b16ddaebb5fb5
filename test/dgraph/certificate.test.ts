/** Certificates: the class of each operator, and that a predicate that holds means a derivative that is one. */
import * as library from 'shapewright'
import {
  constant,
  DGraph,
  detach,
  graphOf,
  input,
  link,
  relu,
  softmax,
  tanh,
  type AnyTensor,
  type Graph,
} from 'shapewright'
import { describe, expect, it } from 'vitest'
import { certificateAt, certificateOf } from '../../src/dsl/dgraph/certificate.js'
import { everywhere } from '../../src/dsl/dgraph/smoothness.js'
import { tensorOf } from '../../src/dsl/tensor.js'
import { randomGraph } from '../link/random-graph.js'
import { seededRandom } from '../support/seeded-random.js'

const { add, concat, convolution, div, linear, matmul, maximum, mseLoss, mul, sub, where } = library
const [a, b] = [input('a', [3, 4]), input('b', [3, 4])]
const image = input('image', [2, 5, 5])
const mask = input('mask', [3, 4], 'bool')

/** The class of the last operator of a tensor, over its leaves and the tensors before it. */
const classOf = (tensor: AnyTensor): { readonly class: string; readonly predicates: readonly string[] } => {
  const { class: found, predicates } = certificateOf(graphOf({ outputs: { s0: tensor } }), 1, {}).nodes[0]!
  return { class: found, predicates }
}

describe('classes', () => {
  it.each<[string, AnyTensor]>([
    ['add', add(a, b)],
    ['sub', sub(a, b)],
    ['scale', a.scale(3)],
    ['mul by a constant', a.mul(constant(2))],
    ['mul', mul(a, b)],
    ['square', a.square()],
    ['matmul', matmul(a, b.transpose(0, 1))],
    ['transpose', a.transpose(0, 1)],
    ['mean', a.mean(0)],
    ['sum', a.sum()],
    ['broadcastTo', a.broadcastTo([2, 3, 4])],
    ['concat', concat([a, b])],
    ['reshape', a.reshape([4, 3])],
    ['softmax', a.softmax()],
    ['logSoftmax', a.logSoftmax()],
    ['sigmoid', a.sigmoid()],
    ['tanh', a.tanh()],
    ['softplus', a.softplus()],
    ['silu', a.silu()],
    ['gelu', a.gelu()],
    ['exp', a.exp()],
    ['safeLog', library.safeLog(a)],
    ['mseLoss', mseLoss(a, b)],
    ['linear', linear(a, b)],
    ['convolution', convolution(image, input('w', [3, 2, 3, 3]))],
    ['avgPool', image.avgPool(2)],
    ['where by a given mask', where(mask, a, b)],
    ['dropout', a.dropout(0.5)],
    ['gatherRows', a.gatherRows(input('rows', [2], 'i32'))],
    ['div by a constant', a.div(constant(4))],
  ])('%s: global', (_, tensor) => {
    expect(classOf(tensor)).toEqual({ class: 'global', predicates: [] })
  })

  it.each<[string, AnyTensor, string[]]>([
    ['relu', a.relu(), ['relu: x != 0']],
    ['abs', a.abs(), ['abs: x != 0']],
    ['log', a.log(), ['log: x > 0']],
    ['logEps by clamping', a.logEps(), ['where: a != b in its comparison', 'log: x > 0']],
    ['inv', library.inv(a), ['div: divisor != 0']],
    ['sqrt', a.sqrt(), ['sqrt: x != 0']],
    ['maximum', maximum(a, b), ['maximum: a != b']],
    ['div', div(a, b), ['div: divisor != 0']],
    ['max', a.max(0), ['max, min: one largest or smallest element']],
    ['maxPool', image.maxPool(2), ['max, min: one largest or smallest element']],
    ['clamp', a.clamp(-1, 1), ['where: a != b in its comparison']],
  ])('%s: pointwise', (_, tensor, predicates) => {
    const found = classOf(tensor)
    expect(found.class).toBe('pointwise')
    for (const predicate of predicates) expect(found.predicates).toContain(predicate)
  })

  it('detach: none', () => {
    expect(classOf(a.detach())).toEqual({ class: 'none', predicates: [] })
  })

  it('the class of a whole is the weakest of its nodes, and composing transports them', () => {
    const smooth = DGraph.empty([[3]])
      .snocUnaryOp(0, tanh)
      .snocUnaryOp(1, softmax)
    const kinked = DGraph.empty([[3], [3], [3]]).snocUnaryOp(2, relu)
    expect(smooth.certificate().class).toBe('global')
    const both = smooth.append(kinked)
    expect(both.certificate()).toEqual({
      class: 'pointwise',
      nodes: [
        { node: 0, operator: 'tanh', class: 'global', predicates: [] },
        { node: 1, operator: 'softmax', class: 'global', predicates: [] },
        { node: 2, operator: 'relu', class: 'pointwise', predicates: ['relu: x != 0'] },
      ],
    })
    expect(both.weakenContext([[9]]).certificate()).toEqual(both.certificate())
    const cut = both.snocUnaryOp(3, detach)
    expect(cut.certificate().class).toBe('none')
    expect(cut.at([[1, 2, 3]])).toMatchObject({
      holds: false,
      failing: [{ node: 3, predicate: 'detach: no claim', elements: null }],
    })
  })
})

describe('points', () => {
  const pool = DGraph.empty([[1, 2, 2]])
    .snocUnaryOp(0, (x) => x.maxPool([2, 2]))
    .snocUnaryOp(1, relu)
  it('counts the elements at which a predicate fails', () => {
    expect(pool.at([[1, 2, 3, 4]]).holds).toBe(true)
    expect(pool.at([[4, 2, 3, 4]]).failing).toEqual([
      { node: 0, operator: 'maxPool', predicate: 'max, min: one largest or smallest element', elements: 1 },
    ])
    expect(pool.at([[0, -2, -3, -4]]).failing).toEqual([
      { node: 1, operator: 'relu', predicate: 'relu: x != 0', elements: 1 },
    ])
    expect(
      DGraph.empty([[3]])
        .snocUnaryOp(0, (x) => x.sqrt())
        .at([[0, 0, 4]]).failing[0]!.elements,
    ).toBe(2)
  })
  it('only the branch that is taken counts', () => {
    const guarded = DGraph.empty([[2], [2]]).snoc((entry) => where(input('m', [2], 'bool'), entry(0), entry(1)))
    expect(
      guarded.at(
        [
          [0, 1],
          [1, 0],
        ],
        new Map([['m', [1, 0]]]),
      ).holds,
    ).toBe(true)
    expect(
      DGraph.empty([[2]])
        .snocUnaryOp(0, (x) => x.clamp(-1, 1))
        .at([[0, -1]]).failing[0]!.elements,
    ).toBe(1)
  })

  /** The float nodes of a random graph as s0, s1, …: what certificates are asked of. */
  const named = (graph: Graph): { readonly graph: Graph; readonly count: number } => {
    const nodes = graph.nodes.filter(({ dtype, operands }) => dtype === 'f32' && operands.length > 0)
    return {
      graph: graphOf({ outputs: Object.fromEntries(nodes.map((node, k) => [`s${k}`, tensorOf(node)])) }),
      count: nodes.length,
    }
  }

  it('where all predicates hold, forward mode is the limit of differences, over random graphs', () => {
    let compared = 0
    let refused = 0
    for (let seed = 3000; seed < 3300; seed++) {
      const { graph, count } = named(randomGraph(seed).graph)
      const random = seededRandom(seed)
      const generic = seed % 3 > 0
      const numbers = new Map<string, number[]>([['at', [0, 1]]])
      for (const id of graph.leaves) {
        const { attributes, shape, operator } = graph.nodes[id]!
        if (operator === 'constant') continue
        const length = (shape as readonly number[]).reduce((product, n) => product * n, 1)
        // A third of the points on a grid, where there are ties and zeros.
        const draw = (): number => (generic ? (random() - 0.5) * 3 : Math.round((random() - 0.5) * 4) / 2)
        numbers.set(String(attributes['name']), Array.from({ length }, draw))
      }
      const { holds } = certificateAt(graph, count, numbers, {})
      if (!holds) {
        refused++
        continue
      }
      const { data, inputs, leaves } = link.graphData(graph, link.f64)
      const x = inputs(numbers)
      const direction = new Map(leaves.map((name) => [name, numbers.get(name)!.map(() => random() - 0.5)]))
      const dx = inputs(direction)
      const tangents = data.jvpCtx(x, dx, numbers).toAnyArray()
      const moved = (by: number): readonly link.AnyTensorValue<number>[] =>
        data.eval(x.add(dx.scale(by)), numbers).toAnyArray()
      const h = 1e-5
      const [ahead, here, behind] = [moved(h), moved(0), moved(-h)]
      // Far from 1 differences lose their digits.
      const tame =
        ahead.every(({ cells }) => Array.from(cells).every((value) => Math.abs(value) < 1e3)) &&
        tangents.every(({ cells }) => Array.from(cells).every((value) => Math.abs(value) < 1e3))
      if (!tame) continue
      tangents.forEach(({ cells }, at) => {
        Array.from(cells).forEach((tangent, k) => {
          const [left, right] = [behind[at]!.cells[k]!, ahead[at]!.cells[k]!]
          const slope = (right - left) / (2 * h)
          const bound = Math.max(1, Math.abs(slope))
          // Of a kink that is symmetric, such as |x| at 0, only the difference of the one-sided slopes speaks.
          const bend = (right - 2 * here[at]!.cells[k]! + left) / h
          if (Math.abs(slope - tangent) > 2e-4 * bound || Math.abs(bend) > 0.05 * bound)
            throw new Error(`graph ${seed}, entry ${at}: ${slope} (bend ${bend}) is not ${tangent}`)
          compared++
        })
      })
    }
    expect(compared).toBeGreaterThan(1000)
    expect(refused).toBeGreaterThan(60)
  })

  const q = input('q', [2, 3, 4])
  const square = input('wq', [4, 4])
  const cases: Record<string, AnyTensor> = {
    softmax: a.softmax(),
    logSoftmax: a.logSoftmax(),
    crossEntropy: library.crossEntropy(a, input('labels', [3], 'i32')),
    softmaxPool: library.softmaxPool(image, [2, 2], { beta: 2 }),
    smoothMaxPool: library.smoothMaxPool(image, [2, 2], { beta: 2, padding: 1 }),
    scaledDotProductAttention: library.scaledDotProductAttention(q, q, q),
    multiHeadAttention: library.multiHeadAttention(a, square, square, square, square, { heads: 2 }),
    logEps: library.safeLog(a),
  }
  it.each(Object.keys(everywhere))(
    '%s is said to be smooth everywhere: nothing in it is singular, at any of 50 points',
    (name) => {
      const graph = graphOf({ outputs: { s0: cases[name]! } })
      const random = seededRandom(11)
      for (let k = 0; k < 50; k++) {
        const numbers = new Map<string, number[]>([['labels', [0, 3, 1]]])
        for (const id of graph.leaves) {
          const { attributes, shape } = graph.nodes[id]!
          const length = (shape as readonly number[]).reduce((product, n) => product * n, 1)
          // On a grid that has 0 in it, some of it far out.
          numbers.set(
            String(attributes['name']),
            Array.from({ length }, () => Math.round((random() - 0.5) * 6) * (k < 40 ? 1 : 100)),
          )
        }
        expect(certificateAt(graph, 1, numbers, {}, {})).toMatchObject({ class: 'pointwise', holds: true })
      }
    },
  )
})
