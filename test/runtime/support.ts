/**
 * A build made by hand, so that the run time is tested without the compiler: linear regression of a label from three
 * numbers, with momentum, noise from (seed, step) in place of dropout, and a parameter that lies transposed and padded.
 */
import type { EntryManifest, KernelsModule, Manifest, TensorSlot } from '../../src/runtime/manifest.js'
import { randomBits, uniformFromBits } from '../../src/runtime/random.js'

const f32 = (name: string, shape: number[], offset: number, strides = rowMajor(shape)): TensorSlot => {
  return { name, dtype: 'f32', shape, segment: 0, offset, strides }
}
function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1))
}

// Byte offsets: 0 weight [3, 2] stored as 2 rows of 4 (one padding cell), 64 momentum, 128 scalars, 256 inputs, …
const weight = f32('weight', [3, 2], 0, [1, 4])
const momentum = f32('weight.momentum', [3, 2], 64, [1, 4])
const scalar = (name: string, offset: number) => f32(name, [], offset)
const seedSlot = { ...f32('seed', [2], 144), dtype: 'u32' } as const
const stepSlot = { ...scalar('step', 152), dtype: 'u32' } as const
const blend = f32('blend', [2], 160)

function entry(name: EntryManifest['name'], batch: number): EntryManifest {
  const x = f32('x', [batch, 3], 1024)
  const label: TensorSlot = { ...f32('label', [batch], 4096), dtype: 'i32', below: 4 }
  const outputs = name === 'predict' ? [f32('value', [batch], 6144)] : [scalar('loss', 192), scalar('error', 196)]
  const inputs = name === 'predict' ? [x] : [x, label]
  return { name, binding: { batch }, function: `${name}_${batch}`, inputs, outputs, kernels: 1 }
}

export function regression(sizes: Partial<Record<EntryManifest['name'], readonly number[]>> = {}): Manifest {
  const { step = [8, 5], evaluate = [8, 3, 1], predict = [8, 1] } = sizes
  return {
    format: 'shapewright-build/1',
    name: 'regression',
    target: 'js',
    segments: [{ bytes: 8192 }],
    parameters: [
      { ...weight, role: 'parameter', initializer: { kind: 'uniform', low: -0.1, high: 0.1 } },
      { ...momentum, role: 'state', initializer: { kind: 'constant', value: 0 } },
    ],
    scalars: [scalar('rate', 128), scalar('correction1', 132), seedSlot, stepSlot],
    constants: [{ ...blend, values: [0.75, 0.25] }],
    entries: [
      ...step.map((batch) => entry('step', batch)),
      ...evaluate.map((batch) => entry('evaluate', batch)),
      ...predict.map((batch) => entry('predict', batch)),
    ],
    optimizer: {
      kind: 'sgd',
      schedule: { kind: 'cosine', rate: 0.05, warmup: 3, steps: 60, floor: 0.001 },
      options: { momentum: 0.9, beta1: 0.9 },
    },
  }
}

/** value[b] = Σ_j blend[j] Σ_i x[b, i] weight[i, j]; loss = mean (value − label)². */
export const regressionKernels: KernelsModule = (segments) => {
  const f = new Float32Array(segments[0]!)
  const i = new Int32Array(segments[0]!)
  const u = new Uint32Array(segments[0]!)
  const value = (b: number) => {
    let sum = 0
    for (let j = 0; j < 2; j++) for (let k = 0; k < 3; k++) sum += f[40 + j]! * f[256 + 3 * b + k]! * f[k + 4 * j]!
    return sum
  }
  const measure = (batch: number, train: boolean) => {
    let loss = 0
    let error = 0
    const gradient = new Float32Array(8)
    for (let b = 0; b < batch; b++) {
      const noise = train ? 0.1 * uniformFromBits(randomBits(u[36]!, u[37]!, u[38]!, b)) : 0
      const difference = value(b) + noise - i[1024 + b]!
      loss += difference * difference
      error += Math.abs(difference)
      for (let j = 0; j < 2; j++)
        for (let k = 0; k < 3; k++) gradient[k + 4 * j]! += (2 / batch) * difference * f[40 + j]! * f[256 + 3 * b + k]!
    }
    f[48] = loss / batch
    f[49] = error / batch
    if (!train) return
    for (let cell = 0; cell < 8; cell++) {
      f[16 + cell] = 0.9 * f[16 + cell]! + gradient[cell]!
      f[cell]! -= f[32]! * f[16 + cell]!
    }
  }
  const functions: Record<string, () => void> = {}
  for (let batch = 1; batch <= 32; batch++) {
    functions[`step_${batch}`] = () => measure(batch, true)
    functions[`evaluate_${batch}`] = () => measure(batch, false)
    functions[`predict_${batch}`] = () => {
      for (let b = 0; b < batch; b++) f[1536 + b] = value(b)
    }
  }
  return functions
}

/** Records whose label is nearly a linear function of x. */
export function records(rows: number, first = 0) {
  const x = new Float32Array(rows * 3)
  const label = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < 3; k++) x[3 * row + k] = uniformFromBits(randomBits(1, 2, first + row, k))
    label[row] = Math.round(x[3 * row]! + x[3 * row + 1]! + x[3 * row + 2]!)
  }
  return { x, label }
}

/** All weights and state as numbers. */
export const weightsOf = (instance: { parameters: Views; state: Views }) =>
  [...instance.parameters, ...instance.state].map(([name, view]) => [name, [...view.read()]])
type Views = ReadonlyMap<string, { read(): ArrayLike<number> & Iterable<number> }>
