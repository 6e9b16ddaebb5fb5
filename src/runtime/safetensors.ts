/**
 * The safetensors file format: 8 bytes with the length of the header (u64, little-endian), the header as JSON, then the
 * tensors' bytes one after the other. Files come from anywhere, so every claim of the header is checked before it is used
 * (safetensors-header.ts) and every refusal is a SafetensorsError.
 *
 * In and out: bytes and named tensors. Used by parameters.ts and checkpoint.ts.
 */
import { allocate, elementCount, formatShape } from './arena.js'
import type { TypedArray } from './arena.js'
import { SafetensorsError, shown } from './errors.js'
import { checkEntry, checkMetadata, dtypeBytes, parseHeader, quote, refuse } from './safetensors-header.js'
import type { DType } from '../shapes/dtype.js'

const formatNames = { f32: 'F32', f64: 'F64', i32: 'I32', u32: 'U32', bool: 'BOOL' } as const satisfies Record<
  DType,
  string
>

/** The name that the format gives to a dtype: `F32` for `f32`. */
export const formatDtype = (dtype: DType): string => formatNames[dtype]

/** One tensor of a file: its bytes as they are, little-endian and row-major. */
export interface FileTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, FileTensor>
  readonly metadata: Readonly<Record<string, string>>
}

/** A tensor to be written. */
export interface NamedTensor {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  /** Row-major. */
  readonly values: ArrayLike<number>
}

const maximumHeader = 100_000_000

