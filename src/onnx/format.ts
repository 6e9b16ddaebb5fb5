/**
 * The format of ONNX node tests: JSON lines (gzip-compressed or not), a header and one case per line. Inputs and expected
 * outputs are those of the ONNX backend test suite; here they are only read.
 *
 * In: a path. Out: the cases, with every list that a case may leave out filled in.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export interface OnnxTensor {
  readonly name: string
  /** `float32`, `float64`, `int32`, `int64`, `bool`. */
  readonly dtype: string
  readonly shape: readonly number[]
  /** Row-major; NaN and infinities as strings, `bool` as 0 and 1. */
  readonly data: readonly (number | string)[]
}

export interface OnnxNode {
  readonly op: string
  readonly attrs: Readonly<Record<string, unknown>>
  /** Names; an empty one is an operand or result that is left out. */
  readonly in: readonly string[]
  readonly out: readonly string[]
}

export interface OnnxCase {
  readonly name: string
  readonly op: string
  readonly opset: number
  readonly inputs: readonly OnnxTensor[]
  readonly initializers: readonly OnnxTensor[]
  readonly outputs: readonly OnnxTensor[]
  readonly nodes: readonly OnnxNode[]
}

/** A case as it is stored, where a list that would be empty may be missing. */
type Stored = Omit<OnnxCase, 'inputs' | 'initializers'> & Partial<OnnxCase>

const complete = (stored: Stored): OnnxCase => ({
  ...stored,
  inputs: stored.inputs ?? [],
  initializers: stored.initializers ?? [],
})

/** Plain numbers of a tensor. */
export const numbersOf = (tensor: OnnxTensor): readonly number[] => tensor.data.map(Number)

/**
 * Reads a file of cases.
 *
 * @throws Error when the first line is no `onnx-cases/1` header or the number of cases is not the one it states.
 */
export function readOnnxCases(path: string): readonly OnnxCase[] {
  const bytes = readFileSync(path)
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8')
  const [first = '', ...rest] = text.trimEnd().split('\n')
  const header = JSON.parse(first) as { format?: string; cases?: number }
  if (header.format !== 'onnx-cases/1') throw new Error(`${path}: the first line is not an onnx-cases/1 header`)
  if (header.cases !== undefined && header.cases !== rest.length) {
    throw new Error(`${path}: the header says ${header.cases} cases, the file has ${rest.length}`)
  }
  return rest.map((line) => complete(JSON.parse(line) as Stored))
}
