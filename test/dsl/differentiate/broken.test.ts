/**
 * The checks must be able to fail: adjoints are broken on purpose, and the gradient checks of gradients.test.ts see it.
 */
import { describe, expect, it } from 'vitest'
import { apply, constant, read } from '../../../src/dsl/comprehension/expression.js'
import { rewrite, substitute, withOperands } from '../../../src/dsl/comprehension/substitute.js'
import { index } from '../../../src/dsl/comprehension/index-expression.js'
import type { Comprehension, Expression, Leaf, Value } from '../../../src/dsl/comprehension/types.js'
import { operandsOf, topologicalOrder } from '../../../src/dsl/comprehension/value.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { map, reduce } from '../../../src/dsl/primitives/map.js'
import { reshapeTo } from '../../../src/dsl/primitives/movement.js'
import { convolution, elementwise, matmul } from './operations.js'
import { builder, checkGradients, dotTest, input, type Differentiate } from './support.js'

const build = builder()

/** Rewrites the bodies of the values that `vjp` made for these outputs, and leaves those of the model alone. */
function breaking(mutate: (value: Comprehension) => Partial<Comprehension> | null): {
  vjp: Differentiate
  broken: () => number
} {
  let broken = 0
  const mutated: Differentiate = (outputs, wrt) => {
    const own = new Set<Value>(topologicalOrder(outputs.flatMap(({ value, cotangent }) => [value, cotangent])))
    const results = vjp(outputs, wrt)
    const copies = new Map<Value, Value>()
    for (const value of topologicalOrder(results.filter((v): v is Value => v !== null))) {
      if (value.kind === 'leaf' || own.has(value)) continue
      const change = mutate(value)
      if (change) broken++
      const touched = change !== null || operandsOf(value).some((operand) => copies.has(operand))
      if (!touched) continue
      const body = rewrite(change?.body ?? value.body, (e) =>
        e.kind === 'read' && copies.has(e.tensor) ? read(copies.get(e.tensor)!, e.at) : undefined,
      )
      copies.set(value, { ...value, ...change, body })
    }
    return results.map((value) => (value === null ? null : (copies.get(value) ?? value)))
  }
  return { vjp: mutated, broken: () => broken }
}

const x = input('x', [1, 2, 5])
const w = input('w', [2, 2, 3])
const output = elementwise('sin', convolution(x, w, 1, 1))
const wrt = [x, w]

function firstOrder(output: Value, wrt: readonly Leaf[], differentiate: Differentiate): number {
  return checkGradients(output, wrt, { order: 1, vjp: differentiate }).first.error
}

/** Drops guards: what a guard kept out is read at a clamped place instead, as careless code would. */
const unguarded = (e: Expression): Expression =>
  rewrite(e, (node) => (node.kind === 'select' ? clampReads(node.then) : undefined))

function clampReads(e: Expression): Expression {
  return rewrite(e, (node) =>
    node.kind === 'read' ?
      read(
        node.tensor,
        node.at.map((_, axis) => index(Math.min(1, node.tensor.shape[axis]! - 1))),
      )
    : undefined,
  )
}

describe('a broken adjoint is caught', () => {
  it('the checks pass when nothing is broken', () => {
    const { vjp: same, broken } = breaking(() => null)
    expect(firstOrder(output, wrt, same)).toBeLessThan(1e-8)
    expect(broken()).toBe(0)
  })
  it('a flipped sign', () => {
    const { vjp: wrong, broken } = breaking((v) =>
      v.like === w && v.over.length > 0 ? { body: apply('neg', v.body) } : null,
    )
    expect(firstOrder(output, wrt, wrong)).toBeGreaterThan(1e-3)
    expect(broken()).toBeGreaterThan(0)
  })
  it('a dropped guard', () => {
    const { vjp: wrong, broken } = breaking((v) => {
      const body = unguarded(v.body)
      return v.over.length > 0 && body !== v.body ? { body } : null
    })
    expect(firstOrder(output, wrt, wrong)).toBeGreaterThan(1e-3)
    expect(broken()).toBeGreaterThan(0)
  })
  it('a site counted once that is read twice', () => {
    const a = input('a', [3])
    const square = map(build, [3], (o) => apply('mul', read(a, o), read(a, o)))
    const { vjp: wrong, broken } = breaking((v) =>
      v.like === a ? { body: apply('mul', constant(0.5), v.body) } : null,
    )
    expect(firstOrder(square, [a], wrong)).toBeGreaterThan(1e-3)
    expect(broken()).toBeGreaterThan(0)
  })
  it('an index off by one in a movement', () => {
    const a = input('a', [2, 6])
    const moved = elementwise('sin', reshapeTo(build, a, [3, 4]))
    const { vjp: wrong, broken } = breaking((v) => {
      const [first] = v.out
      if (v.like !== a || !first) return null
      return { body: substitute(v.body, new Map([[first, index(0)]])) }
    })
    expect(firstOrder(moved, [a], wrong)).toBeGreaterThan(1e-3)
    expect(broken()).toBeGreaterThan(0)
  })
  it('every tied or losing entry of a maximum gets the gradient', () => {
    const a = input('a', [2, 4])
    const rows = reduce(build, 'max', [2], [4], ([i], [j]) => read(a, [i!, j!]))
    const routed = (e: Expression): Expression =>
      e.kind === 'apply' && e.function === 'where' ? e.arguments[1]! : withOperands(e, routed)
    const { vjp: wrong, broken } = breaking((v) => (v.like === a ? { body: routed(v.body) } : null))
    expect(firstOrder(rows, [a], wrong)).toBeGreaterThan(1e-3)
    expect(broken()).toBeGreaterThan(0)
  })
  it('only the second order sees a rule that is right in value but ignores one operand', () => {
    const a = input('a', [3])
    const cube = map(build, [3], (o) => apply('mul', read(a, o), apply('mul', read(a, o), read(a, o))))
    const frozen: Differentiate = (outputs, wrt) =>
      vjp(outputs, wrt).map((g) => (g && g.kind === 'comprehension' ? { ...g, stop: true } : g))
    const { first, second } = checkGradients(cube, [a], { vjp: frozen })
    expect(first.error).toBeLessThan(1e-8)
    expect(second.error).toBeGreaterThan(1e-3)
  })
  it('the dot test sees forward and reverse mode disagree', () => {
    const a = input('a', [3, 3])
    // A value whose override says the wrong thing: reverse mode follows it, forward mode derives.
    const wrongRule: Comprehension = map(build, [3, 3], ([i, j]) => apply('exp', read(a, [i!, j!])), {
      adjoint: (g) => [[a, map(build, [3, 3], ([i, j]) => read(g, [j!, i!]))]],
    })
    expect(dotTest(wrongRule, [a])).toBeGreaterThan(1e-3)
    expect(dotTest(matmul(a, a), [a])).toBeLessThan(1e-12)
  })
})
