/**
 * Trusted for statement 4. Dual numbers over the elements of a field: the rules of differentiation a second time, written
 * independently of the scalar table's. A function without a rule here is named in the report as not covered.
 *
 * In: arrays of values and of tangents. Out: numbers for meaning.ts to compute with.
 */
import type { Comprehension, Value } from '../../dsl/comprehension/types.js'
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import { same, unlikeMeaning } from './check.js'
import { elements, Meaning, type Scalars, type World } from './meaning.js'
import type { Random } from './random.js'

export class NoRuleError extends Error {
  override readonly name = 'NoRuleError'
}

export interface Dual {
  readonly element: number
  /** Null is the structural zero. */
  readonly tangent: number | null
}

export function duals(world: World, tangents: ReadonlyMap<Value, Float64Array>): Scalars<Dual> {
  const { field, functions } = world
  const plain = elements(world)
  const times = (a: number | null, b: number): number => (a === null ? 0 : field.balance(a * b))
  /** dy/dx of the functions of one operand. */
  const slopes: Partial<Readonly<Record<ScalarFunctionName, (y: number, x: number) => number>>> = {
    neg: () => -1,
    // √' = 1/(2√), closed where the root is not positive
    sqrt: (y) => (y > 0 ? field.inverse(field.balance(2 * y)) : 0),
    exp: (y) => y,
    log: (_, x) => field.inverse(x),
    tanh: (y) => field.balance(1 - y * y),
    sigmoid: (y) => field.balance(y - y * y),
    softplus: (_, x) => functions['sigmoid']!(x),
    sin: (_, x) => functions['cos']!(x),
    cos: (_, x) => -functions['sin']!(x),
  }
  const change = (name: ScalarFunctionName, y: number, [a, b]: readonly Dual[]): number => {
    const [s, t] = [a!.tangent, b?.tangent ?? null]
    switch (name) {
      case 'add':
        return field.balance((s ?? 0) + (t ?? 0))
      case 'sub':
        return field.balance((s ?? 0) - (t ?? 0))
      case 'mul':
        return field.balance(times(s, b!.element) + times(t, a!.element))
      case 'div':
        // (a/b)' = (a' − (a/b)·b') / b
        return times(field.balance((s ?? 0) - times(t, y)), field.inverse(b!.element))
      default: {
        const slope = slopes[name]
        if (slope === undefined) throw new NoRuleError(`${name} has no rule among the dual numbers`)
        return times(s, slope(y, a!.element))
      }
    }
  }
  return {
    fixed: (element) => ({ element, tangent: null }),
    element: ({ element }) => element,
    read: (tensor, at) => ({ element: plain.read(tensor, at), tangent: tangents.get(tensor)?.[at] ?? null }),
    times: (sign, { element, tangent }) => ({ element: sign * element, tangent: tangent && sign * tangent }),
    tied: (a, b) => ({
      element: a.element,
      tangent: a.tangent === null && b.tangent === null ? null : times(change('add', 0, [a, b]), field.inverse(2)),
    }),
    apply(name, operands) {
      const element = plain.apply(
        name,
        operands.map((operand) => operand.element),
      )
      const still = operands.every(({ tangent }) => tangent === null)
      return { element, tangent: still ? null : change(name, element, operands) }
    },
  }
}

/** Values and tangents against their meaning; without `random`, every entry. */
export const unlikeDuals = (
  computed: readonly Comprehension[],
  world: World,
  tangents: ReadonlyMap<Value, Float64Array>,
  random: Random | null,
): string | null =>
  unlikeMeaning(
    computed,
    new Meaning(duals(world, tangents), world),
    (value, address, { element, tangent }) => {
      const [got, change] = [world.values.get(value)![address]!, tangents.get(value)?.[address] ?? 0]
      const meant = value.stop ? 0 : (tangent ?? 0)
      // poison has no tangent
      return same(got, element) && (Number.isNaN(element) || same(change, meant)) ?
          null
        : `${got} with tangent ${change} was computed, ${element} with ${meant} is meant`
    },
    random,
  )
