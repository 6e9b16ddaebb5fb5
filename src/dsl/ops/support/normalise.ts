/**
 * What the normalisations share. In: a value, the axes of its statistics and ε. Out: the standardised value, and gain and
 * shift along an axis. Each step is a value of its own, so that derivatives use the results of division and root.
 */
import { normParameter } from '../../../shapes/norm.js'
import { apply, constant, read } from '../../comprehension/expression.js'
import type { IndexLike } from '../../comprehension/index-expression.js'
import type { Expression, Value } from '../../comprehension/types.js'
import type { Builder, TensorType } from '../../operator.js'
import { map, type MapOptions } from '../../primitives/map.js'
import { meanOver, moments } from './moments.js'
import { readBroadcast } from './read.js'
import { floatResult, operandShape } from './types.js'

/** How x is standardised: over which axes, with which ε, and whether its mean is taken away first. */
interface Standard {
  readonly axes: readonly number[]
  readonly eps: number
  readonly centre: boolean
}

/**
 * x̂ = c / √(mean c² + ε) over some axes, where c is x − mean x, or x itself where it is not to be centred. The variance is of
 * centred values: a second pass, and no difference of large squares.
 *
 * Its adjoint is written out: dx = (dx̂ − mean dx̂ − x̂ · mean (x̂·dx̂)) / √(mean c² + ε), without mean dx̂ where x is not
 * centred. The derived one is equal, but divides before it takes the difference, which is then one of large numbers.
 */
export function standardise(build: Builder, x: Value, { axes, eps, centre }: Standard): Value {
  const named = (part: string): string => `${build.name}_${part}`
  const mean = (name: string, body: (at: readonly IndexLike[]) => Expression): Value =>
    meanOver(build, name, x.shape, axes, body)
  const each = (name: string, body: (at: readonly IndexLike[]) => Expression, options: MapOptions = {}): Value =>
    map(build, x.shape, body, { ...options, name: named(name) })

  const { centred, variance } =
    centre ?
      moments(build, x, axes)
    : { centred: x, variance: mean('variance', (at) => apply('mul', read(x, at), read(x, at))) }
  const deviation = deviationOf(build, variance, eps)
  const standard: Value = each('standard', (at) => apply('div', read(centred, at), readBroadcast(deviation, at)), {
    adjoint: (cotangent) => [[x, gradient(cotangent)]],
  })
  const gradient = (cotangent: Value): Value => {
    const shift = centre ? mean('shift', (at) => read(cotangent, at)) : undefined
    const stretch = mean('stretch', (at) => apply('mul', read(standard, at), read(cotangent, at)))
    return each('operand_gradient', (at) => {
      const moved =
        shift === undefined ? read(cotangent, at) : apply('sub', read(cotangent, at), readBroadcast(shift, at))
      const rest = apply('sub', moved, apply('mul', read(standard, at), readBroadcast(stretch, at)))
      return apply('div', rest, readBroadcast(deviation, at))
    })
  }
  return standard
}

/** √(variance + ε) */
const deviationOf = (build: Builder, variance: Value, eps: number): Value =>
  map(build, variance.shape, (at) => apply('sqrt', apply('add', read(variance, at), constant(eps))), {
    name: `${build.name}_deviation`,
  })

/** (x − mean) / √(variance + ε) with given statistics, vectors along an axis. */
export function standardiseBy(
  build: Builder,
  x: Value,
  [mean, variance]: readonly Value[],
  axis: number,
  eps: number,
): Value {
  const deviation = deviationOf(build, variance!, eps)
  return map(
    build,
    x.shape,
    (at) => apply('div', apply('sub', read(x, at), read(mean!, [at[axis]!])), read(deviation, [at[axis]!])),
    { name: `${build.name}_standard` },
  )
}

/** γ · x + β along an axis; β may be absent. */
export function gainAndShift(build: Builder, x: Value, gamma: Value, beta: Value | undefined, axis: number): Value {
  const gained = map(build, x.shape, (at) => apply('mul', read(x, at), read(gamma, [at[axis]!])))
  if (beta === undefined) return gained
  return map(build, x.shape, (at) => apply('add', read(gained, at), read(beta, [at[axis]!])))
}

/**
 * The type of a normalisation of operands x, γ and perhaps β, or of as many as there are `roles`, along an axis, or the sentence
 * that says why there is none.
 */
export function normResult(
  operator: string,
  operands: readonly TensorType[],
  axis: number,
  eps: number,
  roles: readonly string[] = ['gamma', 'beta'],
): TensorType | string {
  if (!Number.isFinite(eps) || eps < 0) return `${operator}: eps ${eps} is not a finite number, 0 or more`
  const x = operandShape(operands, 0)
  for (const [at, role] of roles.entries()) {
    const parameter = operands[at + 1]
    if (parameter === undefined) continue
    const outcome = normParameter(operator, role, x, axis, parameter.shape)
    if (typeof outcome === 'string') return outcome
  }
  return floatResult(operator, operands, x)
}
