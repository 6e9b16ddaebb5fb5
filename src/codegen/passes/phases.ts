/**
 * Phases: a sum whose guards ask for a congruence between output and reduction variables (the gradient of anything with a
 * stride) becomes one statement for each residue of the outputs:
 *
 *     e = q·e' + l  fixes  r = q·r' + s  by  (k·r + c) mod q = 0
 *
 * Each phase is an ordinary affine reduction that stores with stride q; none tests a congruence at run time.
 *
 * In: a work. Out: the works that replace it (itself, where there is nothing to do).
 */
import { constant } from '../../dsl/comprehension/expression.js'
import { substitute } from '../../dsl/comprehension/substitute.js'
import { index, plus, substituteIndex, times, variable, variablesOf } from '../../dsl/comprehension/index-expression.js'
import type { Index, Variable } from '../../dsl/comprehension/types.js'
import type { Thresholds } from '../thresholds.js'
import { placeOf, type WorkParts } from './work.js'

/** The argument and modulus of a guard (e mod q) = 0. */
function congruenceOf(parts: WorkParts): { readonly of: Index; readonly by: number } | null {
  if (parts.body.kind !== 'select') return null
  for (const { test, of } of parts.body.guards) {
    const [term, ...more] = of.terms
    if (test === 'zero' && term?.atom.kind === 'modulo' && more.length === 0 && of.constant === 0) return term.atom
  }
  return null
}

/** Replaces a loop or reduction variable by step·fresh + offset. */
function replaceVariable(parts: WorkParts, old: Variable, step: number, offset: number): WorkParts {
  const extent = Math.max(0, Math.ceil((old.extent - offset) / step))
  const fresh = variable(extent, old.name)
  const map = new Map([[old, plus(times(index(fresh), step), offset)]])
  const swap = (list: readonly Variable[]): readonly Variable[] => list.map((one) => (one === old ? fresh : one))
  const empty = parts.over.includes(old) && extent === 0
  return {
    ...parts,
    loops: swap(parts.loops),
    over: empty ? [] : swap(parts.over).filter((one) => one.extent !== 1),
    reduce: empty ? 'none' : parts.reduce,
    body: empty ? constant(0) : substitute(parts.body, map),
    targets: parts.targets.map((target) => ({
      ...target,
      at: placeOf({ ...parts, loops: parts.loops }, target).map((i) => substituteIndex(i, map)),
      post: target.post && substitute(target.post, map),
    })),
  }
}

/** The residue s with (k·s + c) mod q = 0, where there is exactly one. */
function residueOf(of: Index, unknown: Variable, q: number): number | null {
  const [term, ...more] = of.terms
  if (!term || more.length > 0 || term.atom !== unknown) return null
  const solutions = Array.from({ length: q }, (_, s) => s).filter(
    (s) => (((term.coefficient * s + of.constant) % q) + q) % q === 0,
  )
  return solutions.length === 1 ? (solutions[0] as number) : null
}

export function splitPhases(work: WorkParts, thresholds: Thresholds): readonly WorkParts[] {
  if (work.reduce !== 'sum' || work.scatter || work.targets.length !== 1) return [work]
  const done: WorkParts[] = []
  const open: WorkParts[] = [work]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const congruence = next.reduce === 'sum' ? congruenceOf(next) : null
    if (!congruence) {
      done.push(next)
      continue
    }
    const { of, by } = congruence
    const variables = variablesOf(of)
    const output = variables.find((v) => next!.loops.includes(v))
    if (output) {
      for (let l = Math.min(by, output.extent) - 1; l >= 0; l--) open.push(replaceVariable(next, output, by, l))
      if (open.length + done.length > thresholds.phaseStatements) return [work]
      continue
    }
    const unknown = variables.find((v) => next!.over.includes(v))
    const residue = unknown ? residueOf(of, unknown, by) : null
    if (!unknown || residue === null) return [work]
    open.push(withoutEmptyReduction(replaceVariable(next, unknown, by, residue)))
  }
  return done
}

/** A sum over one point is no reduction: its body goes where the accumulator stood. */
function withoutEmptyReduction(parts: WorkParts): WorkParts {
  return parts.reduce === 'sum' && parts.over.length === 0 ? { ...parts, reduce: 'none' } : parts
}
