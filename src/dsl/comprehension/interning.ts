/**
 * Interning: one object per structure, so that equality is `===` and memo tables are keyed by small integers. Tables are
 * keyed by numeric hashes of ids, never by strings that grow with the expression, so building is linear in its size.
 *
 * In: a hash and a comparison. Out: the object made before, or a new one. Ids rise for ever, also over a reset, so an
 * object that survives a reset never shares its id with a new one.
 */
let lastId = 0

export const nextId = (): number => ++lastId

export class Interner<T extends object> {
  private readonly buckets = new Map<number, T[]>()

  constructor() {
    tables.push(this)
  }

  /** The element with this hash for which `same` holds, else the one that `make` makes. */
  intern(hash: number, same: (candidate: T) => boolean, make: () => T): T {
    const bucket = this.buckets.get(hash)
    if (bucket !== undefined) {
      for (const candidate of bucket) if (same(candidate)) return candidate
      const made = make()
      bucket.push(made)
      return made
    }
    const made = make()
    this.buckets.set(hash, [made])
    return made
  }

  clear(): void {
    this.buckets.clear()
  }
}

const tables: { clear(): void }[] = []

/** One step of a 32-bit multiplicative hash. */
export const mix = (hash: number, next: number): number => Math.imul(hash ^ next, 0x9e3779b1) ^ (hash >>> 15)

/**
 * Forgets all interned expressions, to free memory between unrelated programs. Expressions made before stay valid, but
 * new ones equal to them are other objects: do not mix the two.
 */
export function resetInterning(): void {
  for (const table of tables) table.clear()
}
