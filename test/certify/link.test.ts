/** Statement 2 holds for these graphs over fields, and a tape that is wrong is refused. */
import { link } from 'shapewright'
import { describe, expect, it } from 'vitest'
import { javascript } from '../../src/certify/trials/javascript.js'
import { certifyLink, type LinkResult } from '../../src/certify/statements/link.js'
import { subjectOf } from '../../src/certify/statements/subject.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import type { AnyTensor } from '../../src/dsl/tensor.js'
import { graphs, loose, x } from './graphs.js'

type Lower = typeof link.compileAuxData

const linkOf = (result: unknown, lower?: Lower): LinkResult => {
  const graph = graphOf({ outputs: { output: result as AnyTensor } }) // all graphs here give one tensor
  const [program] = subjectOf(graph).programs
  return certifyLink(graph, {}, true, program!, javascript.primes, 'test', lower)
}

/** x·relu x + x, through softmax: two of its operators read one input twice. */
const diamond = (): unknown => {
  const a = x('x', 3, 4)
  return loose(a).mul!(loose(a).relu!()).add!(a).softmax!()
}

/** Lowers as ever, but for the nodes of one operator: what they pass on is put through `change`. */
const broken =
  (
    operator: string,
    change: <T>(
      contributions: readonly link.Contribution<T>[],
      domain: link.ScalarDomain<T>,
    ) => readonly link.Contribution<T>[],
  ): Lower =>
  (graph, x, environment) => {
    const { tape, context } = link.compileAuxData(graph, x, environment)
    const other = new link.Tape(tape.domain)
    for (const node of tape.nodes)
      other.addNode(
        node.name === operator ?
          { ...node, backward: (cotangent) => change(node.backward(cotangent), tape.domain) }
        : node,
      )
    return { tape: other, context }
  }

describe('statement 2', () => {
  it.each(Object.keys(graphs))('holds for %s', (name) => {
    const { report, refusals } = linkOf(graphs[name]!())
    expect(refusals).toEqual([])
    expect(report).toMatchObject({ statement: 2, informative: 6 })
  })

  it.each<[string, Lower]>([
    [
      'a local vjp that is twice what it should be',
      broken('mul', (contributions, domain) =>
        contributions.map(({ parent, gradient }) => ({
          parent,
          gradient: link.scaleTensor(domain, domain.fromNumber(2), gradient),
        })),
      ),
    ],
    [
      'a local vjp that is wrong in one element',
      broken('mul', (contributions, domain) =>
        contributions.map(({ parent, gradient }) => ({
          parent,
          gradient: {
            shape: gradient.shape,
            cells: Object.assign(domain.array(gradient.cells.length), gradient.cells, {
              0: domain.add(gradient.cells[0]!, domain.fromNumber(1)),
            }),
          },
        })),
      ),
    ],
    ['a contribution left out', broken('mul', (contributions) => contributions.slice(1))],
    ['a contribution made twice', broken('mul', (contributions) => [...contributions, ...contributions])],
  ])('refuses %s', (_, lower) => {
    const { report, refusals } = linkOf(diamond(), lower)
    expect(report).toBeNull()
    expect(refusals.map(({ message }) => message).join()).toMatch(/^statement 2: checkLink: gradient .* on the tape/)
  })
})