/**
 * Encodes tensors, in the order given and row-major, as a safetensors file. The same input gives the same bytes.
 *
 * @throws SafetensorsError for what no reader would take back: two tensors of one name, another number of values than the
 *   shape has, a dtype that there is not.
 * @example
 * const file = encodeSafetensors([{ name: 'bias', dtype: 'f32', shape: [2], values: [0.5, 1] }])
 * file instanceof Uint8Array // => true
 * decodeSafetensors(file).tensors.get('bias')?.dtype // => F32
 */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  let end = 0
  const fields: string[] = []
  const names = new Set<string>()
  if (Object.keys(metadata).length > 0) fields.push(`"__metadata__":${JSON.stringify(metadata)}`)
  for (const { name, dtype, shape, values } of tensors) {
    const [begin, count] = [end, elementCount(shape)]
    const asked = `encodeSafetensors: ${quote(name)}`
    if (formatNames[dtype] === undefined)
      throw new SafetensorsError(`${asked} has dtype ${shown(dtype)}; there are ${Object.keys(formatNames).join(', ')}`)
    if (values.length !== count)
      throw new SafetensorsError(`${asked} has ${values.length} values, its shape ${formatShape(shape)} has ${count}`)
    if (names.has(name)) throw new SafetensorsError(`${asked} is given twice`)
    names.add(name)
    end += values.length * dtypeBytes.get(formatNames[dtype])!
    const entry = { dtype: formatNames[dtype], shape, data_offsets: [begin, end] }
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`)
  }
  const text = new TextEncoder().encode(`{${fields.join(',')}}`)
  // Spaces bring the data to a multiple of 8 bytes, as the reference implementation writes them.
  const headerLength = Math.ceil(text.length / 8) * 8
  const file = new Uint8Array(8 + headerLength + end)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true)
  file.fill(0x20, 8, 8 + headerLength)
  file.set(text, 8)
  let offset = 8 + headerLength
  for (const { dtype, values } of tensors) offset = writeValues(file, offset, dtype, values)
  return file
}

function writeValues(file: Uint8Array, offset: number, dtype: DType, values: ArrayLike<number>): number {
  const view = new DataView(file.buffer)
  const size = dtypeBytes.get(formatNames[dtype])!
  for (let i = 0; i < values.length; i++) {
    const at = offset + i * size
    const value = values[i]!
    switch (dtype) {
      case 'f32':
        view.setFloat32(at, value, true)
        break
      case 'f64':
        view.setFloat64(at, value, true)
        break
      case 'i32':
        view.setInt32(at, value, true)
        break
      case 'u32':
        view.setUint32(at, value, true)
        break
      case 'bool':
        view.setUint8(at, value)
        break
    }
  }
  return offset + values.length * size
}

/**
 * The values of a tensor of a file, where its dtype is one that the run time computes with; else undefined.
 *
 * @example
 * const file = encodeSafetensors([{ name: 'bias', dtype: 'f32', shape: [2], values: [0.5, 1] }])
 * const bias = decodeSafetensors(file).tensors.get('bias')
 * bias && valuesOf(bias) // => [0.5, 1]
 */
export function valuesOf(tensor: FileTensor): TypedArray | undefined {
  const dtype = (Object.keys(formatNames) as DType[]).find((name) => formatNames[name] === tensor.dtype)
  if (dtype === undefined) return undefined
  const size = dtypeBytes.get(tensor.dtype)!
  const view = new DataView(tensor.bytes.buffer, tensor.bytes.byteOffset, tensor.bytes.byteLength)
  const values = allocate(dtype, tensor.bytes.byteLength / size)
  for (let i = 0; i < values.length; i++) {
    const at = i * size
    values[i] =
      dtype === 'f32' ? view.getFloat32(at, true)
      : dtype === 'f64' ? view.getFloat64(at, true)
      : dtype === 'i32' ? view.getInt32(at, true)
      : dtype === 'u32' ? view.getUint32(at, true)
      : view.getUint8(at)
  }
  return values
}

/**
 * Decodes the bytes of a safetensors file. The tensors' bytes are views of `file`, not copies.
 *
 * @throws SafetensorsError for every malformed file: truncated, a header beyond the file or 100 MB, bad UTF-8 or JSON,
 *   duplicate keys, unknown dtypes, sizes that do not agree, offsets that overlap, leave holes or end elsewhere than the file.
 * @example
 * const file = encodeSafetensors([{ name: 'bias', dtype: 'f32', shape: [2], values: [0.5, 1] }])
 * const { tensors } = decodeSafetensors(file)
 * tensors.get('bias')?.shape // => [2]
 */
export function decodeSafetensors(file: Uint8Array | ArrayBuffer): TensorFile {
  if (file instanceof ArrayBuffer) return decodeSafetensors(new Uint8Array(file))
  if (!(file instanceof Uint8Array)) refuse(`it is given as a ${typeof file}, expected its bytes`)
  if (file.length < 8) refuse(`it has ${file.length} bytes, fewer than the 8 that give the header's length`)
  const length = new DataView(file.buffer, file.byteOffset, file.byteLength).getBigUint64(0, true)
  if (length > BigInt(maximumHeader)) {
    refuse(`its header claims ${length} bytes, more than ${maximumHeader}; is it a safetensors file?`)
  }
  const headerLength = Number(length)
  if (headerLength > file.length - 8) {
    refuse(
      `its header claims ${headerLength} bytes, the file has ${file.length - 8} after the first 8; it is truncated`,
    )
  }
  const header = parseHeader(file.subarray(8, 8 + headerLength))
  const data = file.subarray(8 + headerLength)
  let metadata: Readonly<Record<string, string>> = {}
  const entries: { name: string; dtype: string; shape: readonly number[]; begin: number; end: number }[] = []
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = checkMetadata(entry)
    else entries.push(checkEntry(name, entry))
  }
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end)
  let next = 0
  const tensors = new Map<string, FileTensor>()
  for (const { name, dtype, shape, begin, end } of entries) {
    if (begin < next) refuse(`tensor ${quote(name)} begins at byte ${begin}, inside the tensor that ends at ${next}`)
    if (begin > next) refuse(`bytes ${next} to ${begin} before tensor ${quote(name)} belong to no tensor`)
    if (end > data.length) {
      refuse(`tensor ${quote(name)} ends at byte ${end}, the file has ${data.length} bytes of data; it is truncated`)
    }
    next = end
    tensors.set(name, { dtype, shape, bytes: data.subarray(begin, end) })
  }
  if (next !== data.length) refuse(`${data.length - next} bytes after the last tensor belong to no tensor`)
  return { tensors, metadata }
}
