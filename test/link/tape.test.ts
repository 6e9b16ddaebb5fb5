/** Tapes: their preconditions, what a singular node that nobody asked for may not do, and their cost. */
import { graphOf, init, input, link, parameter, requestGradient, Session } from 'shapewright'
import type { Tensor } from 'shapewright'
import { describe, expect, it } from 'vitest'

const { f64 } = link
const values = (x: link.AnyTensorValue<number> | null | undefined): number[] | null => (x ? Array.from(x.cells) : null)

const square = (): link.Tape<number> => {
  const x = input('x', [2])
  return link.compileAux(graphOf({ outputs: { loss: x.square().sum() } }), f64, new Map([['x', [3, 4]]])).tape
}

describe('preconditions of backward', () => {
  const seed = link.tensorValue(f64, [], [1])
  const wrong = link.tensorValue(f64, [3], [1, 1, 1])
  const withBackward = (backward: link.TapeNode<number>['backward']): link.Tape<number> => {
    const tape = square()
    tape.addNode({ value: seed, requiresGrad: true, parents: [0], backward })
    return tape
  }
  it.each<[string, () => unknown, string]>([
    ['an output that is not there', () => square().backwardDense(7, seed), 'backward: invalid output id 7 of 3'],
    ['a negative output', () => square().backwardScalar(-1), 'backward: invalid output id -1 of 3'],
    [
      'a seed of another shape',
      () => square().backward(0, seed),
      'backward: seed gradient [] for output 0 of shape [2]',
    ],
    ['a scalar that is none', () => square().backwardScalar(1), 'backward: output 1 of shape [2] is not a scalar'],
    [
      'an array of another length',
      () => square().backwardDenseFrom([null]),
      'backward: initial dense gradient array has length 1, the tape 3',
    ],
    [
      'an entry of another shape',
      () => square().backwardDenseFrom([wrong, null, null]),
      'backward: gradient array entry [3] for node 0 of shape [2]',
    ],
    [
      'an upstream gradient of another shape',
      () => square().backwardDenseFromStep([null, wrong, null], 1),
      'backward: upstream gradient [3] for node 1 of shape [2]',
    ],
    [
      'a step at no node',
      () => square().backwardDenseFromStep([null, null, null], 3),
      'backward: invalid node id 3 of 3',
    ],
    [
      'more steps than nodes',
      () => square().backwardDenseFromLoop(4, [null, null, null]),
      'backward: 4 steps on a tape of 3',
    ],
    [
      'a parent that is not there',
      () => square().addGrad([null, null, null], { parent: 5, gradient: seed }),
      'backward: invalid parent id 5 of 3',
    ],
    [
      'a parent that comes later',
      () => withBackward(() => [{ parent: 3, gradient: seed }]).backwardScalar(3),
      'backward: invalid parent id 3: node 3 comes no later',
    ],
    [
      'a contribution of another shape',
      () => withBackward(() => [{ parent: 0, gradient: seed }]).backwardScalar(3),
      'backward: gradient contribution [] for parent 0 of shape [2]',
    ],
  ])('%s', (_, act, sentence) => {
    expect(act).toThrow(link.TapeError)
    expect(act).toThrow(sentence)
  })

  it('a node that requires no gradient is not run, and gets none', () => {
    const tape = new link.Tape(f64)
    const frozen = tape.addNode({ ...link.leafNodeOfAny(seed), requiresGrad: false })
    const ran = tape.addNode({
      value: seed,
      requiresGrad: false,
      parents: [frozen],
      backward: () => {
        throw new Error('ran')
      },
    })
    const out = tape.addNode({
      value: seed,
      requiresGrad: true,
      parents: [frozen, ran],
      backward: (cotangent) => [frozen, ran].map((parent) => ({ parent, gradient: cotangent })),
    })
    expect([...tape.backwardScalar(out).keys()]).toEqual([out])
    expect(tape.backwardDense(ran, seed)).toEqual([null, null, null])
  })
})

