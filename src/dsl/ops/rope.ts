/** rope: rotary position embedding, which turns pairs of features by an angle that grows with the position. */
import { dimFault, type MarkedDims } from '../../shapes/construct.js'
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import { rope as ropeShape, type Rope } from '../../shapes/rope.js'
import type { Argument } from '../../shapes/rule.js'
import type { Dim, Shape } from '../../shapes/shape.js'
import { apply, constant, fromIndex, read, select } from '../comprehension/expression.js'
import { nonnegative, zero } from '../comprehension/guards.js'
import { floorDivide, minus, modulo, plus, type IndexLike } from '../comprehension/index-expression.js'
import type { Guard, Value } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { map } from '../primitives/map.js'
import { rational } from '../rational.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

/** Options of rope. */
interface RopeOptions<O extends Dim> {
  /** The slowest pair turns by about 1/base at each position. Default 10000. */
  readonly base?: number
  /** Whether features 2k and 2k + 1 are a pair, instead of k and k + d/2. Default false. */
  readonly interleaved?: boolean
  /** The position of the first row: how many are in the cache already. Default 0. */
  readonly offset?: MarkedDims<'rope', [O]>[0]
}

/**
 * Pair k of row t is turned by θ = (t + offset)·base^(−2k/d): (a, b) becomes (a·cos θ − b·sin θ, a·sin θ + b·cos θ).
 * x `[..., n, d]`, rows along axis −2 → `[..., n, d]`. The product of a turned query with a turned key depends on their
 * distance alone (Su et al. 2021, "RoFormer"). Pairs are features k and k + d/2, as in Llama's published weights for
 * Hugging Face; `interleaved` pairs 2k with 2k + 1, as in the paper.
 *
 * @throws ShapeError when x has fewer than 2 axes or an odd number of features, or the offset is no dimension, or the
 *   base is not a number above 0
 * @example
 * const query = zeros(['batch', 8, 'T', 64])
 * rope(query) // => [batch, 8, T, 64]
 * const next = zeros(['batch', 8, 1, 64])
 * rope(next, { offset: 'P' }) // => [batch, 8, 1, 64]
 */
export function rope<X extends Shape, D extends DType, const O extends Dim = 0>(
  x: FloatOperand<'rope', D, Argument<Rope<X>, Tensor<X, D>>>,
  options: RopeOptions<O> = {},
): Tensor<X, Float<D>> {
  const { base = 10_000, interleaved = false, offset = 0 } = options
  return record('rope', [x], { base, interleaved, offset: offset as Dim }) as Tensor<X, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** rope: rotary position embedding. See `rope`. */
    rope<X extends Shape, D extends DType, const O extends Dim = 0>(
      this: FloatOperand<'rope', D, Argument<Rope<X>, Tensor<X, D>>>,
      options?: RopeOptions<O>,
    ): Tensor<X, Float<D>>
  }
}

/** How features are paired: the pair of a feature, whether it is the pair's first, and where the other one is. */
interface Pairing {
  readonly pair: (c: IndexLike) => IndexLike
  readonly first: (c: IndexLike) => Guard
  readonly second: (c: IndexLike) => Guard
  readonly apart: number
}

const pairing = (width: number, interleaved: boolean): Pairing =>
  interleaved ?
    {
      pair: (c) => floorDivide(c, 2),
      first: (c) => zero(modulo(c, 2)),
      second: (c) => zero(modulo(plus(c, 1), 2)),
      apart: 1,
    }
  : {
      pair: (c) => modulo(c, width / 2),
      first: (c) => nonnegative(minus(width / 2 - 1, c)),
      second: (c) => nonnegative(minus(c, width / 2)),
      apart: width / 2,
    }

/** θ[t, k] = (t + offset)·e^(−log(base)·2k/d), for every position and pair. */
function angles(build: Builder, [rows, pairs]: readonly [number, number], base: number, offset: number): Value {
  const root = map(build, [], () => apply('log', constant(base)), { name: 'rope_logarithm' })
  const speed = map(
    build,
    [pairs],
    ([k]) =>
      apply(
        'exp',
        apply(
          'neg',
          apply('mul', read(root, []), apply('mul', constant(rational(1, pairs)), apply('toFloat', fromIndex(k!)))),
        ),
      ),
    { name: 'rope_speed' },
  )
  return map(
    build,
    [rows, pairs],
    ([t, k]) => apply('mul', apply('toFloat', fromIndex(plus(t!, offset))), read(speed, [k!])),
    { name: 'rope_angle' },
  )
}

defineOperator<{ base: number; interleaved: boolean; offset: Dim }>({
  name: 'rope',
  dims: ['offset'],
  infer: (operands, { base, offset }) =>
    base > 0 && base < Infinity ?
      (dimFault('rope', offset) ?? floatResult('rope', operands, ropeShape(operandShape(operands, 0))))
    : `rope: base ${base} is not a finite number above 0`,
  expand(build, [x], { base, interleaved, offset }) {
    const [rows, width] = x!.shape.slice(-2) as [number, number]
    const { pair, first, second, apart } = pairing(width, interleaved)
    const table = [rows, width / 2] as const
    const angle = angles(build, table, base, offset as number)
    const [cosine, sine] = (['cos', 'sin'] as const).map((name) =>
      map(build, table, (at) => apply(name, read(angle, at)), { name: `rope_${name}` }),
    ) as [Value, Value]
    return map(build, x!.shape, (out) => {
      const [lead, c, turn] = [out.slice(0, -1), out.at(-1)!, [out.at(-2)!, pair(out.at(-1)!)]]
      const turned = (feature: IndexLike, by: Value) => apply('mul', read(x!, [...lead, feature]), read(by, turn))
      const fromSecond = select([first(c)], apply('neg', turned(plus(c, apart), sine)))
      const fromFirst = select([second(c)], turned(minus(c, apart), sine))
      return apply('add', turned(c, cosine), apply('add', fromSecond, fromFirst))
    })
  },
})
