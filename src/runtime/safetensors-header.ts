/**
 * The header of a safetensors file, distrusted: valid UTF-8 and JSON, no key twice, known dtypes, countable shapes, byte
 * ranges as long as dtype and shape say. Where the ranges lie in the file is checked in safetensors.ts.
 */
import { formatShape } from './arena.js'
import { SafetensorsError } from './errors.js'
import { duplicateKey } from './json.js'

/** The dtype names of the format and their sizes in bytes. */
export const dtypeBytes: ReadonlyMap<string, number> = new Map([
  ['F64', 8],
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
  ['F8_E4M3', 1],
  ['F8_E5M2', 1],
  ['I64', 8],
  ['I32', 4],
  ['I16', 2],
  ['I8', 1],
  ['U64', 8],
  ['U32', 4],
  ['U16', 2],
  ['U8', 1],
  ['BOOL', 1],
])

/** @throws SafetensorsError */
export function refuse(reason: string): never {
  throw new SafetensorsError(`safetensors: cannot read the file: ${reason}`)
}

/** A text of the file in a message: quoted, escaped and cut. */
export const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)

/** The header as an object, from bytes that may be anything. */
export function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let text: string
  let header: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    refuse('its header is no valid UTF-8')
  }
  if (!text.startsWith('{')) refuse('its header does not begin with {')
  try {
    header = JSON.parse(text)
  } catch (error) {
    refuse(`its header is no valid JSON (${error instanceof Error ? error.message.slice(0, 120) : 'unknown reason'})`)
  }
  const duplicate = duplicateKey(text)
  if (duplicate !== undefined) refuse(`its header has the key ${quote(duplicate)} twice`)
  return header as Readonly<Record<string, unknown>> // text begins with { and is valid JSON
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The texts under `__metadata__`. */
export function checkMetadata(entry: unknown): Readonly<Record<string, string>> {
  if (!isRecord(entry) || !Object.values(entry).every((value) => typeof value === 'string')) {
    refuse('__metadata__ is no map of texts')
  }
  return entry as Readonly<Record<string, string>>
}

const isNatural = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** What the header says of one tensor, believed only where dtype, shape and offsets agree. */
export function checkEntry(name: string, entry: unknown) {
  if (!isRecord(entry)) refuse(`the entry of tensor ${quote(name)} is no object`)
  for (const key of Object.keys(entry)) {
    if (key !== 'dtype' && key !== 'shape' && key !== 'data_offsets') {
      refuse(`tensor ${quote(name)} has the unknown field ${quote(key)}`)
    }
  }
  const { dtype, shape, data_offsets: offsets } = entry
  const size = typeof dtype === 'string' ? dtypeBytes.get(dtype) : undefined
  if (typeof dtype !== 'string' || size === undefined) {
    refuse(`tensor ${quote(name)} has the unknown dtype ${quote(String(JSON.stringify(dtype)))}`)
  }
  if (!Array.isArray(shape) || !shape.every(isNatural)) {
    refuse(`tensor ${quote(name)} has a shape that is no list of natural numbers`)
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isNatural) || offsets[0]! > offsets[1]!) {
    refuse(`tensor ${quote(name)} has data_offsets that are no pair of growing natural numbers`)
  }
  const [begin, end] = offsets as [number, number]
  let bytes = shape.includes(0) ? 0 : size
  for (const extent of shape) {
    bytes *= extent
    if (bytes > Number.MAX_SAFE_INTEGER)
      refuse(`tensor ${quote(name)} has a shape of more elements than can be counted`)
  }
  if (bytes !== end - begin) {
    refuse(
      `tensor ${quote(name)}, ${dtype} ${formatShape(shape.slice(0, 16))}, needs ${bytes} bytes, its data_offsets give it ${end - begin}`,
    )
  }
  return { name, dtype, shape: shape as readonly number[], begin, end }
}
