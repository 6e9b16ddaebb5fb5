/**
 * Trusted for the entry. What lies around a kernel's results: memory is filled before a run, and whatever the kernel may not write,
 * gaps included, must afterwards be as it was.
 *
 * In: the memory of a target, places of buffers. Out: memory filled, and the first word that changed.
 */
import type { Buffer, Placement } from '../../codegen/statement.js'
import { bytesPerCell, Place } from '../meaning/compare.js'
import { Random } from '../meaning/random.js'
import type { Memory } from './target.js'

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

  /** Whether an element holds, bit for bit, what it held when memory was remembered. */
  isUnchanged(place: Place, element: number): boolean {
    const { array, first, last } = wordsAt(place, element)
    for (let word = first; word <= last; word++)
      if (this.memory.words[array]![word] !== this.#before[array]![word]) return false
    return true
  }

  /** The first word of `spans` that changed, or null. */
  changed(spans: readonly Span[]): { array: number; at: number } | null {
    for (const { array, start, end } of spans) {
      const [now, before] = [this.memory.words[array]!, this.#before[array]!]
      for (let at = start; at < end; at++) if (now[at] !== before[at]) return { array, at }
    }
    return null
  }
}

/** The words that hold an element. */
function wordsAt({ at, words: { array, perCell } }: Place, element: number) {
  const cell = at[element]!
  return { array, first: Math.floor(cell * perCell), last: Math.ceil((cell + 1) * perCell) - 1 }
}

/** Words `start` … `end` − 1 of one array. */
export interface Span {
  readonly array: number
  readonly start: number
  readonly end: number
}

/** The words that a unit may not write: all but the elements of its targets, and its scratch. */
export function forbiddenSpans(
  memory: Memory,
  targets: readonly Place[],
  scratch: readonly Buffer[],
  placements: ReadonlyMap<Buffer, Placement>,
): Span[] {
  const allowed = memory.words.map((words) => new Uint8Array(words.length))
  for (const place of targets)
    for (let element = 0; element < place.at.length; element++) {
      const { array, first, last } = wordsAt(place, element)
      for (let word = first; word <= last; word++) allowed[array]![word] = 1
    }
  for (const buffer of scratch) {
    const { segment, offset } = placements.get(buffer)!
    const { array, perCell } = memory.wordsOf(buffer.dtype, segment)
    const first = Math.floor((offset / bytesPerCell(buffer)) * perCell)
    allowed[array]!.fill(1, first, first + Math.ceil(buffer.elements * perCell))
  }
  return allowed.flatMap((may, array) => {
    const spans: Span[] = []
    for (let start = may.indexOf(0); start >= 0;) {
      const next = may.indexOf(1, start)
      const end = next < 0 ? may.length : next
      spans.push({ array, start, end })
      start = next < 0 ? -1 : may.indexOf(0, end)
    }
    return spans
  })
}
