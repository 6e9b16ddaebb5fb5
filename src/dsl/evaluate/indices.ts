/**
 * Index expressions of one comprehension as closures, over where its variables stand and over the integers it looks up.
 *
 * In: indices, guards, tensors. Out: functions without arguments: an index, a checked address, an element, a conjunction.
 */
import type { Guard, Index, Value, Variable } from '../comprehension/types.js'
import type { Cells } from '../domain/scalar-domain.js'

/** Where the closures of a comprehension find the elements of a tensor during a run. */
export interface Box<A> {
  cells: A | Float64Array | null
}

/** An integer or a mask, as a machine number. */
export type Integer = () => number

export class Indices<T, A extends Cells<T>> {
  readonly position = new Map<Variable, { at: number }>()
  private readonly indices = new Map<Index, Integer>()

  constructor(
    private readonly name: string,
    variables: readonly Variable[],
    private readonly boxes: ReadonlyMap<Value, Box<A>>,
  ) {
    for (const variable of variables) this.position.set(variable, { at: 0 })
  }

  conjunction(guards: readonly Guard[]): () => boolean {
    const tests = guards.map(({ test, of }) => {
      const index = this.index(of)
      return test === 'nonnegative' ? () => index() >= 0 : () => index() === 0
    })
    return () => tests.every((test) => test())
  }

  /** A checked row-major address. */
  address(tensor: Value, at: readonly Index[], shape: readonly number[]): Integer {
    const axes = at.map((index) => this.index(index))
    const [only] = axes
    if (only === undefined) return () => 0
    const outside = (i: number, axis: number): Error =>
      new Error(`${this.name} reaches index ${i} of axis ${axis} of ${tensor.name} [${shape.join(', ')}]`)
    if (axes.length === 1) {
      const extent = shape[0]!
      return () => {
        const i = only()
        if (!(i >= 0 && i < extent)) throw outside(i, 0)
        return i
      }
    }
    return () => {
      let linear = 0
      for (let axis = 0; axis < axes.length; axis++) {
        const i = axes[axis]!()
        const extent = shape[axis]!
        if (!(i >= 0 && i < extent)) throw outside(i, axis)
        linear = linear * extent + i
      }
      return linear
    }
  }

  /** An element; of the kind that the tensor's dtype says. */
  load<E extends T | number>(tensor: Value, at: readonly Index[]): () => E {
    const box = this.boxes.get(tensor)!
    const address = this.address(tensor, at, tensor.shape)
    return () => box.cells![address()] as E
  }

  index(index: Index): Integer {
    const known = this.indices.get(index)
    if (known) return known
    const atoms = index.terms.map(({ atom }): Integer => {
      switch (atom.kind) {
        case 'variable': {
          const cell = this.position.get(atom)
          if (!cell) throw new Error(`${this.name}: ${atom.name} is not one of its variables`)
          return () => cell.at
        }
        case 'lookup':
          return this.load<number>(atom.tensor, atom.at)
        case 'floor': {
          const of = this.index(atom.of)
          return () => Math.floor(of() / atom.by)
        }
        case 'modulo': {
          const of = this.index(atom.of)
          return () => {
            const value = of()
            return value - atom.by * Math.floor(value / atom.by)
          }
        }
      }
    })
    const coefficients = index.terms.map(({ coefficient }) => coefficient)
    const { constant } = index
    const scalar = linear(constant, coefficients, atoms)
    this.indices.set(index, scalar)
    return scalar
  }
}

/** constant + Σ coefficient · atom; most indices are a constant or a variable alone, which cost no loop. */
function linear(constant: number, coefficients: readonly number[], atoms: readonly Integer[]): Integer {
  const [only] = atoms
  if (only === undefined) return () => constant
  if (atoms.length === 1 && constant === 0 && coefficients[0] === 1) return only
  return () => {
    let sum = constant
    for (let i = 0; i < atoms.length; i++) sum += coefficients[i]! * atoms[i]!()
    return sum
  }
}
