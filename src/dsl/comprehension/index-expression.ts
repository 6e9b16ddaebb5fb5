/**
 * Index expressions: what index-arithmetic.ts builds, taken apart again. Substitution, the variables and lookups that
 * occur, evaluation at a point, and the text of formulas.
 */
import { floorDivide, modulo, plus, times } from './index-arithmetic.js'
import { index, lookup, ofAtom } from './index-atoms.js'
import { floorOf, moduloOf } from './index-range.js'
import type { Atom, Index, Lookup, Value, Variable } from './types.js'

export { floorDivide, minus, modulo, plus, sumOfTerms, times } from './index-arithmetic.js'
export { index, lookup, variable, type IndexLike } from './index-atoms.js'
export { rangeOf } from './index-range.js'

/** Replaces variables, and simplifies again. */
export function substituteIndex(value: Index, map: ReadonlyMap<Variable, Index>): Index {
  if (!variablesOf(value).some((v) => map.has(v))) return value
  let result = index(value.constant)
  for (const { atom, coefficient } of value.terms) result = plus(result, times(substituteAtom(atom, map), coefficient))
  return result
}

function substituteAtom(atom: Atom, map: ReadonlyMap<Variable, Index>): Index {
  switch (atom.kind) {
    case 'variable':
      return map.get(atom) ?? ofAtom(atom)
    case 'floor':
      return floorDivide(substituteIndex(atom.of, map), atom.by)
    case 'modulo':
      return modulo(substituteIndex(atom.of, map), atom.by)
    case 'lookup':
      return lookup(
        atom.tensor,
        atom.at.map((i) => substituteIndex(i, map)),
      )
  }
}

const variableLists = new WeakMap<Index, readonly Variable[]>()

/** The variables that occur, also under floors and in the indices of lookups, each once. */
export function variablesOf(value: Index): readonly Variable[] {
  const known = variableLists.get(value)
  if (known) return known
  const found = new Set<Variable>()
  for (const { atom } of value.terms) {
    if (atom.kind === 'variable') found.add(atom)
    else
      for (const part of atom.kind === 'lookup' ? atom.at : [atom.of]) for (const v of variablesOf(part)) found.add(v)
  }
  const list = [...found]
  variableLists.set(value, list)
  return list
}

const none: readonly Lookup[] = []

/** The lookups that occur, each once, inner ones of a lookup's own indices first. */
export function lookupsOf(value: Index): readonly Lookup[] {
  let found: Set<Lookup> | null = null
  for (const { atom } of value.terms) {
    if (atom.kind === 'variable') continue
    const parts = atom.kind === 'lookup' ? atom.at : [atom.of]
    for (const part of parts) for (const inner of lookupsOf(part)) (found ??= new Set()).add(inner)
    if (atom.kind === 'lookup') (found ??= new Set()).add(atom)
  }
  return found ? [...found] : none
}

/** The value at a point; lookups are answered by `lookupValue`, which gets their evaluated indices. */
export function evaluateIndex(
  value: Index,
  at: (variable: Variable) => number,
  lookupValue?: (tensor: Value, indices: readonly number[]) => number,
): number {
  let result = value.constant
  for (const { atom, coefficient } of value.terms) result += coefficient * evaluateAtom(atom, at, lookupValue)
  return result
}

function evaluateAtom(
  atom: Atom,
  at: (variable: Variable) => number,
  lookupValue: ((tensor: Value, indices: readonly number[]) => number) | undefined,
): number {
  switch (atom.kind) {
    case 'variable':
      return at(atom)
    case 'floor':
      return floorOf(evaluateIndex(atom.of, at, lookupValue), atom.by)
    case 'modulo':
      return moduloOf(evaluateIndex(atom.of, at, lookupValue), atom.by)
    case 'lookup':
      if (!lookupValue) throw new Error('evaluateIndex: the index has a lookup and no way to answer it')
      return lookupValue(
        atom.tensor,
        atom.at.map((i) => evaluateIndex(i, at, lookupValue)),
      )
  }
}

/** `2*y+i-1`, `⌊(e+1)/2⌋`, `labels[b]`. */
export function formatIndex(value: Index): string {
  const parts = value.terms.map(({ atom, coefficient }) => {
    const sign = coefficient < 0 ? '-' : '+'
    const size = Math.abs(coefficient)
    return `${sign}${size === 1 ? '' : `${size}*`}${formatAtom(atom)}`
  })
  if (value.constant !== 0 || parts.length === 0)
    parts.push(value.constant < 0 ? `${value.constant}` : `+${value.constant}`)
  const text = parts.join('')
  return text.startsWith('+') ? text.slice(1) : text
}

function formatAtom(atom: Atom): string {
  switch (atom.kind) {
    case 'variable':
      return atom.name
    case 'floor':
      return `⌊${grouped(atom.of)}/${atom.by}⌋`
    case 'modulo':
      return `(${grouped(atom.of)} mod ${atom.by})`
    case 'lookup':
      return `${atom.tensor.name}[${atom.at.map(formatIndex).join(', ')}]`
  }
}

const grouped = (value: Index): string =>
  value.constant === 0 && value.terms.length === 1 && value.terms[0]!.coefficient === 1 ?
    formatIndex(value)
  : `(${formatIndex(value)})`
