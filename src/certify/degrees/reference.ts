/**
 * Trusted for bounds. Degrees of the entries of comprehensions.
 *
 * In: what a cone computes, operands first. Out: the degree of the worst entry of each of its values.
 */
import type { Comprehension, Expression, Value } from '../../dsl/comprehension/types.js'
import { elementCount } from '../../shapes/size.js'
import { isFloat } from '../../shapes/dtype.js'
import { anyOf, applied, constantDegree, drawnDegree, isAtom, type Degree } from './degree.js'

export interface ReferenceDegrees {
  /** Of a value's worst entry. */
  readonly of: (value: Value) => Degree
  /** Different applications in all entries of these values together, at most. */
  readonly applications: (values: readonly Value[]) => number
}

/** Degrees of a cone's values, entry by entry at worst; `given` values are drawn. */
export function referenceDegrees(computed: readonly Comprehension[]): ReferenceDegrees {
  const known = new Map<Value, Degree>()
  /** The tensors in a value's cone, itself among them, that apply symbols or divide. */
  const cones = new Map<Value, ReadonlySet<Value>>()
  /** Applications and divisions of their own in all entries of such a tensor together: no entry has more different ones. */
  const totals = new Map<Value, Totals>()
  const total = (cone: ReadonlySet<Value>, count: keyof Totals): number =>
    [...cone].reduce((sum, each) => sum + totals.get(each)![count], 0)
  const of = (value: Value): Degree => known.get(value) ?? (isFloat(value.dtype) ? drawnDegree : constantDegree)
  for (const value of computed) {
    const reads = new Set<Value>()
    const body = expressionDegree(value.body, (tensor) => {
      reads.add(tensor)
      return of(tensor)
    })
    const points = value.over.reduce((count, { extent }) => count * extent, 1)
    let entry = body
    if (value.scatter || value.reduce === 'sum') entry = repeated(body, points)
    else if (value.reduce !== 'none')
      entry = { ...body, applications: body.applications * points, comparisons: body.comparisons * points + points - 1 }
    const own = ownCounts(value.body)
    const visits = points * (value.scatter ? 1 : elementCount(value.shape))
    const cone = new Set([...reads].flatMap((tensor) => [...(cones.get(tensor) ?? [])]))
    if (own.applications + own.divisions > 0) {
      totals.set(value, { applications: own.applications * visits, divisions: own.divisions * visits })
      cone.add(value)
    }
    cones.set(value, cone)
    const all = { applications: total(cone, 'applications'), divisions: total(cone, 'divisions') }
    known.set(value, capped(entry, all, body))
  }
  const applications = (values: readonly Value[]): number =>
    total(new Set(values.flatMap((value) => [...(cones.get(value) ?? [])])), 'applications')
  return { of, applications }
}

/** Σ of so many entries of one degree. */
const repeated = (term: Degree, times: number): Degree => ({
  numerator: term.numerator + Math.max(0, times - 1) * term.denominator,
  denominator: times * term.denominator,
  applications: times * term.applications,
  arguments: term.arguments,
  comparisons: times * term.comparisons,
})

interface Totals {
  readonly applications: number
  readonly divisions: number
}

/** A common denominator of terms needs each different divisor as often as one term has it: a term's own degree, at most. */
function capped(entry: Degree, total: Totals, term: Degree): Degree {
  const denominator = Math.min(entry.denominator, total.divisions * term.denominator)
  return {
    ...entry,
    applications: Math.min(entry.applications, total.applications),
    denominator,
    numerator: Math.min(entry.numerator, term.numerator + denominator),
  }
}

function ownCounts(body: Expression): { applications: number; divisions: number } {
  const seen = new Set<Expression>()
  const counts = { applications: 0, divisions: 0 }
  const stack = [body]
  for (let e = stack.pop(); e !== undefined; e = stack.pop()) {
    if (seen.has(e)) continue
    seen.add(e)
    if (e.kind === 'apply') {
      if (isAtom.has(e.function)) counts.applications++
      if (e.function === 'div') counts.divisions++
      stack.push(...e.arguments)
    } else if (e.kind === 'select') stack.push(e.then, e.otherwise)
  }
  return counts
}

function expressionDegree(body: Expression, of: (tensor: Value) => Degree): Degree {
  const memo = new Map<Expression, Degree>()
  const symbols = new Map<Expression, ReadonlySet<Expression>>()
  /** Applications and reads in an expression: each once, however often it is used. */
  const symbolsOf = (e: Expression): ReadonlySet<Expression> => {
    const known = symbols.get(e)
    if (known !== undefined) return known
    const parts =
      e.kind === 'apply' ? e.arguments
      : e.kind === 'select' ? [e.then, e.otherwise]
      : []
    const found = new Set(parts.flatMap((part) => [...symbolsOf(part)]))
    if (e.kind === 'read' || (e.kind === 'apply' && isAtom.has(e.function))) found.add(e)
    symbols.set(e, found)
    return found
  }
  const different = (e: Expression): number =>
    [...symbolsOf(e)].reduce((sum, symbol) => sum + (symbol.kind === 'read' ? of(symbol.tensor).applications : 1), 0)
  const visit = (e: Expression): Degree => {
    const known = memo.get(e)
    if (known !== undefined) return known
    const worst =
      e.kind === 'read' ? of(e.tensor)
      : e.kind === 'select' ? anyOf(visit(e.then), visit(e.otherwise))
      : e.kind === 'apply' ? applied(e.function, e.arguments.map(visit))
      : e.kind === 'constant' && typeof e.value === 'string' ? drawnDegree
      : constantDegree
    const degree = { ...worst, applications: Math.min(worst.applications, different(e)) }
    memo.set(e, degree)
    return degree
  }
  return visit(body)
}
