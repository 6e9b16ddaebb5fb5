/**
 * The verdict on one ONNX case: recorded with our operators, run on an executor, and compared within the tolerance of the
 * ONNX suite, |got − want| ≤ 1e-7 + 1e-3 · |want|.
 */
import { expandGraph } from '../dsl/expand.js'
import { source } from '../dsl/record.js'
import { graphOf } from '../dsl/graph-of.js'
import type { Tensor } from '../dsl/tensor.js'
import type { Target, Verdict } from '../gold/cases.js'
import type { DType } from '../shapes/dtype.js'
import { elementwise } from './elementwise.js'
import { numbersOf } from './format.js'
import type { OnnxCase, OnnxTensor } from './format.js'
import { models } from './models.js'
import { movement } from './movement.js'
import { constant, shapeOf, Unsupported } from './node.js'
import type { Operand, Translation } from './node.js'
import { reductionsAndNorms } from './reductions.js'
import { windows } from './windows.js'

const translations: Readonly<Record<string, Translation>> = {
  ...elementwise,
  ...movement,
  ...reductionsAndNorms,
  ...windows,
  ...models,
}

/** Executors decide how many bits a float has: the reference computes in f64, kernels in f32. */
const dtypes: Readonly<Record<string, DType>> = {
  float32: 'f32',
  float64: 'f32',
  int32: 'i32',
  int64: 'i32',
  bool: 'bool',
}

function dtypeOf({ dtype }: OnnxTensor): DType {
  const ours = dtypes[dtype]
  if (ours === undefined) throw new Unsupported(`tensors of ${dtype}`)
  return ours
}

const beyondF32 = ({ inputs, outputs }: OnnxCase): boolean =>
  [...inputs, ...outputs].some((tensor) =>
    numbersOf(tensor).some((value) => Number.isFinite(value) && !Number.isFinite(Math.fround(value))),
  )

/** Records a case. Out: the recorded tensor of each expected output, and the values of the leaves. */
function recordCase(item: OnnxCase): { outputs: Record<string, Tensor>; data: Map<string, readonly number[]> } {
  const named = new Map<string, Operand>()
  const data = new Map<string, readonly number[]>()
  for (const [position, given] of [...item.inputs, ...item.initializers].entries()) {
    const name = `input${position}`
    const values = numbersOf(given)
    const tensor = source('input', { name, shape: given.shape, dtype: dtypeOf(given) }) as unknown as Tensor
    data.set(name, values)
    named.set(given.name, { tensor, shape: given.shape, values })
  }
  for (const { op, attrs, in: names, out } of item.nodes) {
    if (op === 'Constant') {
      const value = attrs['value'] as OnnxTensor
      const values = numbersOf(value)
      named.set(out[0]!, { tensor: constant(value.shape, values, dtypeOf(value)), shape: value.shape, values })
      continue
    }
    const translation = translations[op]
    if (translation === undefined) throw new Unsupported(`operator ${op}`)
    const operands = names.map((name) => (name === '' ? undefined : named.get(name)))
    const made = translation({
      op,
      operands,
      attributes: attrs,
      opset: item.opset,
      wanted: out.map((name) => name !== ''),
    })
    const results = Array.isArray(made) ? (made as readonly (Tensor | undefined)[]) : [made as Tensor]
    out.forEach((name, position) => {
      const tensor = results[position]
      if (name !== '' && tensor !== undefined) named.set(name, { tensor, shape: shapeOf(tensor) })
    })
  }
  const outputs = item.outputs.map(({ name }) => {
    const found = named.get(name)
    if (found === undefined) throw new Unsupported(`output ${name}`)
    return [name, found.tensor] as const
  })
  return { outputs: Object.fromEntries(outputs), data }
}

const close = (got: number, want: number): boolean =>
  Number.isFinite(want) ? Math.abs(got - want) <= 1e-7 + 1e-3 * Math.abs(want) : Object.is(got, want)

function difference(want: OnnxTensor, shape: readonly number[], got: ArrayLike<number>): string | null {
  if (shape.join() !== want.shape.join())
    return `${want.name} is [${shape.join(', ')}], want [${want.shape.join(', ')}]`
  const values = numbersOf(want)
  if (got.length !== values.length) return `${want.name} has ${got.length} elements, want ${values.length}`
  const at = values.findIndex((value, position) => !close(got[position]!, value))
  return at < 0 ? null : `${want.name}[${at}]: got ${got[at]}, want ${values[at]}`
}

/** Checks one case on an executor; never throws for a case that is merely wrong. */
export function checkOnnxCase(item: OnnxCase, { executor, precision }: Target): Verdict {
  try {
    if (precision === 'f32' && beyondF32(item)) throw new Unsupported('values beyond the range of f32')
    const { outputs, data } = recordCase(item)
    const graph = graphOf({ outputs })
    const program = expandGraph(graph, { name: 'predict', binding: {}, training: false })
    const results = executor.prepare(program)(data).outputs
    for (const want of item.outputs) {
      const reason = difference(want, shapeOf(outputs[want.name]!), results.get(want.name) ?? [])
      if (reason !== null) return { kind: 'failed', reason }
    }
    return { kind: 'passed' }
  } catch (error) {
    if (error instanceof Unsupported) return { kind: 'skipped', reason: error.message }
    return { kind: 'failed', reason: `threw ${String((error as Error).message).split('\n')[0]}` }
  }
}
