/**
 * What indices are made of: variables, floors, modulos, lookups, and sums of them as they are given. Interned.
 *
 * In: integers, atoms. Out: `Index` objects; equal structure is the same object. index-arithmetic.ts makes it canonical.
 */
import { Interner, mix, nextId } from './interning.js'
import type { Atom, Floor, Index, Lookup, Modulo, Term, Value, Variable } from './types.js'

export type IndexLike = number | Variable | Index

const indices = new Interner<Index>()
const floors = new Interner<Floor>()
const modulos = new Interner<Modulo>()
const lookups = new Interner<Lookup>()

/** A fresh loop variable over 0 … extent − 1. */
export function variable(extent: number, name = 'i'): Variable {
  if (!Number.isSafeInteger(extent) || extent < 0)
    throw new RangeError(`variable ${name}: extent ${extent} is not a natural number`)
  return { kind: 'variable', id: nextId(), extent, name }
}

/** `value` as an index; a variable of extent 1 is the constant 0. */
export function index(value: IndexLike): Index {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`index: ${value} is not an exact integer`)
    return intern(value, [])
  }
  if (!('kind' in value)) return value
  return value.extent === 1 ? intern(0, []) : intern(0, [{ atom: value, coefficient: 1 }])
}

/** constant + Σ coefficient · atom, the terms as they come. */
export function intern(constant: number, terms: readonly Term[]): Index {
  let hash = mix(17, constant)
  for (const { atom, coefficient } of terms) hash = mix(mix(hash, atom.id), coefficient)
  const same = (other: Index): boolean =>
    other.constant === constant &&
    other.terms.length === terms.length &&
    other.terms.every(({ atom, coefficient }, i) => atom === terms[i]!.atom && coefficient === terms[i]!.coefficient)
  return indices.intern(hash, same, () => ({ id: nextId(), constant: constant + 0, terms }))
}

export const floorAtom = (of: Index, by: number): Floor =>
  floors.intern(
    mix(of.id, by),
    (other) => other.of === of && other.by === by,
    () => ({ kind: 'floor', id: nextId(), of, by }),
  )

export const moduloAtom = (of: Index, by: number): Modulo =>
  modulos.intern(
    mix(of.id, by),
    (other) => other.of === of && other.by === by,
    () => ({ kind: 'modulo', id: nextId(), of, by }),
  )

export const ofAtom = (atom: Atom): Index => intern(0, [{ atom, coefficient: 1 }])

/** An integer of Δ, read at run time. */
export function lookup(tensor: Value, at: readonly IndexLike[]): Index {
  const indexes = at.map(index)
  if (indexes.length !== tensor.shape.length) {
    throw new Error(`lookup: ${indexes.length} indices for a tensor of rank ${tensor.shape.length}`)
  }
  const hash = indexes.reduce((h, i) => mix(h, i.id), tensor.id)
  return ofAtom(
    lookups.intern(
      hash,
      (other) =>
        other.tensor === tensor && other.at.length === indexes.length && other.at.every((x, i) => x === indexes[i]),
      () => ({ kind: 'lookup', id: nextId(), tensor, at: indexes }),
    ),
  )
}
