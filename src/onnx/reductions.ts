/** Reductions, softmax and normalisations. */
import type { Tensor } from '../dsl/tensor.js'
import { apply, listAttribute, mean, numberAttribute, operand, positive, product, range, reduce, reshape, scalar, shapeOf, sum, tensor, Unsupported, valuesOf } from './node.js' // prettier-ignore
import type { OnnxApplication, Translation } from './node.js'

/** The axes of a reduction: attribute or operand, all when there are none, unless that means no reduction at all. */
function reducedAxes(node: OnnxApplication): readonly number[] | null {
  const { shape } = operand(node, 0)
  const given = listAttribute(node, 'axes') ?? valuesOf(node, 1)
  if (given === undefined || given.length === 0) return node.attributes['noop_with_empty_axes'] === 1 ? [] : null
  return given.map((axis) => positive(axis, shape.length))
}

type Reduction = (x: Tensor, axes: readonly number[] | null, keepDims: boolean) => Tensor

const square = (x: Tensor): Tensor => apply('square', [x])

const extremum =
  (operator: string): Reduction =>
  (x, axes, keepDims) => {
    const empty = (axes ?? range(shapeOf(x).length)).some((axis) => shapeOf(x)[axis] === 0)
    if (empty) throw new Unsupported('the extremum of nothing, infinite in ONNX')
    return reduce(operator, x, axes, keepDims)
  }

/** m + log Σ exp(x − m), m the largest; of nothing, log 0. */
const logSumExp: Reduction = (x, axes, keepDims) => {
  if (product(shapeOf(x)) === 0) return apply('log', [sum(apply('exp', [x]), axes, keepDims)])
  const largest = reduce('max', x, axes, true)
  const total = apply('add', [largest, apply('log', [sum(apply('exp', [apply('sub', [x, largest])]), axes, true)])])
  return reshape(total, shapeOf(sum(x, axes, keepDims)))
}

const reductions: Readonly<Record<string, Reduction>> = {
  ReduceSum: sum,
  ReduceMean: (x, axes, keepDims) => reduce('mean', x, axes, keepDims),
  ReduceMax: extremum('max'),
  ReduceMin: extremum('min'),
  ReduceL1: (x, axes, keepDims) => sum(apply('abs', [x]), axes, keepDims),
  ReduceL2: (x, axes, keepDims) => apply('sqrt', [sum(square(x), axes, keepDims)]),
  ReduceSumSquare: (x, axes, keepDims) => sum(square(x), axes, keepDims),
  ReduceLogSum: (x, axes, keepDims) => apply('log', [sum(x, axes, keepDims)]),
  ReduceLogSumExp: logSumExp,
}

const translated =
  (reduction: Reduction): Translation =>
  (node) => {
    const axes = reducedAxes(node)
    return reduction(tensor(node, 0), axes, numberAttribute(node, 'keepdims', 1) === 1)
  }

/** Before version 13 everything from the axis on is one axis. */
const softmax =
  (operator: string): Translation =>
  (node) => {
    const { tensor: x, shape } = operand(node, 0)
    const axis = positive(numberAttribute(node, 'axis', node.opset < 13 ? 1 : -1), shape.length)
    if (node.opset >= 13) return apply(operator, [x], { axis })
    const rows = reshape(x, [product(shape.slice(0, axis)), product(shape.slice(axis))])
    return reshape(apply(operator, [rows], { axis: -1 }), shape)
  }

/** (x − μ) / √(σ² + ε) and the two statistics, over some axes. */
function standardised(x: Tensor, axes: readonly number[], eps: number): { y: Tensor; mean: Tensor; inverse: Tensor } {
  const center = mean(x, axes)
  const off = apply('sub', [x, center])
  const deviation = apply('sqrt', [apply('add', [mean(square(off), axes), scalar(eps)])])
  return { y: apply('div', [off, deviation]), mean: center, inverse: apply('div', [scalar(1), deviation]) }
}

/** All axes from `axis` on are one row; gain and shift have its shape. */
const layerNormalization: Translation = (node) => {
  const { tensor: x, shape } = operand(node, 0)
  const axis = positive(numberAttribute(node, 'axis', -1), shape.length)
  const row = product(shape.slice(axis))
  const eps = numberAttribute(node, 'epsilon', 1e-5)
  const flat = reshape(x, [product(shape.slice(0, axis)), row])
  const gains = [1, 2]
    .flatMap((position) => node.operands[position] ?? [])
    .map(({ tensor: gain }) => reshape(gain, [row]))
  const y = reshape(apply('layerNorm', [flat, ...gains], { eps }), shape)
  const { mean: center, inverse } = standardised(flat, [1], eps)
  const statistics = shape.map((extent, at) => (at < axis ? extent : 1))
  return [y, reshape(center, statistics), reshape(inverse, statistics)]
}

/** A list of one value for each channel, as `[C, 1, …]`. */
const perChannel = (x: Tensor, of: Tensor): Tensor =>
  reshape(of, [...shapeOf(of), ...Array<number>(shapeOf(x).length - 2).fill(1)])

/** With given statistics, or those of the batch and the running ones they make. */
const batchNormalization: Translation = (node) => {
  const [x, gain, shift, center, variance] = range(5).map((position) => tensor(node, position)) as [Tensor, Tensor, Tensor, Tensor, Tensor] // prettier-ignore
  const eps = numberAttribute(node, 'epsilon', 1e-5)
  const each = (of: Tensor): Tensor => perChannel(x, of)
  if (node.attributes['training_mode'] !== 1) {
    const deviation = apply('sqrt', [apply('add', [each(variance), scalar(eps)])])
    const y = apply('div', [apply('sub', [x, each(center)]), deviation])
    return apply('add', [apply('mul', [y, each(gain)]), each(shift)])
  }
  const momentum = numberAttribute(node, 'momentum', 0.9)
  const axes = range(shapeOf(x).length).filter((axis) => axis !== 1)
  const now = mean(x, axes)
  const spread = mean(square(apply('sub', [x, now])), axes, false)
  const running = (before: Tensor, current: Tensor): Tensor =>
    apply('add', [apply('scale', [before], { factor: momentum }), apply('scale', [current], { factor: 1 - momentum })])
  const y = apply('batchNorm', [x, gain, shift], { eps, axis: 1 })
  return [y, running(center, reshape(now, shapeOf(center))), running(variance, spread)]
}

export const reductionsAndNorms: Readonly<Record<string, Translation>> = {
  ...Object.fromEntries(Object.entries(reductions).map(([op, reduction]) => [op, translated(reduction)])),
  Softmax: softmax('softmax'),
  LogSoftmax: softmax('logSoftmax'),
  GlobalAveragePool: (node) => mean(tensor(node, 0), range(operand(node, 0).shape.length).slice(2)),
  GlobalMaxPool: (node) => reduce('max', tensor(node, 0), range(operand(node, 0).shape.length).slice(2), true),
  LayerNormalization: layerNormalization,
  BatchNormalization: batchNormalization,
  InstanceNormalization: (node) =>
    apply('groupNorm', [tensor(node, 0), tensor(node, 1), tensor(node, 2)], {
      groups: operand(node, 0).shape[1]!,
      eps: numberAttribute(node, 'epsilon', 1e-5),
      axis: 1,
    }),
  MeanVarianceNormalization: (node) => standardised(tensor(node, 0), listAttribute(node, 'axes') ?? [0, 2, 3], 1e-9).y,
}
