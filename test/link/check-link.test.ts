/** checkLink: what it reports, and that it sees a lowering that is wrong. */
import { checkLink, graphOf, init, input, link, LinkMismatchError, parameter, Session } from 'shapewright'
import { describe, expect, it } from 'vitest'
import { compareLink, quarters } from '../../src/dsl/link/check-link.js'
import { Generator } from '../../src/runtime/random.js'
import { randomGraph } from './random-graph.js'

describe('checkLink', () => {
  it('holds for random graphs, at their numbers and at random ones, and says where it was exact', () => {
    let exactly = 0
    for (let seed = 2000; seed < 2100; seed++) {
      const { graph, numbers, polynomial } = randomGraph(seed)
      const report = checkLink(graph, { data: numbers, seed })
      expect(report.nodes + report.leaves).toBe(graph.nodes.filter(({ dtype }) => dtype === 'f32').length)
      expect(report.compared).toBeGreaterThanOrEqual(2 * (report.nodes + report.leaves))
      if (polynomial) expect(report.domains).toEqual(['f64', 'rational'])
      if (report.inexact === null) exactly++
      expect(checkLink(graph, { seed }).graph).toBe(report.graph)
    }
    expect(exactly).toBeGreaterThan(50)
  })

  it('takes a session, with dropout and integers, as it stands', () => {
    const session = new Session({ seed: 3 })
    const weight = session.use(
      session.param(
        [4, 3],
        Array.from({ length: 12 }, (_, k) => k / 4 - 1),
      ),
    )
    const rows = session.inputNatVec([3, 0])
    const loss = weight.gatherRows(rows).dropout(0.5).square().sum()
    const report = checkLink(session)
    expect(report).toMatchObject({ leaves: 1, nodes: 4, edges: 4, inexact: null })
    expect(session.getValue(loss).length).toBe(1)
  })

  it('binds named dims, and takes parameters and constants', () => {
    const x = input('x', ['n', 2])
    const weight = parameter([3, 2], init.ones, 'weight')
    const graph = graphOf({ outputs: { y: x.matmul(weight.transpose(0, 1)).mul(0.5).sum() } })
    expect(checkLink(graph, { binding: { n: 3 } })).toMatchObject({ leaves: 2, domains: ['f64', 'rational'] })
    expect(() => checkLink(graph)).toThrow('dim "n" has no value')
  })

  it('says why a graph is not exact', () => {
    const graph = graphOf({ outputs: { y: input('y', [3]).log() } })
    expect(checkLink(graph).inexact).toBe('log: not a function of the rational numbers')
    const pole = graphOf({ outputs: { y: input('y', []).inv() } })
    expect(checkLink(pole, { data: new Map([['y', [0]]]) }).inexact).toBe('div: 1/0 is not a rational number')
  })
})

const drawing = (): ((size: number) => number[]) => {
  const generator = new Generator(1, 'test')
  return (size) => quarters(generator, size)
}

describe('a wrong lowering is seen', () => {
  type Lower = typeof link.compileAuxData
  /** Lowers, then puts something else in place of the nodes. */
  const broken =
    (change: <T>(node: link.TapeNode<T>, domain: link.ScalarDomain<T>) => link.TapeNode<T>): Lower =>
    (graph, x, environment) => {
      const { tape, context } = link.compileAuxData(graph, x, environment)
      const other = new link.Tape(tape.domain)
      for (const node of tape.nodes) other.addNode(change(node, tape.domain))
      return { tape: other, context }
    }
  const x = input('x', [2, 2])
  const graph = graphOf({ outputs: { y: x.mul(x.relu()).add(x).matmul(x) } })
  const run = (lower?: Lower): number =>
    compareLink(link.graphData(graph, link.exact), new Map([['x', [1, -2, 3, 0.5]]]), drawing(), lower)

  it('the right one is not', () => {
    expect(run()).toBeGreaterThan(20)
    expect(run(broken((node) => node))).toBe(run())
  })
  it.each<[string, Lower, string]>([
    [
      'a value',
      broken((node, domain) => ({ ...node, value: link.scaleTensor(domain, domain.fromNumber(2), node.value) })),
      'checkLink: value: entry 0 in rational is [2, 2] 2, -4, 6, 1 on the tape',
    ],
    [
      'a dropped contribution',
      broken((node) => ({ ...node, backward: (cotangent) => node.backward(cotangent).slice(1) })),
      'checkLink: gradient (from): entry',
    ],
    [
      'a contribution made twice',
      broken((node) => ({ ...node, backward: (cotangent) => node.backward(cotangent).flatMap((one) => [one, one]) })),
      'checkLink: gradient (from): entry',
    ],
    [
      'a node that takes no gradient',
      broken((node) => ({ ...node, requiresGrad: node.name !== 'mul' })),
      'checkLink: gradient (from): entry',
    ],
  ])('%s', (_, lower, sentence) => {
    expect(() => run(lower)).toThrow(LinkMismatchError)
    expect(() => run(lower)).toThrow(sentence)
  })
  it('and so is an adjoint that is not that of its tangent', () => {
    const { data, ...rest } = link.graphData(graph, link.exact)
    const nodes = data.nodes.map((node): typeof node => ({
      name: node.name,
      shape: node.shape,
      parents: node.parents,
      forward: (context, environment) => node.forward(context, environment),
      jvp: (context, tangents, environment) => node.jvp(context, tangents, environment),
      vjp: (context, environment, cotangent) =>
        node.vjp(context, environment, cotangent).scale(link.exact.fromNumber(2)),
    }))
    const wrong = { ...rest, data: link.GraphData.of(link.exact, data.context, nodes) }
    expect(() => compareLink(wrong, new Map([['x', [1, -2, 3, 0.5]]]), drawing())).toThrow('⟨Jv, w⟩')
  })
})
