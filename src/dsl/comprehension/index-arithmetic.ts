/**
 * Building indices: sums, multiples, quotients and remainders, in one canonical form.
 *
 * In: variables, integers, indices. Out: `Index` objects; equal objects are equal functions of their variables (not
 * conversely). The canonical form is what makes reshape of reshape the identity and most guards provable by ranges.
 */
import { floorAtom, index, intern, moduloAtom, ofAtom, type IndexLike } from './index-atoms.js'
import { floorOf, moduloOf, rangeOf } from './index-range.js'
import type { Atom, Floor, Index, Term } from './types.js'

/** constant + Σ coefficient · atom: merges and sorts terms, drops zeros, and recombines the digits of mixed-radix numbers. */
export function sumOfTerms(constant: number, terms: readonly Term[]): Index {
  const coefficients = new Map<Atom, number>()
  let modulo = false
  for (const { atom, coefficient } of terms) {
    coefficients.set(atom, (coefficients.get(atom) ?? 0) + coefficient)
    if (atom.kind === 'modulo') modulo = true
  }
  for (const [atom, coefficient] of coefficients) if (coefficient === 0) coefficients.delete(atom)
  if (modulo) {
    const recombined = recombine(constant, coefficients)
    if (recombined) return recombined
  }
  const canonical = [...coefficients].map(([atom, coefficient]) => ({ atom, coefficient }))
  canonical.sort((a, b) => a.atom.id - b.atom.id)
  return intern(constant, canonical)
}

/**
 *     b·q·⌊e/q⌋ + b·(e mod q)  →  b·e             reshape of reshape is the identity
 *     b·e − b·(e mod q)        →  b·q·⌊e/q⌋       what solving 2y + i = Y leaves
 *
 * Each removes a modulo and can only bring in parts of its operand, so this ends.
 */
function recombine(constant: number, coefficients: ReadonlyMap<Atom, number>): Index | null {
  for (const [atom, b] of coefficients) {
    if (atom.kind !== 'modulo') continue
    const { of, by } = atom
    const quotient = floorDivide(of, by)
    const digits = quotient.terms.filter((term) => !of.terms.some((other) => other.atom === term.atom))
    const meetsFloor =
      digits.length > 0 && digits.every((term) => coefficients.get(term.atom) === b * by * term.coefficient)
    const meetsWhole = of.terms.every((term) => coefficients.get(term.atom) === -b * term.coefficient)
    // Both ways round: e mod q = e − q·⌊e/q⌋.
    if (meetsFloor || meetsWhole)
      return replaced(constant, coefficients, atom, times(minus(of, times(quotient, by)), b))
  }
  return null
}

function replaced(constant: number, coefficients: ReadonlyMap<Atom, number>, atom: Atom, by: Index): Index {
  const rest = [...coefficients]
    .filter(([other]) => other !== atom)
    .map(([other, coefficient]) => ({ atom: other, coefficient }))
  return sumOfTerms(constant + by.constant, [...rest, ...by.terms])
}

export function plus(a: IndexLike, b: IndexLike): Index {
  const x = index(a)
  const y = index(b)
  if (x.terms.length === 0) return y.terms.length === 0 ? intern(x.constant + y.constant, []) : shifted(y, x.constant)
  if (y.terms.length === 0) return shifted(x, y.constant)
  return sumOfTerms(x.constant + y.constant, [...x.terms, ...y.terms])
}

const shifted = (x: Index, by: number): Index => (by === 0 ? x : intern(x.constant + by, x.terms))

export function times(a: IndexLike, factor: number): Index {
  const x = index(a)
  if (!Number.isSafeInteger(factor)) throw new RangeError(`index: factor ${factor} is not an exact integer`)
  if (factor === 1) return x
  if (factor === 0) return intern(0, [])
  return intern(
    x.constant * factor,
    x.terms.map(({ atom, coefficient }) => ({ atom, coefficient: coefficient * factor })),
  )
}

export const minus = (a: IndexLike, b: IndexLike): Index => plus(a, times(b, -1))

const divisorLists = new Map<number, readonly number[]>()

/** Proper divisors of q except 1, largest first. */
function divisorsOf(q: number): readonly number[] {
  const known = divisorLists.get(q)
  if (known) return known
  const divisors = new Set<number>()
  for (let d = 2; d * d <= q; d++) if (q % d === 0) divisors.add(d).add(q / d)
  const list = [...divisors].sort((a, b) => b - a)
  divisorLists.set(q, list)
  return list
}

