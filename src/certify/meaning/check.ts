/**
 * Trusted. Arrays that fast evaluation has filled, held against the meaning: each entry that is looked at must be what its
 * formula says of the arrays of its operands. All entries of a value are looked at where that takes few steps, otherwise the
 * first, the last, and others at random. Arrays that satisfy every formula are the program's values, in whatever order they
 * were computed.
 *
 * In: values, a meaning, and the trial's arrays. Out: what is wrong, or null.
 */
import type { Comprehension } from '../../dsl/comprehension/types.js'
import { elements, indexAt, Meaning, type World } from './meaning.js'
import type { Random } from './random.js'

/** Terms that are computed for one value, about; the first entry says how many an entry takes. */
const fewSteps = 2000

/** Entries that are looked at of every value, if it has so many. */
const fewestEntries = 8

/** `differs` says what is wrong with the entry at an address, if anything. */
export function unlikeMeaning<T>(
  computed: readonly Comprehension[],
  meaning: Meaning<T>,
  differs: (value: Comprehension, address: number, entry: T) => string | null,
  random: Random | null,
): string | null {
  for (const value of computed) {
    const { name, shape } = value
    const entries = shape.reduce((product, extent) => product * extent, 1)
    const before = meaning.steps
    let count = entries
    for (let nth = 0; nth < count; nth++) {
      if (nth === 1 && random !== null)
        count = Math.min(entries, Math.max(fewestEntries, Math.floor(fewSteps / (meaning.steps - before))))
      const address =
        count === entries || random === null ? nth
        : nth < 2 ? nth * (entries - 1)
        : random.below(entries)
      const at = indexAt(address, shape)
      const wrong = differs(value, address, meaning.entry(value, at))
      if (wrong !== null) return `evaluation of ${name}[${at.join(', ')}]: ${wrong}`
    }
  }
  return null
}

/** Whether two numbers are the same, poison included. */
export const same = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b))

/** The values of a world against their meaning; without `random`, every entry. */
export const unlikeElements = (
  computed: readonly Comprehension[],
  world: World,
  random: Random | null,
): string | null =>
  unlikeMeaning(
    computed,
    new Meaning(elements(world), world),
    (value, address, entry) => {
      const got = world.values.get(value)![address]!
      return same(got, entry) ? null : `${got} was computed, ${entry} is meant`
    },
    random,
  )
