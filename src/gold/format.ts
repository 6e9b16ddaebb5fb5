/**
 * The gold format: gzip-compressed JSON lines, a header and one case per line. Inputs and expected results were computed
 * elsewhere in double precision; here they are only read.
 *
 * In: a path. Out: the cases, with "NaN" and the infinities as numbers.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** `null` inside an expected array: any value is accepted there. */
export type GoldNumber = number | 'NaN' | 'Infinity' | '-Infinity' | null
export type GoldArray = readonly GoldNumber[]

export interface GoldLeaf {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: GoldArray | null
  readonly role?: 'param' | 'const' | 'input'
}

export interface GoldNode {
  readonly op: string
  readonly in: readonly number[]
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly nat?: readonly number[]
  readonly shape: readonly number[]
}

/** Expected results; any of them may be missing where they would not be finite. */
export interface GoldResults {
  readonly value?: GoldArray
  readonly grads?: readonly GoldArray[]
  readonly jvp?: GoldArray
  readonly nodeValues?: readonly GoldArray[]
  readonly nodeGrads?: readonly GoldArray[]
}

export interface GoldCase extends GoldResults {
  readonly name: string
  readonly leaves: readonly GoldLeaf[]
  readonly nat?: readonly { readonly name: string; readonly data: readonly number[] }[]
  readonly nodes: readonly GoldNode[]
  readonly out: number
  readonly seed?: GoldArray
  readonly tangents?: readonly GoldArray[]
  readonly f32?: readonly (number | null)[]
  readonly tags?: readonly string[]
  /** Edges: false when the answer is a matter of convention. */
  readonly must?: boolean
  readonly alt?: readonly (GoldResults & { readonly label: string })[]
}

export interface GoldModel extends GoldCase {
  readonly lr: number
  readonly params: readonly number[]
  readonly steps: readonly {
    readonly inputs: Readonly<Record<string, GoldArray>>
    readonly nat?: Readonly<Record<string, readonly number[]>>
  }[]
  readonly losses: GoldArray
  readonly grads0: readonly GoldArray[]
  readonly final: readonly GoldArray[]
}

export const isModel = (item: GoldCase): item is GoldModel => 'steps' in item

/** Plain numbers; `null` (any value) becomes NaN only where an input is read, which never holds one. */
export const numbers = (array: GoldArray): Float64Array => Float64Array.from(array, Number)

/**
 * Reads a gold file.
 *
 * @throws Error when the first line is no `tensor-gold/1` header or the number of cases is not the one it states.
 * @example
 * readGold('ops.jsonl.gz')[0].name // 'op/add/1'
 */
export function readGold(path: string): readonly GoldCase[] {
  const bytes = readFileSync(path)
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8')
  const [header, ...cases] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { format?: string; cases?: number } & GoldCase)
  if (header?.format !== 'tensor-gold/1') throw new Error(`${path}: the first line is not a tensor-gold/1 header`)
  if (header.cases !== undefined && header.cases !== cases.length) {
    throw new Error(`${path}: the header says ${header.cases} cases, the file has ${cases.length}`)
  }
  return cases
}
