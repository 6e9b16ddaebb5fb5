/** Every method of a session on both executors: the same values, and the same bits whenever it runs again. */
import { describe, expect, test } from 'vitest'
import { checkLink, dropout, gatherRows, link, Session } from 'shapewright'
import type { Executor, SessionOptions, Tensor } from 'shapewright'
import { jsExecutor } from '../../src/codegen/executor.js'
import { referenceExecutor } from '../../src/dsl/executor.js'
import { expectNear } from '../regressions/support.js'

/** A small network with every kind of leaf; its answers as one list. */
function run(executor: Executor): number[] {
  const session = new Session({ executor, seed: 7 })
  const weight = session.param(
    [3, 4],
    Array.from({ length: 12 }, (_, i) => Math.sin(i)),
  )
  const bias = session.param([3], [0.1, -0.2, 0.3], { requiresGrad: false })
  const answers: number[] = []
  for (let step = 0; step < 3; step++) {
    session.resetTape()
    const w = session.use(weight)
    const b = session.use(bias)
    const table = session.input(
      [5, 4],
      Array.from({ length: 20 }, (_, i) => Math.cos(i)),
    )
    const offset = session.const([4], [0.5, -0.5, 0.25, 0])
    const rows = session.inputNatVec([4, step])
    const picked = gatherRows(table, rows).add(offset)
    const hidden = dropout(picked.linear(w, b).softmax(), 0.25)
    const loss = hidden.mul(hidden).sum().add(picked.mean())
    const gradients = session.backwardScalarDenseAll(loss)
    answers.push(...session.getValue(hidden), ...session.getValue(loss))
    for (const gradient of gradients.toArray()) answers.push(...gradient)
    answers.push(...session.jvpLeaf(hidden, w, Array<number>(12).fill(0.5)))
    session.sgdStepAll(0.5, gradients)
    answers.push(...weight.values, ...bias.values)
  }
  return answers
}

test('the two executors agree, and each with itself to the last bit', () => {
  const reference = run(referenceExecutor)
  const compiled = run(jsExecutor())
  expectNear(compiled, reference, 5)
  expect(run(referenceExecutor)).toEqual(reference)
  expect(run(jsExecutor())).toEqual(compiled)
  expect(reference.filter((x) => x !== 0).length).toBeGreaterThan(150)
})

describe.each([
  ['reference', referenceExecutor, 12],
  ['js', jsExecutor(), 5],
] as const)('on %s', (_, executor, digits) => {
  const fresh = (options: SessionOptions = {}): Session => new Session({ executor, ...options })

  test('one gradient for each leaf and node, in three forms', () => {
    const session = fresh()
    const x = session.input([2], [1, 3])
    const unused = session.input([3], [1, 2, 3])
    const y = x.square()
    const all = session.backwardDenseAll(y, [1, 10])
    expect(all.toArray().map((gradient) => [...gradient])).toEqual([
      [2, 60],
      [0, 0, 0],
      [1, 10],
    ])
    expect([all.reached(1), all.reached(0), all.at(3)]).toEqual([false, true, undefined])
    expectNear(session.vjp(y, [1, 10], x), [2, 60], digits)
    expectNear(session.vjpScalar(y.sum(), x), [2, 6], digits)
    expectNear(session.grad(all, unused), [0, 0, 0], digits)
  })

  test('a constant before the first operator is a leaf without gradient, later a node', () => {
    const session = fresh()
    const x = session.input([2], [1, 2])
    const early = session.const([2], [3, 4])
    expect([session.leafIndex(x), session.leafIndex(early)]).toEqual([0, 1])
    const late = x.mul(early)
    const node = session.const([2], [-0, 7])
    expect(() => session.leafIndex(node)).toThrow(/is not a leaf/)
    const y = late.mul(node)
    expectNear(session.getValue(y), [0, 56], digits)
    expect(Object.is(session.getValue(node)[0], -0)).toBe(true)
    const gradients = session.backward(y.sum())
    expectNear(session.grad(gradients, early), [0, 0], digits)
    expectNear(session.grad(gradients, node), [0, 0], digits)
    expectNear(
      session.jvpDenseAll(y, [
        [1, 1],
        [0, 0],
      ]),
      [0, 28],
      digits,
    )
  })

  test('forward mode: all leaves, one leaf, a scalar', () => {
    const session = fresh()
    const x = session.input([2], [1, 3])
    const k = session.input([], [2])
    const y = x.square().mul(k)
    const tangents = session.tangents([[1, -1], [0.5]])
    expectNear(session.jvpDenseAll(y, tangents), [2 * 2 + 0.5, -2 * 6 + 4.5], digits)
    expectNear(session.jvpLeaf(y, x, [1, -1]), [4, -12], digits)
    expect(session.jvpScalarLeaf(y.sum(), k, [0.5])).toBeCloseTo(5, digits)
    expectNear(session.jvpLeaf(k.add(1), x, [1, 1]), [0], digits)
  })

  test('slots change what follows from them, at any time', () => {
    const session = fresh()
    const table = session.input([3], [10, 20, 30])
    const slot = session.inputNat(2)
    const rows = session.inputNatVec([0, 1])
    const y = gatherRows(table.reshape([3, 1]), rows)
    expectNear(session.getValue(y), [10, 20], digits)
    session.setNatVec(rows, [2, 2])
    session.setNat(slot, 1)
    expect([session.getNat(slot), session.getNatVec(rows)]).toEqual([1, [2, 2]])
    expectNear(session.getValue(y), [30, 30], digits)
    expectNear(session.vjpScalar(y.sum(), table), [0, 0, 2], digits)
  })

  test('the tape of a snapshot: a node for each entry, and it stays as it was', () => {
    const session = fresh()
    const x = session.input([2], [1, 3])
    const loss = x.square().sum()
    const tape = session.compileTape()
    loss.exp()
    expect([tape.nodes.length, session.compileTape().nodes.length]).toEqual([3, 4])
    expect(Array.from(tape.backwardScalar(2).get(0)!.cells)).toEqual([2, 6])
    expect(checkLink(session).nodes).toBe(3)
  })

  test('gradients of gradients are asked of the whole graph, and a tape refuses them', async () => {
    const { grad } = await import('shapewright')
    const session = fresh()
    const x = session.input([2], [1, 3])
    const slope = grad((v: Tensor<[2]>) => v.square().mul(v).sum())(x)
    const early = session.const([2], [1, 1])
    expectNear(session.getValue(slope.mul(early)), [3, 27], digits)
    expectNear(session.vjp(slope, [1, 1], x), [6, 18], digits)
    expectNear(session.jvpLeaf(slope, x, [1, 0]), [6, 0], digits)
    expect(() => session.compileTape()).toThrow(/use link.compileAux/)
  })
})

