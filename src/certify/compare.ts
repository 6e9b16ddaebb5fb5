/**
 * Trusted. One run of kernels on one memory: fill, run, and look at every cell. What a kernel stores must be the reference's
 * value, exactly; whatever else lies in memory, gaps included, must be as it was.
 */
import type { Placement } from '../codegen/print/js.js'
import type { Buffer } from '../codegen/statement.js'
import { elementCount } from '../dsl/comprehension/value.js'
import { Random } from './random.js'
import type { Cells, LoadedProgram, Memory } from './target.js'

/** Where the elements of a buffer's tensor lie, in cells of its dtype, row-major. */
export class Place {
  readonly cells: Cells
  readonly at: Int32Array
  readonly array: number
  readonly perCell: number

  constructor(
    readonly buffer: Buffer,
    memory: Memory,
    placement: Placement,
  ) {
    const { shape, strides, base, dtype } = buffer
    const first = placement.offset / bytesPerCell(buffer) + base
    const at = new Int32Array(elementCount(shape))
    for (let element = 0; element < at.length; element++) {
      let rest = element
      let cell = first
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        cell += (rest % shape[axis]!) * strides[axis]!
        rest = Math.floor(rest / shape[axis]!)
      }
      at[element] = cell
    }
    this.cells = memory.cells(dtype, placement.segment)
    this.at = at
    const { array, perCell } = memory.wordsOf(dtype, placement.segment)
    this.array = array
    this.perCell = perCell
  }

  write(values: ArrayLike<number>): void {
    for (let element = 0; element < this.at.length; element++) this.cells[this.at[element]!] = values[element]!
  }

  /** The words that hold an element. */
  words(element: number): readonly [first: number, last: number] {
    const cell = this.at[element]!
    return [Math.floor(cell * this.perCell), Math.ceil((cell + 1) * this.perCell) - 1]
  }
}

export const bytesPerCell = ({ dtype }: Buffer): number =>
  dtype === 'f64' ? 8
  : dtype === 'bool' ? 1
  : 4

/** Memory as it is before a kernel's inputs are written: random words or NaN everywhere, zero where a border lies. */
export class Background {
  readonly #images: readonly (readonly Uint32Array[])[]
  readonly #before: readonly Uint32Array[]

  constructor(
    private readonly memory: Memory,
    bordered: readonly Buffer[],
    placements: ReadonlyMap<Buffer, Placement>,
    seed: string,
  ) {
    const random = new Random(`background ${seed}`)
    this.#before = memory.words.map((words) => new Uint32Array(words.length))
    this.#images = [true, false].map((poison) => {
      // a NaN of every width, or words that are small floats and small integers alike
      for (const words of memory.words)
        for (let at = 0; at < words.length; at++) words[at] = poison ? 0x7ff80000 : 0x40000000 + (random.word() >>> 6)
      for (const buffer of bordered) {
        const { segment, offset } = placements.get(buffer)!
        const first = offset / bytesPerCell(buffer)
        memory.cells(buffer.dtype, segment).fill(0, first, first + buffer.elements)
        // what lies inside the border is no zero that a kernel could be thought to have written
        const inside = new Place(buffer, memory, placements.get(buffer)!)
        inside.write(new Float64Array(inside.at.length).fill(poison ? NaN : 2 ** 30 + 2 ** 9))
      }
      return memory.words.map((words) => words.slice())
    })
  }

  fill(trial: number): void {
    const image = this.#images[trial % this.#images.length]!
    this.memory.words.forEach((words, array) => words.set(image[array]!))
  }

  /** Remembers memory as it is now. */
  remember(): void {
    this.memory.words.forEach((words, array) => this.#before[array]!.set(words))
  }

  wasWord(array: number, at: number): number {
    return this.#before[array]![at]!
  }

  /** The first word that changed and is not allowed to, or null. */
  changed(allowed: readonly Uint8Array[]): { array: number; at: number } | null {
    for (let array = 0; array < this.memory.words.length; array++) {
      const [now, before, may] = [this.memory.words[array]!, this.#before[array]!, allowed[array]!]
      for (let at = 0; at < now.length; at++) if (now[at] !== before[at] && may[at] === 0) return { array, at }
    }
    return null
  }
}

/** The words that a unit may write: the elements of its targets, all of its scratch. */
export function allowedWords(
  memory: Memory,
  targets: readonly Place[],
  scratch: readonly Buffer[],
  placements: ReadonlyMap<Buffer, Placement>,
): Uint8Array[] {
  const allowed = memory.words.map((words) => new Uint8Array(words.length))
  for (const place of targets)
    for (let element = 0; element < place.at.length; element++) {
      const [first, last] = place.words(element)
      for (let word = first; word <= last; word++) allowed[place.array]![word] = 1
    }
  for (const buffer of scratch) {
    const { segment, offset } = placements.get(buffer)!
    const { array, perCell } = memory.wordsOf(buffer.dtype, segment)
    const first = Math.floor((offset / bytesPerCell(buffer)) * perCell)
    allowed[array]!.fill(1, first, first + Math.ceil(buffer.elements * perCell))
  }
  return allowed
}

/** A target's elements as seen so far. */
export interface Seen {
  readonly place: Place
  /** 1 where the unit establishes the element. */
  readonly written: Uint8Array
  /** 1 where it was seen to leave another value than the reference's as it was. */
  readonly kept: Uint8Array
  readonly informative: Uint32Array
}

/**
 * Compares one target with its reference. In a `framed` run memory was remembered, and an element that kept its old value is
 * one that this unit does not write; later runs then expect the same elements to be written. An old value that happens to be
 * the reference's (an update at rate 0) says nothing of an element that was kept before.
 */
export function compareTarget(
  { place, written, kept, informative }: Seen,
  reference: Float64Array,
  run: { readonly framed: boolean; readonly counts: boolean; readonly background: Background },
  memory: Memory,
): string | null {
  const { cells, at, buffer } = place
  for (let element = 0; element < at.length; element++) {
    if (!run.framed && written[element] === 0) continue
    const want = reference[element]!
    if (Number.isNaN(want)) continue
    const got = cells[at[element]!]!
    const equal = got === want || (want < 0 && buffer.dtype === 'u32' && got === want + 2 ** 32)
    if (written[element] === 0) {
      const same = isUnchanged(place, element, run.background, memory)
      if (same && !equal) kept[element] = 1
      if (same && kept[element] === 1) continue
    }
    if (equal) {
      written[element] = 1
      if (run.counts) informative[element]!++
      continue
    }
    return `${buffer.name}[${indexOf(element, buffer.shape)}] is ${got}, the reference says ${want}`
  }
  return null
}

/** Whether an element holds, bit for bit, what it held when memory was remembered. */
function isUnchanged(place: Place, element: number, background: Background, memory: Memory): boolean {
  const [first, last] = place.words(element)
  for (let word = first; word <= last; word++)
    if (memory.words[place.array]![word] !== background.wasWord(place.array, word)) return false
  return true
}

/** `2, 0, 5` */
function indexOf(element: number, shape: readonly number[]): string {
  const index: number[] = []
  let rest = element
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]!)
    rest = Math.floor(rest / shape[axis]!)
  }
  return index.join(', ')
}

/** Runs kernels one after another. */
export async function runKernels(loaded: LoadedProgram, kernels: readonly number[]): Promise<void> {
  for (const kernel of kernels) {
    const pending = loaded.run(kernel)
    if (pending !== undefined) await pending
  }
}
