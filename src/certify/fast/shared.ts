/**
 * Functions by their text: loops that differ in the names of variables alone are one function, so that the layers of a deep
 * network, and the same tensor wherever it is evaluated, warm up once.
 *
 * In: a text over `out, tangent, data, tangents, with_`, whose variables are called `i` and a number. Out: its function.
 */

/** What the compiled text computes with; `constants` and `thresholds` are in the order of `Compiled.constants`. */
export interface Surroundings {
  readonly prime: number
  readonly constants: readonly number[]
  readonly thresholds: readonly number[]
  readonly functions: Readonly<Record<string, unknown>>
  readonly reciprocal: (x: number) => number
  readonly integerFunctions: Readonly<Record<string, (...x: number[]) => number>>
}

/** Fills `out`, and `tangent` where it is not null. */
export type Run = (
  out: Float64Array,
  tangent: Float64Array | null,
  data: readonly Float64Array[],
  tangents: readonly (Float64Array | null)[],
  with_: Surroundings,
) => void

/** So many functions are kept; then all are forgotten, since those of earlier subjects rarely come again. */
const most = 4000

const known = new Map<string, Run>()

export function functionOf(text: string): Run {
  const names = new Map<string, string>()
  const canonical = text.replace(/\bi\d+\b/g, (name) => {
    const own = names.get(name) ?? `i${names.size}`
    names.set(name, own)
    return own
  })
  let run = known.get(canonical)
  if (run === undefined) {
    if (known.size >= most) known.clear()
    // The text is made by compile.ts, of numbers and names of our own.
    run = new Function('out', 'tangent', 'data', 'tangents', 'with_', canonical) as Run
    known.set(canonical, run)
  }
  return run
}
