/**
 * Weights to and from safetensors files, checked against the model by name, shape and dtype.
 *
 * In and out: an instance and the bytes of a file; reading and writing files is the caller's. Used by the command line
 * and by checkpoint.ts.
 */
import { checkValues, formatShape } from './arena.js'
import type { TensorView, TypedArray } from './arena.js'
import { ParameterMismatchError } from './errors.js'
import type { Instance } from './instance.js'
import { decodeSafetensors, encodeSafetensors, formatDtype, valuesOf } from './safetensors.js'
import type { FileTensor, NamedTensor } from './safetensors.js'

/** A view of the arena as a tensor to be written. */
export const namedTensor = (name: string, view: TensorView): NamedTensor => ({
  name,
  dtype: view.slot.dtype,
  shape: view.slot.shape,
  values: view.read(),
})

/**
 * The weights of an instance (not the optimiser's state) as a safetensors file.
 *
 * @example
 * import digits from './model.js' // the model of the README
 * const { instance } = compile(digits, { bind: { batch: 32 } })
 * const file = saveParameters(instance) // the bytes of a file
 * Array.from(decodeSafetensors(file).tensors.keys()) // => [hidden.weight, hidden.bias, output.weight, output.bias]
 */
export function saveParameters(instance: Instance, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const tensors = [...instance.parameters].map(([name, view]) => namedTensor(name, view))
  return encodeSafetensors(tensors, { model: instance.manifest.name, ...metadata })
}

/**
 * Loads weights that `saveParameters` (or another program) wrote. All of them or none: the file must have exactly the
 * model's parameters; a checkpoint of `fit` may be loaded too, what else it holds is then left out.
 *
 * @throws SafetensorsError for a malformed file; ParameterMismatchError listing every difference; DataError for weights
 *   that are not finite.
 * @example
 * import digits from './model.js' // the model of the README
 * const trained = compile(digits, { bind: { batch: 32 }, seed: 1 }).instance
 * const fresh = compile(digits, { bind: { batch: 1 } }).instance
 * loadParameters(fresh, saveParameters(trained))
 * fresh.tensor('hidden.bias').read()[0] === trained.tensor('hidden.bias').read()[0] // => true
 */
export function loadParameters(instance: Instance, file: Uint8Array | ArrayBuffer): void {
  const { tensors, metadata } = decodeSafetensors(file)
  const expected = new Map(instance.parameters)
  if (metadata['format'] === checkpointFormat) {
    loadTensors('loadParameters', new Map([...tensors].filter(([name]) => expected.has(name))), expected)
  } else loadTensors('loadParameters', tensors, expected)
}

/** The `format` field in the metadata of a checkpoint. */
export const checkpointFormat = 'shapewright-checkpoint/1'

/**
 * Checks that `tensors` are those that `expected` names, then writes all of them.
 *
 * @throws ParameterMismatchError, DataError. Nothing is written then.
 */
export function loadTensors(
  what: string,
  tensors: ReadonlyMap<string, FileTensor>,
  expected: ReadonlyMap<string, TensorView>,
): void {
  const differences = differencesOf(tensors, expected)
  if (differences.length > 0) {
    throw new ParameterMismatchError(
      [`${what}: the file does not fit this model`, ...differences, 'Load the weights of the same model.'].join('\n'),
    )
  }
  const checked = [...expected].map(([name, view]) => {
    const values = valuesOf(tensors.get(name)!) as TypedArray // its dtype was compared
    checkValues(view.slot, values, values.length, 0)
    return { view, values }
  })
  for (const { view, values } of checked) view.writeUnchecked(values)
}

/** One line per difference, model first: `-` only in the model, `+` only in the file, `~` in both but not the same. */
function differencesOf(
  tensors: ReadonlyMap<string, FileTensor>,
  expected: ReadonlyMap<string, TensorView>,
): readonly string[] {
  const lines: string[] = []
  const type = (dtype: string, shape: readonly number[]) => `${dtype} ${formatShape(shape.slice(0, 16))}`
  for (const [name, { slot }] of expected) {
    const wanted = type(formatDtype(slot.dtype), slot.shape)
    const tensor = tensors.get(name)
    const got = tensor && type(tensor.dtype, tensor.shape)
    if (got === undefined) lines.push(`  - ${name}  ${wanted}  missing in the file`)
    else if (got !== wanted) lines.push(`  ~ ${name}  model ${wanted}, file ${got}`)
  }
  let unexpected = 0
  for (const [name, tensor] of tensors) {
    if (expected.has(name)) continue
    unexpected++
    if (unexpected <= 20) {
      lines.push(`  + ${JSON.stringify(name.slice(0, 80))}  ${type(tensor.dtype, tensor.shape)}  not in the model`)
    }
  }
  if (unexpected > 20) lines.push(`  + ${unexpected - 20} more that are not in the model`)
  return lines
}
