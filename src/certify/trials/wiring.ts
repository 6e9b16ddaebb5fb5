/**
 * Trusted for the entry.
 *
 * Which tensor each buffer holds while an entry runs, kernel after kernel: what a kernel reads must be there, whole, and
 * what it writes takes the place of whatever lay in the same bytes. So equality of each kernel, with any contents, gives
 * equality of the entry.
 *
 * In: the kernels of an entry and the places of buffers. Out: units (kernels that only pass scratch between them are one),
 * and contents that follow them.
 */
import type { EntryKernels } from '../../codegen/compile.js'
import { walkInstructions } from '../../codegen/kernel.js'
import type { Buffer, Placement } from '../../codegen/statement.js'
import type { Comprehension, Value } from '../../dsl/comprehension/types.js'
import { elementCount } from '../../shapes/size.js'

export interface Unit {
  readonly name: string
  /** Positions of its kernels in the entry. */
  readonly kernels: readonly number[]
  readonly loads: ReadonlySet<Buffer>
  readonly stores: ReadonlySet<Buffer>
}

/** The tensor that a store to a buffer is about. Buffers without one are scratch. */
export type Targets = ReadonlyMap<Buffer, Comprehension>

export function targetsOf({ lowered }: EntryKernels): Targets {
  const found = new Map<Buffer, Comprehension>()
  for (const [value, buffer] of lowered.tensors ?? []) if (value.kind === 'comprehension') found.set(buffer, value)
  return found
}

export function unitsOf(entry: EntryKernels, targets: Targets): Unit[] {
  const single = entry.loopNests.map(({ name, instructions }, at): Unit => {
    const [loads, stores] = [new Set<Buffer>(), new Set<Buffer>()]
    walkInstructions(instructions, (instruction) => {
      if (instruction.kind === 'store') stores.add(instruction.buffer)
      else if (
        (instruction.kind === 'define' || instruction.kind === 'assign') &&
        instruction.operation.kind === 'load'
      )
        loads.add(instruction.operation.buffer)
    })
    return { name, kernels: [at], loads, stores }
  })
  const units: Unit[] = []
  for (let at = 0; at < single.length;) {
    let last = at
    for (let member = at; member <= last; member++)
      for (const buffer of single[member]!.stores) {
        if (targets.has(buffer)) continue
        const reader = single.findLastIndex(({ loads }) => loads.has(buffer))
        last = Math.max(last, reader)
      }
    const members = single.slice(at, last + 1)
    units.push({
      name: members.map(({ name }) => name).join(' + '),
      kernels: members.flatMap(({ kernels }) => kernels),
      loads: new Set(members.flatMap(({ loads }) => [...loads])),
      stores: new Set(members.flatMap(({ stores }) => [...stores])),
    })
    at = last + 1
  }
  return units
}

/** The tensor that a value is a copy of, element by element, or the value itself. */
export function originalOf(value: Value): Value {
  if (value.kind === 'leaf') return value
  const { body, shape, dtype, out, over, reduce, post, scatter } = value
  if (body.kind !== 'read' || over.length > 0 || reduce !== 'none' || post !== null || scatter !== undefined)
    return value
  const { tensor, at } = body
  const same = tensor.dtype === dtype && tensor.shape.length === shape.length
  const own = at.every(({ constant, terms }, axis) => {
    if (constant !== 0 || tensor.shape[axis] !== shape[axis] || terms.length > 1) return false
    const [term] = terms
    return term === undefined ? shape[axis] === 1 : term.coefficient === 1 && term.atom === out[axis]
  })
  return same && own ? originalOf(tensor) : value
}

/** The bytes of a buffer of 32-bit floats. */
const bytesOf = ({ elements, dtype }: Buffer): number =>
  elements *
  (dtype === 'f64' ? 8
  : dtype === 'bool' ? 1
  : 4)

export class Contents {
  readonly #whole = new Map<Buffer, Value>()
  readonly #partial = new Map<Buffer, Uint8Array>()

  constructor(
    leaves: Iterable<Buffer>,
    private readonly placements: ReadonlyMap<Buffer, Placement>,
    private readonly targets: Targets,
  ) {
    for (const buffer of leaves) if (buffer.leaf !== undefined) this.#whole.set(buffer, buffer.leaf)
  }

  /** The tensor that a buffer holds, all of it. One without elements is held by any buffer, and no kernel stores it. */
  of(buffer: Buffer): Value | undefined {
    return this.#whole.get(buffer) ?? (buffer.elements === 0 ? this.targets.get(buffer) : undefined)
  }

  /** Why a unit cannot run now, or null. */
  missing(unit: Unit): string | null {
    for (const buffer of unit.loads)
      if (this.of(buffer) === undefined && !unit.stores.has(buffer))
        return `${unit.name} reads ${buffer.name}, which holds no tensor then`
    return null
  }

  /** After a unit: `written` says which elements of each target it was seen to establish. */
  after(unit: Unit, written: ReadonlyMap<Buffer, Uint8Array>): void {
    for (const stored of unit.stores) {
      for (const other of [...this.#whole.keys(), ...this.#partial.keys()])
        if (other !== stored && this.#overlap(stored, other)) {
          this.#whole.delete(other)
          this.#partial.delete(other)
        }
      const value = this.targets.get(stored)
      if (value === undefined) continue
      this.#whole.delete(stored)
      const seen = this.#partial.get(stored) ?? new Uint8Array(elementCount(value.shape))
      written.get(stored)?.forEach((yes, at) => {
        if (yes === 1) seen[at] = 1
      })
      this.#partial.set(stored, seen)
      if (!seen.includes(0)) {
        this.#partial.delete(stored)
        this.#whole.set(stored, value)
      }
    }
  }

  #overlap(a: Buffer, b: Buffer): boolean {
    const [p, q] = [this.placements.get(a), this.placements.get(b)]
    if (p === undefined || q === undefined || p.segment !== q.segment) return false
    if (a.elements === 0 || b.elements === 0) return false
    return p.offset < q.offset + bytesOf(b) && q.offset < p.offset + bytesOf(a)
  }
}
