/** A graph as a function: applied, differentiated and batched, it is the function that was recorded. */
import { expect, test } from 'vitest'
import {
  applyGraph,
  grad,
  graphHash,
  graphOf,
  hessian,
  input,
  jacobian,
  jvp,
  stack,
  serialize,
  deserialize,
  vmap,
} from 'shapewright'
import type { AnyTensor, Graph, Tensor } from 'shapewright'
import { randomGraph } from '../../support/random-graph.js'
import { drawn, expectClose, random, values } from './support.js'

const w = input('w', [3])
const x = input('x', [3])
const loss = (a: Tensor<[3]>, b: Tensor<[3]>): Tensor<[]> => a.mul(b).sin().mul(a.softmax()).sum()
const graph = graphOf({ outputs: { loss: loss(w, x) } })
const data = { w: random('w', [3]), x: random('x', [3]) }

/** A graph of one output as a function of its leaf w. */
const ofW =
  (one: Graph, output: string) =>
  (v: Tensor<[3]>): Tensor<[]> =>
    applyGraph(one, { w: v, x })[output] as Tensor<[]>

test('applied to its own leaves it is the same graph', () => {
  expect(graphHash(graphOf({ outputs: applyGraph(graph) }))).toBe(graphHash(graph))
  const nested = graphOf({ outputs: { h: vmap(hessian((v: Tensor<[3]>) => loss(v, x)))(input('rows', ['batch', 3])) } })
  expect(graphHash(graphOf({ outputs: applyGraph(nested) }))).toBe(graphHash(nested))
})

test('from graph to graph: gradient, Hessian, tangent, batch, after a round trip through text', () => {
  const back = deserialize(serialize(graph))
  const slopes = graphOf({ outputs: { g: grad(ofW(back, 'loss'))(w) } })
  const second = (v: Tensor<[3]>): Tensor<[3]> => applyGraph(slopes, { w: v, x })['g'] as Tensor<[3]>
  const got = values(
    {
      g: second(w),
      g1: grad((v: Tensor<[3]>) => loss(v, x))(w),
      h: jacobian(second)(w),
      h1: hessian((v: Tensor<[3]>) => loss(v, x))(w),
      t: jvp(ofW(back, 'loss'), [w], [x])[1],
      t1: jvp((v: Tensor<[3]>) => loss(v, x), [w], [x])[1],
      b: vmap(ofW(back, 'loss'))(drawn('rows', [4, 3])),
      b1: vmap((v: Tensor<[3]>) => loss(v, x))(drawn('rows', [4, 3])),
    },
    { data },
  )
  for (const name of ['g', 'h', 't', 'b'] as const) expectClose(got[name], got[`${name}1`], 1e-14, name)
})

test('random graphs: a batch is as its samples, its gradients too', () => {
  for (let seed = 2000; seed < 2025; seed++) {
    const made = randomGraph(seed, { steps: 5 })
    const own = graphOf({ outputs: { y: made.output } })
    const used = made.leaves
      .map((_, at) => `x${at}`)
      .filter((name) => own.nodes.some(({ attributes }) => attributes['name'] === name))
    const f = (...given: readonly AnyTensor[]): Tensor<[]> =>
      applyGraph(own, Object.fromEntries(used.map((name, at) => [name, given[at]!])))['y'] as Tensor<[]>
    const slopes = grad(
      f,
      used.map((_, at) => at),
    )
    const batches = used.map((name) => {
      const { shape } = made.leaves[Number(name.slice(1))]!
      return [0, 1].map((sample) => drawn(`${seed} ${name} ${sample}`, shape as readonly number[]))
    })
    const rows = batches.map((pair) => stack(pair as never) as AnyTensor)
    const together = (vmap(slopes as never) as unknown as (...all: readonly AnyTensor[]) => AnyTensor[])(...rows)
    const apart = [0, 1].map((sample) => slopes(...batches.map((pair) => pair[sample]!)) as unknown as AnyTensor[])
    const got = values({
      ...Object.fromEntries(together.map((tensor, at) => [`all${at}`, tensor])),
      ...Object.fromEntries(apart.flatMap((list, sample) => list.map((tensor, at) => [`one${at} ${sample}`, tensor]))),
    } as Record<string, AnyTensor>)
    together.forEach((_, at) =>
      expectClose(got[`all${at}`]!, [...got[`one${at} 0`]!, ...got[`one${at} 1`]!], 1e-12, `seed ${seed}`),
    )
  }
})

test('what does not fit is refused', () => {
  expect(() => applyGraph(graph, { w: input('v', [4]) })).toThrow('applyGraph: leaf w is f32 [3], got f32 [4]')
  expect(() => applyGraph(graph, { w: input('v', [3], 'i32') })).toThrow('applyGraph: leaf w is f32 [3], got i32 [3]')
  expect(() => applyGraph(graph, { v: w })).toThrow('applyGraph: the graph has no leaf v')
  expect(() => applyGraph(graph, { w: 3 as never })).toThrow('applyGraph: w is not a tensor (number)')
})
