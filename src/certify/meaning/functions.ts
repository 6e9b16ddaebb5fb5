/**
 * Trusted. Scalar functions as symbols: for each trial an independent random function of the field for every atom of the
 * scalar table, the same for kernel and reference. Pinned where the real function has a rational value at a rational
 * point, and reflected where it has a symmetry; nowhere zero where the real one is not.
 */
import { atoms } from '../../codegen/domains/field-model.js'
import type { Field } from './field.js'
import { mixed, wordOf, wordsOf } from './random.js'

interface Shape {
  /** [x, y] with f(x) = y; ½ is the element. */
  readonly pins: readonly (readonly [number, number | 'half'])[]
  readonly nonzero?: boolean
  /** Drawn from the positive half: rules of derivatives look at the sign. */
  readonly positive?: boolean
  /** f(−x) from y = f(x). */
  readonly reflect?: (y: number, x: number, field: Field) => number
}

const odd = (y: number): number => -y
const shapes: Readonly<Record<string, Shape>> = {
  exp: { pins: [[0, 1]], nonzero: true, reflect: (y, _, field) => field.inverse(y) },
  log: { pins: [[1, 0]] },
  tanh: { pins: [[0, 0]], reflect: odd },
  erf: { pins: [[0, 0]], reflect: odd },
  sin: { pins: [[0, 0]], reflect: odd },
  cos: { pins: [[0, 1]], reflect: (y) => y },
  sqrt: {
    pins: [
      [0, 0],
      [1, 1],
    ],
    nonzero: true,
    positive: true,
  },
  sigmoid: { pins: [[0, 'half']], reflect: (y, _, field) => field.balance(1 - y) },
  softplus: { pins: [], reflect: (y, x, field) => field.balance(y - x) },
}

/** Of each function, at most so many points have a value known beforehand (z of the lemma). */
export const pinnedPoints = 2

export type FieldFunctions = Readonly<Record<string, (...x: number[]) => number>> & {
  readonly inverse: (x: number) => number
  readonly pi: number
  readonly e: number
}

/** The random functions of one trial after another; the object stays, so that kernels need be instantiated once. */
export class FunctionModel {
  readonly functions: FieldFunctions
  #key = 0
  #second = 0
  readonly #named: { pi: number; e: number }

  constructor(
    readonly field: Field,
    /** What kernels are given for 1/0. */
    public inverseOfZero: number = NaN,
  ) {
    this.#named = { pi: 1, e: 1 }
    const functions: Record<string, unknown> = Object.defineProperties(
      { inverse: (x: number) => (x === 0 ? this.inverseOfZero : field.inverse(x)) },
      { pi: { get: () => this.#named.pi }, e: { get: () => this.#named.e } },
    )
    for (const name of atoms) {
      const hash = wordOf(name)
      functions[name] = (x: number, y = 0) => (Number.isNaN(x) || Number.isNaN(y) ? NaN : this.#value(name, hash, x, y))
    }
    this.functions = functions as FieldFunctions // one function for each atom, and the three above
  }

  /** New functions, as `seed` says. */
  reset(seed: string): void {
    ;[this.#key, this.#second] = wordsOf(seed)
    this.#named.pi = this.#drawn(wordOf('pi'), 1, 0, true)
    this.#named.e = this.#drawn(wordOf('e'), 1, 0, true)
  }

  #drawn(name: number, x: number, y: number, nonzero: boolean): number {
    const word = mixed(mixed(x | 0, this.#key), mixed(y | 0, name))
    // two words of key: the second is not a function of the first
    const other = mixed((x | 0) ^ word, this.#second)
    const value = (word >>> 5) * 2 ** 26 + (other >>> 6)
    const { prime } = this.field
    return this.field.balance(nonzero ? 1 + (value % (prime - 1)) : value % prime)
  }

  #value(name: string, hash: number, x: number, y: number): number {
    const shape = shapes[name]
    const pin = y === 0 ? shape?.pins.find(([at]) => at === x) : undefined
    if (pin !== undefined) return pin[1] === 'half' ? this.field.inverse(2) : pin[1]
    const size = shape?.reflect === undefined ? x : Math.abs(x)
    const value = this.#drawn(hash, size, y, shape?.nonzero ?? false)
    if (shape?.positive === true) return Math.abs(value)
    return shape?.reflect !== undefined && x < 0 ? shape.reflect(value, size, this.field) : value
  }
}
