/**
 * The adjoint of one comprehension with respect to one read site, in gather form:
 *
 *     out[o] = Σ_r body(o, r)   with a read T[idx(o, r)]
 *     ∂T[e]  = Σ_{v left} [idx(v) = e solved for the rest] ∂out[o] · ∂body/∂read
 *
 * Reads at run-time indices have no inverse: their adjoint is a scatter-add. The adjoint of a scatter-add gathers.
 */
import { constant, apply, read, select } from '../comprehension/expression.js'
import { replace, substitute } from '../comprehension/substitute.js'
import { decide, within } from '../comprehension/guards.js'
import { index, lookupsOf } from '../comprehension/index-expression.js'
import { comprehension } from '../comprehension/value.js'
import type { Comprehension, Expression, Guard, Read, Value } from '../comprehension/types.js'
import { variablesFor } from '../primitives/map.js'
import { Solver } from './solve.js'
import { derivativeAt, scaled } from './tangent.js'
import { isWinner } from './winner.js'

/** The contribution of `value`, whose cotangent is given, to the tensor read at `site`; null for the structural zero. */
export function contribution(value: Comprehension, cotangent: Value, site: Read): Comprehension | null {
  if (value.post !== null) throw new Error(`${value.name} has an epilogue: differentiation comes before fusion`)
  let derivative = derivativeAt(value.body, site)
  if (derivative === null) return null
  // exp' = exp and its like read the stored output instead of computing the function again.
  if (value.reduce === 'none' && value.body.kind === 'apply')
    derivative = replace(derivative, value.body, read(value, value.out))
  const weighted = weigh(value, scaled(derivative, incoming(value, cotangent)))
  return site.at.some((i) => lookupsOf(i).length > 0) ?
      scatterInto(value, site, weighted)
    : gatherFrom(value, site, weighted)
}

/** The cotangent of the element that a point of the loops contributes to. */
function incoming(value: Comprehension, cotangent: Value): Expression {
  if (!value.scatter) return read(cotangent, value.out)
  return select(value.scatter.guards, read(cotangent, value.scatter.at))
}

/** A maximum passes its cotangent to the winner; a point that takes no part reads nothing. */
function weigh(value: Comprehension, product: Expression): Expression {
  if (value.reduce !== 'max' && value.reduce !== 'min') return product
  return select(value.where ?? [], apply('where', isWinner(value), product, constant(0)))
}

/** The loops of a comprehension: a scatter's result axes are not among them. */
const loopsOf = (value: Comprehension): readonly Comprehension['out'][number][] =>
  value.scatter ? value.over : [...value.out, ...value.over].filter(({ extent }) => extent !== 1)

function stampFor(value: Comprehension, tensor: Value): Pick<Comprehension, 'name' | 'dtype' | 'like' | 'site'> {
  return { name: gradientName(tensor), dtype: tensor.dtype, like: tensor, site: value.site }
}

export const gradientName = (tensor: Value): string =>
  tensor.name.endsWith('_gradient') ? tensor.name : `${tensor.name}_gradient`

function gatherFrom(value: Comprehension, site: Read, product: Expression): Comprehension {
  const { tensor } = site
  const out = variablesFor(tensor.shape)
  const solver = new Solver(loopsOf(value))
  site.at.forEach((i, axis) => solver.equate(i, index(out[axis]!)))
  solver.useCongruences()
  let body = product
  for (const [v, by] of solver.assignments) body = substitute(body, new Map([[v, by]]))
  return comprehension({
    ...stampFor(value, tensor),
    out,
    over: [...solver.live],
    reduce: solver.live.size > 0 ? 'sum' : 'none',
    body: select(solver.guards, body),
  })
}

function scatterInto(value: Comprehension, site: Read, product: Expression): Comprehension {
  const { tensor } = site
  // Where the site was not evaluated its index may be anything: guards of the product become guards of the addition.
  const guarded = product.kind === 'select' && product.otherwise === constant(0)
  const guards: Guard[] = site.at
    .flatMap((i, axis) => within(i, tensor.shape[axis]!))
    .filter((guard) => decide(guard) !== true)
  return comprehension({
    ...stampFor(value, tensor),
    out: variablesFor(tensor.shape),
    over: loopsOf(value),
    reduce: 'sum',
    body: guarded ? product.then : product,
    scatter: { at: site.at, guards: guarded ? [...product.guards, ...guards] : guards },
  })
}