test('a hook sees what was reached and changes it', () => {
  const session = new Session()
  const w = session.param([2], [3, 4])
  const loss = session.use(w).square().sum()
  const seen: number[] = []
  const clipped = session.backwardScalarDenseAll(loss, (gradient, id) => {
    seen.push(id)
    return gradient.map((g) => Math.min(g, 7))
  })
  expect(seen).toEqual([0, 1, 2])
  session.sgdStepAll(1, clipped)
  expect([...w.values]).toEqual([3 - 6, 4 - 7])
})

test('a fresh tape is empty before and behind, also when its function throws', () => {
  const session = new Session()
  const before = session.input([1], [1])
  const inside = session.withFreshTape((own) => {
    expect(() => own.getValue(before)).toThrow(/stale/)
    const x = own.input([1], [2])
    expect([...own.getValue(x.square())]).toEqual([4])
    return x
  })
  expect(() => session.getValue(inside)).toThrow(/stale/)
  expect(() => session.withFreshTape(() => session.input([1], [1]).mul(undefined as never))).toThrow(TypeError)
  expect(session.values()).toHaveLength(0)
})

test('dropout: one mask for each state, another after a reset, another for each node', () => {
  const session = new Session({ seed: 3 })
  const ones = Array<number>(64).fill(1)
  const masks = (): number[][] => {
    const x = session.input([64], ones)
    const [a, b] = [dropout(x, 0.5), dropout(x, 0.5)]
    expect([...session.getValue(a)]).toEqual([...session.getValue(a)])
    return [[...session.getValue(a)], [...session.getValue(b)]]
  }
  const first = masks()
  session.resetTape()
  const second = masks()
  expect(new Set([...first, ...second].map(String)).size).toBe(4)
  const off = new Session({ training: false })
  expect([...off.getValue(dropout(off.input([64], ones), 0.5))]).toEqual(ones)
})

test('operators of one structure share what was derived; different attributes do not', () => {
  const session = new Session()
  const x = session.input([2], [1, -1])
  expect([...session.getValue(x.scale(2)), ...session.getValue(x.scale(-3))]).toEqual([2, -2, -3, 3])
  expect([...session.getValue(x.clamp(-0.5, 0.5))]).toEqual([0.5, -0.5])
  expect([...session.getValue(x.clamp(-0.25, 0.5))]).toEqual([0.5, -0.25])
})

test('reverse mode is the loop of the link tape, and the recursion agrees to the last bit', () => {
  const session = new Session()
  const x = session.input([2, 2], [1, 2, 3, 4])
  const loss = x.matmul(x).tanh().mul(x).sum()
  const { graph, data } = session.snapshot()
  const { tape } = link.compileAux(graph, link.f64, data)
  const found = session.backward(loss).toArray()
  const wanted = tape.backwardDenseAll(tape.nodes.length - 1, link.tensorValue(link.f64, [], [1]))
  found.forEach((gradient, id) => expect([...gradient]).toEqual(Array.from(wanted[id]!.cells)))
})
