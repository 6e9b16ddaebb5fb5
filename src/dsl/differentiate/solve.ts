/**
 * Solving index equations: a read at T[idx(v…)] turned round, so that for each element e of T the loop variables v that
 * read it are computed. What is solved needs no loop; what is left is summed over. This is what makes adjoints gather.
 *
 * In: the indices of one read site and the variables to eliminate. Out: substitutions, guards, variables left.
 */
import { decide, substituteGuards, within, zero } from '../comprehension/guards.js'
import {
  floorDivide,
  minus,
  modulo,
  plus,
  rangeOf,
  substituteIndex,
  sumOfTerms,
  times,
  variable,
  variablesOf,
} from '../comprehension/index-expression.js'
import type { Guard, Index, Modulo, Term, Variable } from '../comprehension/types.js'

export class Solver {
  /** Variables not determined yet, in the order in which they will be summed over. */
  readonly live: Set<Variable>
  /** Values given to variables, in order: a later one may determine a variable in an earlier one. */
  readonly assignments: (readonly [Variable, Index])[] = []
  guards: readonly Guard[] = []

  constructor(live: Iterable<Variable>) {
    this.live = new Set(live)
  }

  /** Everything assigned so far, applied. */
  resolve(value: Index): Index {
    for (const [v, by] of this.assignments) value = substituteIndex(value, new Map([[v, by]]))
    return value
  }

  /**
   * Adds the equation left = right; `right` has no live variables but those that earlier equations left in it.
   * Digits come before pivots: solving x[16h + e] for its largest variable instead would leave a sum over h behind.
   */
  equate(left: Index, right: Index): void {
    const e = this.resolve(left)
    const moving = e.terms.filter((term) => this.isLive(term))
    const fixed = e.terms.filter((term) => !moving.includes(term))
    const rhs = minus(this.resolve(right), sumOfTerms(e.constant, fixed))
    const first = moving[0]
    if (first === undefined) this.require([zero(rhs)])
    else if (moving.length === 1) this.single(first, rhs)
    else if (!this.digits(moving, rhs) && !this.pivot(moving, rhs))
      this.require([zero(minus(sumOfTerms(0, moving), rhs))])
  }

  private isLive(term: Term): boolean {
    return variablesOf(sumOfTerms(0, [term])).some((v) => this.live.has(v))
  }

  /** c·atom = rhs */
  private single({ atom, coefficient }: Term, rhs: Index): void {
    const size = Math.abs(coefficient)
    const signed = times(rhs, Math.sign(coefficient))
    if (size > 1) this.require([zero(modulo(signed, size))])
    const value = floorDivide(signed, size)
    switch (atom.kind) {
      case 'variable':
        // A digit of an earlier equation can come back on both sides: then the equation is a condition, not a solution.
        if (variablesOf(value).includes(atom)) this.require([zero(minus(atom, value))])
        else this.assign(atom, value)
        return
      case 'floor': {
        // ⌊e/q⌋ = value: e = q·value + digit
        const digit = this.fresh(atom.by, 'd')
        this.equate(atom.of, plus(times(value, atom.by), digit))
        return
      }
      case 'modulo': {
        // e mod q = value, which must be a digit: e = q·quotient + value, over the quotients that occur
        const [low, high] = rangeOf(atom.of)
        const from = Math.floor(low / atom.by)
        const quotient = this.fresh(Math.floor(high / atom.by) - from + 1, 'q')
        this.require(within(value, atom.by))
        this.equate(atom.of, plus(times(plus(quotient, from), atom.by), value))
        return
      }
      case 'lookup':
        throw new Error('an index read at run time has no inverse: its adjoint scatters')
    }
  }

  /** c·top + rest with rest in low … low + c − 1: two digits of rhs − low, found by division; no sum is left. */
  private digits(moving: readonly Term[], rhs: Index): boolean {
    const top = moving.reduce((a, b) => (Math.abs(b.coefficient) > Math.abs(a.coefficient) ? b : a))
    const sign = Math.sign(top.coefficient)
    const size = Math.abs(top.coefficient)
    const rest = times(
      sumOfTerms(
        0,
        moving.filter((term) => term !== top),
      ),
      sign,
    )
    const [low, high] = rangeOf(rest)
    if (high - low >= size) return false
    const shifted = minus(times(rhs, sign), low)
    this.equate(sumOfTerms(0, [{ atom: top.atom, coefficient: 1 }]), floorDivide(shifted, size))
    this.equate(minus(rest, low), modulo(shifted, size))
    return true
  }

  /** The bare live variable of largest extent (then smallest coefficient) becomes (rhs − rest)/c, if that divides. */
  private pivot(moving: readonly Term[], rhs: Index): boolean {
    let best: (Term & { readonly atom: Variable }) | null = null
    for (const term of moving) {
      const { atom, coefficient } = term
      if (atom.kind !== 'variable') continue
      const elsewhere = moving.some((other) => other !== term && variablesOf(sumOfTerms(0, [other])).includes(atom))
      if (elsewhere) continue
      const wins =
        best === null ||
        atom.extent > best.atom.extent ||
        (atom.extent === best.atom.extent && Math.abs(coefficient) < Math.abs(best.coefficient))
      if (wins) best = { atom, coefficient }
    }
    if (best === null) return false
    const { atom, coefficient } = best
    const rest = sumOfTerms(
      0,
      moving.filter((term) => term.atom !== atom),
    )
    this.single({ atom, coefficient }, minus(rhs, rest))
    return true
  }

  /**
   * A congruence v + … ≡ 0 mod q with v below q has one solution: v drops out of the sum. Call when all equations are in.
   */
  useCongruences(): void {
    for (let found = true; found;) {
      found = false
      for (const guard of this.guards) {
        const only = guard.of.terms[0]
        if (
          guard.test !== 'zero' ||
          guard.of.terms.length !== 1 ||
          guard.of.constant !== 0 ||
          only?.atom.kind !== 'modulo'
        )
          continue
        const solution = this.uniqueSolution(only.atom)
        if (!solution) continue
        this.guards = this.guards.filter((other) => other !== guard)
        this.assign(...solution)
        found = true
        break
      }
    }
  }

  private uniqueSolution({ of, by }: Modulo): [Variable, Index] | null {
    for (const term of of.terms) {
      const { atom, coefficient } = term
      if (atom.kind !== 'variable' || !this.live.has(atom) || atom.extent > by) continue
      if (coefficient !== 1 && coefficient !== by - 1) continue // coefficients are in 0 … by − 1; by − 1 stands for −1
      const rest = sumOfTerms(
        of.constant,
        of.terms.filter((other) => other !== term),
      )
      if (variablesOf(rest).includes(atom)) continue
      return [atom, modulo(times(rest, coefficient === 1 ? -1 : 1), by)]
    }
    return null
  }

  private fresh(extent: number, name: string): Variable {
    const digit = variable(extent, name)
    if (extent !== 1) this.live.add(digit)
    return digit
  }

  private require(guards: readonly Guard[]): void {
    this.guards = [...this.guards, ...guards.filter((guard) => decide(guard) !== true)]
  }

  private assign(v: Variable, value: Index): void {
    this.require(within(value, v.extent))
    this.assignments.push([v, value])
    this.live.delete(v)
    this.guards = substituteGuards(this.guards, new Map([[v, value]]))
  }
}
