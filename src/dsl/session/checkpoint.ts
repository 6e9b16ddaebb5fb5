/**
 * Checkpoints of a session's parameters: JSON with the exact bits of every number, also of NaN, infinities and −0, for which
 * JSON has no number. (A model's checkpoints are safetensors files: runtime/checkpoint.ts.)
 *
 * In: boxes of parameters. Out: text; and from text the same bits, in all boxes or in none.
 */
import { isRecord } from '../json-fields.js'
import { SessionError } from './error.js'
import type { SessionParameter } from './parameter.js'

const format = 'shapewright-parameters/1'

interface Stored {
  readonly name: string
  readonly shape: readonly number[]
  /** 16 hexadecimal digits each, most significant first. */
  readonly bits: readonly string[]
}

/**
 * The parameters as JSON, by name.
 *
 * @throws SessionError when two have one name
 * @example
 * const session = new Session()
 * const w = session.param([2], [0.1, -0], { name: 'w' })
 * const text = parametersToJson([w])
 * w.values.fill(7)
 * parametersFromJson(text, [w])
 * w.values // => [0.1, 0]
 */
export function parametersToJson(parameters: readonly SessionParameter[]): string {
  if (new Set(parameters.map(({ name }) => name)).size !== parameters.length)
    throw new SessionError('parametersToJson: two parameters have the same name')
  const stored = parameters.map(({ name, shape, values }): Stored => ({
    name,
    shape,
    bits: Array.from(values, bitsOf),
  }))
  return `${JSON.stringify({ format, parameters: stored }, null, 1)}\n`
}

/**
 * Puts numbers back into the boxes of these names.
 *
 * @throws SessionError when the text is no such file, or has not exactly these names and shapes; no box has changed then
 * @example
 * const session = new Session()
 * const w = session.param([1], [3], { name: 'w' })
 * parametersFromJson(parametersToJson([session.param([1], [5], { name: 'w' })]), [w])
 * w.values // => [5]
 */
export function parametersFromJson(text: string, parameters: readonly SessionParameter[]): void {
  const stored = parsed(text)
  const names = new Set(parameters.map(({ name }) => name))
  const extra = [...stored.keys()].find((name) => !names.has(name))
  if (extra !== undefined) throw new SessionError(`parametersFromJson: there is no parameter "${extra}" here`)
  const writes = parameters.map(({ name, shape, values }) => {
    const found = stored.get(name)
    if (found === undefined) throw new SessionError(`parametersFromJson: the file has no parameter "${name}"`)
    if (found.shape.join() !== shape.join() || found.bits.length !== values.length)
      throw new SessionError(
        `parametersFromJson: "${name}" has shape [${found.shape.join(', ')}] in the file and [${shape.join(', ')}] here`,
      )
    return { values, numbers: found.bits.map((bits) => numberOf(name, bits)) }
  })
  for (const { values, numbers } of writes) values.set(numbers)
}

const view = new DataView(new ArrayBuffer(8))

function bitsOf(x: number): string {
  view.setFloat64(0, x)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}

function numberOf(name: string, bits: unknown): number {
  if (typeof bits !== 'string' || !/^[0-9a-f]{16}$/.test(bits))
    throw new SessionError(`parametersFromJson: "${name}" has a value that is not 16 hexadecimal digits`)
  view.setBigUint64(0, BigInt(`0x${bits}`))
  return view.getFloat64(0)
}

function parsed(text: string): Map<string, Stored> {
  const fault = (what: string): SessionError => new SessionError(`parametersFromJson: ${what}`)
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch {
    throw fault('the text is not JSON')
  }
  if (!isRecord(file) || file['format'] !== format || !Array.isArray(file['parameters']))
    throw fault(`the file is not of format ${format}`)
  const stored = new Map<string, Stored>()
  for (const value of file['parameters'] as readonly unknown[]) {
    if (!isRecord(value) || typeof value['name'] !== 'string') throw fault('a parameter has no name')
    const { name, shape, bits } = value
    if (!Array.isArray(shape) || !Array.isArray(bits)) throw fault(`"${name}" has no shape and bits`)
    if (stored.has(name)) throw fault(`the file has "${name}" twice`)
    stored.set(name, { name, shape: shape as number[], bits: bits as string[] }) // each is checked where it is used
  }
  return stored
}