function checkDivisor(q: number): void {
  if (!Number.isSafeInteger(q) || q < 1) throw new RangeError(`index: divisor ${q} is not a positive integer`)
}

/** ⌊a / q⌋ for a positive integer q. */
export function floorDivide(a: IndexLike, q: number): Index {
  checkDivisor(q)
  const e = index(a)
  if (q === 1) return e
  const quotient = floorOf(e.constant, q)
  // e = q·head + rest: multiples of q leave the floor. Remainders keep their sign, which keeps ranges tight.
  const parts = (coefficientOf: (c: number) => number): Term[] =>
    e.terms
      .map(({ atom, coefficient }) => ({ atom, coefficient: coefficientOf(coefficient) }))
      .filter(({ coefficient }) => coefficient !== 0)
  const head = intern(
    quotient,
    parts((c) => Math.trunc(c / q)),
  )
  const rest = intern(
    e.constant - quotient * q,
    parts((c) => c % q),
  )
  const [low, high] = rangeOf(rest)
  if (floorOf(low, q) === floorOf(high, q)) return plus(head, floorOf(low, q))
  // For g | q: what is below g and not a multiple of it cannot reach the next multiple of q.
  for (const g of divisorsOf(q)) {
    const large = rest.terms.filter((t) => t.coefficient % g === 0)
    const over = floorOf(rest.constant, g)
    if (large.length === 0 && over === 0) continue
    const small = intern(
      rest.constant - over * g,
      rest.terms.filter((t) => t.coefficient % g !== 0),
    )
    const [smallLow, smallHigh] = rangeOf(small)
    if (smallLow < 0 || smallHigh >= g) continue
    const divided = sumOfTerms(
      over,
      large.map((t) => ({ atom: t.atom, coefficient: t.coefficient / g })),
    )
    return plus(head, floorDivide(divided, q / g))
  }
  const inner = rest.terms.filter((t) => t.atom.kind === 'floor')
  if (inner.length === 1 && inner[0]!.coefficient === 1) {
    // ⌊(x + ⌊y/a⌋)/q⌋ = ⌊(a·x + y)/(a·q)⌋ for integers x
    const { of, by } = inner[0]!.atom as Floor
    const x = intern(
      rest.constant,
      rest.terms.filter((t) => t !== inner[0]),
    )
    return plus(head, floorDivide(plus(times(x, by), of), q * by))
  }
  const only = rest.terms[0]!
  if (
    rest.terms.length === 1 &&
    rest.constant === 0 &&
    only.coefficient === 1 &&
    only.atom.kind === 'modulo' &&
    only.atom.by % q === 0
  ) {
    return plus(head, modulo(floorDivide(only.atom.of, q), only.atom.by / q)) // ⌊(x mod a·q)/q⌋ = ⌊x/q⌋ mod a
  }
  return plus(head, ofAtom(floorAtom(rest, q)))
}

/** a mod q, in 0 … q − 1, for a positive integer q. */
export function modulo(a: IndexLike, q: number): Index {
  checkDivisor(q)
  const e = index(a)
  if (q === 1) return intern(0, [])
  // Coefficients are reduced into 0 … q − 1, so that −e mod 2 and e mod 2 are the same thing. (e mod 49) mod 7 becomes
  // e mod 7 only where that is no modulo any more: otherwise it would hide that it is a digit of e mod 49.
  const reduced = sumOfTerms(
    moduloOf(e.constant, q),
    e.terms
      .map(({ atom, coefficient }) => ({ atom, coefficient: moduloOf(coefficient, q) }))
      .filter((term) => term.coefficient !== 0),
  )
  for (const candidate of [e, reduced, withoutModulos(reduced, q)]) {
    const quotient = floorDivide(candidate, q)
    const known = new Set(candidate.terms.map((term) => term.atom))
    if (quotient.terms.every(({ atom }) => known.has(atom))) {
      return minus(candidate, times(quotient, q))
    }
  }
  return ofAtom(moduloAtom(reduced, q))
}

/** The same modulo q: x mod (a·q) is x. */
function withoutModulos(value: Index, q: number): Index {
  let result = value
  for (const { atom, coefficient } of value.terms) {
    if (atom.kind === 'modulo' && atom.by % q === 0)
      result = plus(result, times(minus(atom.of, ofAtom(atom)), coefficient))
  }
  return result
}