describe('a disconnected singular node', () => {
  // exp(1000) = ∞, recorded first and used by nobody: 0·∞ must not reach x.
  const x = input('x', [])
  const w = input('w', [2])
  const graph = graphOf({ outputs: { unused: x.exp(), loss: w.square().sum() } })
  const numbers = new Map([
    ['x', [1000]],
    ['w', [1, 2]],
  ])
  const { tape, recorded } = link.compileAux(graph, f64, numbers)
  const loss = recorded.positions.get(graph.outputs['loss']!)!
  const one = link.tensorValue(f64, [], [1])

  it('poisons no variant of backward', () => {
    expect(values(tape.nodes[recorded.positions.get(graph.outputs['unused']!)!]!.value)).toEqual([Infinity])
    expect(tape.backwardDenseAll(loss, one).map(values)).toEqual([[0], [2, 4], [0], [1, 1], [1]])
    expect(values(tape.backwardDense(loss, one)[0])).toBe(null)
    const initial = tape.nodes.map((_, id) => (id === loss ? one : null))
    expect(tape.backwardDenseFrom(initial).map(values)).toEqual([[0], [2, 4], [0], [1, 1], [1]])
  })
  it('nor the recursion', () => {
    const at = link.idx<link.Context, number>(recorded.data.shapes, loss)
    const seed = link.TList.single(f64, recorded.data.shapes, at, one)
    const all = recorded.data.backpropAllCtx(recorded.inputs(numbers), numbers, seed)
    expect(all.toAnyArray().map(values)).toEqual([[0], [2, 4], [0], [1, 1], [1]])
  })
  it('nor the forward mode of what does not move', () => {
    const dx = link.TList.single(
      f64,
      recorded.data.context,
      link.idx<link.Context, number>(recorded.data.context, 1),
      link.tensorValue(f64, [2], [1, 0]),
    )
    const tangents = recorded.data.jvpCtx(recorded.inputs(numbers), dx, numbers)
    expect(tangents.toAnyArray().map(values)).toEqual([[0], [1, 0], [0], [2, 0], [2]])
  })
})

describe('recorded graphs', () => {
  it('constants have a place but get no gradient, integers and comparisons have none', () => {
    const x = input('x', [3])
    const labels = input('labels', [3], 'i32')
    const y = x.mul(2).sum()
    const graph = graphOf({ outputs: { y, best: x.argmax(0), same: labels.equal(labels) } })
    const numbers = new Map([
      ['x', [1, 2, 3]],
      ['labels', [0, 1, 2]],
    ])
    const { tape, recorded } = link.compileAux(graph, f64, numbers)
    expect(recorded.leaves).toEqual(['x'])
    expect(tape.nodes.map(({ name }) => name)).toEqual([undefined, 'constant', 'mul', 'sum'])
    expect([...tape.backwardScalar(3).keys()].sort()).toEqual([0, 2, 3])
    expect(recorded.positions.has(graph.outputs['best']!)).toBe(false)
  })

  it('requests for gradients are nodes too, whose own derivative is of second order', () => {
    const x = parameter([2], init.zeros, 'x')
    const loss = x.square().mul(x).sum()
    const graph = graphOf({ outputs: { slope: requestGradient(loss, x) } })
    const { tape, recorded } = link.compileAux(graph, link.exact, new Map([['x', [2, -1]]]))
    const at = recorded.positions.get(graph.outputs['slope']!)!
    const shown = (tensor: link.AnyTensorValue<link.Rational> | undefined): string[] =>
      Array.from(tensor!.cells, link.exact.format)
    expect(shown(tape.nodes[at]!.value)).toEqual(['12', '3'])
    expect(shown(tape.backward(at, link.tensorValue(link.exact, [2], [1, 1])).get(0))).toEqual(['12', '-6'])
  })

  it('what a session computes is what the tape of its graph computes', () => {
    const session = new Session()
    const [a, b] = [session.input([2, 2], [1, 2, 3, 4]), session.input([2, 2], [0.5, -1, 2, 0])]
    const loss = a.matmul(b).tanh().mul(a).sum()
    const found = session.backward(loss)
    const graph = graphOf({ outputs: { loss } })
    const names = new Map([
      ['leaf0', [1, 2, 3, 4]],
      ['leaf1', [0.5, -1, 2, 0]],
    ])
    const { tape } = link.compileAux(graph, f64, names)
    const gradients = tape.backwardScalar(tape.nodes.length - 1)
    expect(values(gradients.get(0))).toEqual([...session.grad(found, a)])
    expect(values(gradients.get(1))).toEqual([...session.grad(found, b)])
  })
})

describe('cost', () => {
  const chain = (length: number): link.Tape<number> => {
    let x: Tensor<[4]> = input('x', [4])
    for (let k = 0; k < length; k++) x = x.relu()
    return link.compileAux(graphOf({ outputs: { x } }), f64, new Map([['x', [1, -1, 2, -2]]])).tape
  }
  it('is linear in edges: one contribution for each, also over 2,000 nodes, without recursion', () => {
    const tape = chain(2000)
    expect(tape.nodes.reduce((edges, { parents }) => edges + parents.length, 0)).toBe(2000)
    let added = 0
    const counting = new (class extends link.Tape<number> {
      override addGrad(...operands: Parameters<link.Tape<number>['addGrad']>): void {
        added++
        super.addGrad(...operands)
      }
    })(f64)
    for (const node of tape.nodes) counting.addNode(node)
    const gradients = counting.backwardDense(2000, link.tensorValue(f64, [4], [1, 1, 1, 1]))
    expect(added).toBe(2000)
    expect(values(gradients[0])).toEqual([1, 0, 1, 0])
  })
})
