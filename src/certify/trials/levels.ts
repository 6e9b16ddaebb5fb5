/**
 * Trusted to ask.
 *
 * Planted thresholds: drawn tensors that a constant is compared with hold the constant's place in the order, and the places
 * next to it, each element each of them in turn. Uniform data meets such a place once in p times, and a comparison that is
 * wrong only there (`<` for `<=`) is wrong nowhere else. Only for tensors that are compared as they are, moved, negated or
 * without their sign.
 */
import { thresholdOf } from '../../codegen/domains/field.js'
import { walk } from '../../dsl/comprehension/traverse.js'
import type { Expression, Value } from '../../dsl/comprehension/types.js'
import type { Rational } from '../../dsl/rational.js'
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import { isFloat } from '../../shapes/dtype.js'
import { constantOf } from '../meaning/constants.js'
import { arrayFor, type Arrays, type Cone } from '../fast/evaluate.js'
import { mixed } from '../meaning/random.js'

const comparing: ReadonlySet<ScalarFunctionName> = new Set(['lessThan', 'lessEqual', 'equal', 'maximum', 'minimum'])

/** Each place comes up so often, beside other values of the other tensors each time. */
const rounds = 4

/** More constants than this are left to the mode that draws next to any of them. */
const mostConstants = 16

type Sources = readonly { readonly tensor: Value; readonly signed: boolean }[]

export class Levels {
  readonly #constants = new Map<Value, Map<string, Rational>>()

  constructor({ given, computed }: Cone) {
    const isGiven = new Set(given)
    const moved = new Map<Value, Sources>()
    for (const tensor of given) if (isFloat(tensor.dtype)) moved.set(tensor, [{ tensor, signed: false }])
    const sources = (e: Expression): Sources => {
      switch (e.kind) {
        case 'read':
          return moved.get(e.tensor) ?? []
        case 'select':
          return [...sources(e.then), ...sources(e.otherwise)]
        case 'apply':
          if (e.function !== 'neg' && e.function !== 'abs') return []
          return e.arguments.flatMap(sources).map(({ tensor }) => ({ tensor, signed: true }))
        default:
          return []
      }
    }
    for (const value of computed) {
      walk(value.body, (e) => {
        if (e.kind !== 'apply' || !comparing.has(e.function)) return
        const [a, b] = e.arguments as [Expression, Expression] // all of them have two operands
        for (const [one, other] of [
          [a, b],
          [b, a],
        ] as const) {
          const constant = constantOf(other, (tensor) => isGiven.has(tensor))
          if (constant === undefined || typeof constant === 'string' || constant.numerator === 0n) continue
          for (const { tensor, signed } of sources(one)) {
            this.#add(tensor, constant)
            if (signed) this.#add(tensor, { ...constant, numerator: -constant.numerator })
          }
        }
      })
      if (value.reduce === 'none' && !value.scatter) moved.set(value, sources(value.body))
    }
  }

  #add(tensor: Value, constant: Rational): void {
    let constants = this.#constants.get(tensor)
    if (constants === undefined) this.#constants.set(tensor, (constants = new Map()))
    if (constants.size < mostConstants) constants.set(`${constant.numerator}/${constant.denominator}`, constant)
  }

  /** Trials in which each element has been at and next to each constant; 0 where there is none. */
  get trials(): number {
    let most = 0
    for (const { size } of this.#constants.values()) most = Math.max(most, 3 * size)
    return rounds * most
  }

  /** Overwrites data that has been drawn. */
  plant({ values }: Arrays, trial: number, prime: number): void {
    let number = 0
    for (const [tensor, constants] of this.#constants) {
      const places = [...constants.values()].flatMap((constant) => {
        const threshold = thresholdOf(constant, prime)
        return [threshold - 1, threshold, threshold + 1]
      })
      // in each round the same places fall to other elements than those of another tensor
      const shift = mixed(Math.floor(trial / places.length), number++)
      const data = arrayFor(values, tensor)
      for (let at = 0; at < data.length; at++) data[at] = places[(at + trial + shift) % places.length]!
    }
  }
}
