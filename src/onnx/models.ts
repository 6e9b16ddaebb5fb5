/** Losses over classes, attention and the plain recurrent layer. */
import type { Tensor } from '../dsl/tensor.js'
import { apply, constant, lastAxis, numberAttribute, operand, permute, pointsOf, readBroadcast, reshape, scale, shapeOf, sum, tensor, Unsupported, valuesOf } from './node.js' // prettier-ignore
import type { OnnxApplication, Operand, Translation } from './node.js'

/** −w[label] · log p[label] of each sample, `[N, C, …]` with labels `[N, …]`; an ignored label weighs nothing. */
function negativeLogLikelihood(node: OnnxApplication, logProbabilities: Tensor): Tensor {
  const labels = operand(node, 1)
  const weight = node.operands[2]?.tensor
  const classes = shapeOf(logProbabilities)[1]!
  const ignored = node.attributes['ignore_index'] as number | undefined
  const kept = (valuesOf(node, 1) ?? []).map((label) => (label === ignored ? -1 : label))
  const picked = apply('oneHot', [constant(labels.shape, kept, 'i32')], { classes })
  const weights = sum(weight === undefined ? picked : apply('mul', [picked, weight]), [-1])
  const chosen = sum(apply('mul', [picked, lastAxis(logProbabilities, 1)]), [-1])
  const losses = apply('neg', [apply('mul', [weights, chosen])])
  const reduction = (node.attributes['reduction'] as string | undefined) ?? 'mean'
  if (reduction === 'none') return losses
  return reduction === 'sum' ? sum(losses) : apply('div', [sum(losses), sum(weights)])
}

/** Heads as an axis: `[B, L, heads·width]` → `[B, heads, L, width]`; four axes stay. */
function withHeads(node: OnnxApplication, position: number, attribute: string): Tensor {
  const { tensor: x, shape } = operand(node, position)
  if (shape.length === 4) return x
  const heads = numberAttribute(node, attribute, 1)
  return permute(reshape(x, [shape[0]!, shape[1]!, heads, shape[2]! / heads]), [0, 2, 1, 3])
}

/** Which keys each query sees, and what is added to their scores; both over `[B, heads, L, S]`. */
function masks(node: OnnxApplication, full: readonly number[], past: number): { seen: number[]; bias: number[] } {
  const mask = node.operands[3]
  const given = valuesOf(node, 3)
  const lengths = valuesOf(node, 6)
  const causal = node.attributes['is_causal'] === 1
  const queries = full[2]!
  const boolean = mask !== undefined && mask.tensor.dtype !== 'f32'
  const seen: number[] = []
  const bias: number[] = []
  for (const [sample, head, query, key] of pointsOf(full) as [number, number, number, number][]) {
    const length = lengths?.[sample]
    const offset = length === undefined ? past : length - queries
    const outside = mask !== undefined && key >= mask.shape.at(-1)! && mask.shape.at(-1) !== 1
    const value =
      mask === undefined ? 0
      : outside ? -Infinity
      : readBroadcast(mask.shape, given!, [sample, head, query, key])
    const allowed = boolean && !outside ? value !== 0 : value !== -Infinity
    seen.push(allowed && (length === undefined || key < length) && (!causal || key <= query + offset) ? 1 : 0)
    bias.push(boolean || value === -Infinity ? 0 : value)
  }
  return { seen, bias }
}

const joined = (past: Operand | undefined, now: Tensor): Tensor =>
  past === undefined ? now : apply('concat', [past.tensor, now], { axis: 2 })

const attention: Translation = (node) => {
  const q = withHeads(node, 0, 'q_num_heads')
  const [key, value] = [joined(node.operands[4], withHeads(node, 1, 'kv_num_heads')), joined(node.operands[5], withHeads(node, 2, 'kv_num_heads'))] // prettier-ignore
  const [batch, heads, length, width] = shapeOf(q) as [number, number, number, number]
  const groups = heads / shapeOf(key)[1]!
  const shared = (x: Tensor): Tensor => {
    const [b, h, s, d] = shapeOf(x) as [number, number, number, number]
    const repeated = apply('broadcastTo', [reshape(x, [b, h, 1, s, d])], { shape: [b, h, groups, s, d] })
    return groups === 1 ? x : reshape(repeated, [b, heads, s, d])
  }
  const full = [batch, heads, length, shapeOf(key)[2]!]
  const { seen, bias } = masks(node, full, node.operands[4]?.shape[2] ?? 0)
  const factor = numberAttribute(node, 'scale', 1 / Math.sqrt(width))
  const cap = numberAttribute(node, 'softcap', 0)
  const mask = constant(full, seen, 'bool')
  const scores = apply('matmul', [scale(q, factor), apply('transpose', [shared(key)], { axis0: -1, axis1: -2 })])
  const capped = cap === 0 ? scores : scale(apply('tanh', [scale(scores, 1 / cap)]), cap)
  const biased = apply('add', [capped, constant(full, bias)])
  const identity = constant(
    [full[3]!, full[3]!],
    pointsOf([full[3]!, full[3]!]).map(([i, j]) => (i === j ? 1 : 0)),
  )
  // the operator itself takes products of queries and keys: scores against unit keys are their own products
  const attend = (v: Tensor): Tensor =>
    apply('scaledDotProductAttention', [scale(biased, Math.sqrt(full[3]!)), eachHead(identity, full), v, mask], { causal: false }) // prettier-ignore
  const direct = cap === 0 && bias.every((added) => added === 0)
  const y =
    direct ?
      apply('scaledDotProductAttention', [scale(q, factor * Math.sqrt(width)), shared(key), shared(value), mask], { causal: false }) // prettier-ignore
    : attend(shared(value))
  const three = operand(node, 0).shape.length === 3
  const out = three ? reshape(permute(y, [0, 2, 1, 3]), [batch, length, heads * shapeOf(y)[3]!]) : y
  const shown = (): Tensor => {
    const mode = numberAttribute(node, 'qk_matmul_output_mode', 0)
    if (mode === 3) return attend(eachHead(identity, full))
    if (mode === 2 && seen.includes(0)) throw new Unsupported('masked scores, infinite in ONNX')
    return [scores, capped, biased][mode]!
  }
  return [out, key, value, node.wanted[3] === true ? shown() : undefined]
}

/** One matrix for every sample and head. */
const eachHead = (matrix: Tensor, [batch, heads]: readonly number[]): Tensor =>
  apply('broadcastTo', [matrix], { shape: [batch!, heads!, ...shapeOf(matrix)] })

/** h ← tanh(x Wᵀ + h Rᵀ + b), one direction, no lengths. */
const recurrent: Translation = (node) => {
  const batchFirst = node.attributes['layout'] === 1
  const swapped = (x: Tensor): Tensor => apply('transpose', [x], { axis0: 0, axis1: 1 })
  const x = batchFirst ? swapped(tensor(node, 0)) : tensor(node, 0)
  const first = (position: number): Tensor => apply('select', [tensor(node, position)], { axis: 0, index: 0 })
  if (operand(node, 1).shape[0] !== 1) throw new Unsupported('RNN of two directions')
  const [w, r] = [first(1), first(2)]
  const [steps, batch] = shapeOf(x) as [number, number]
  const width = shapeOf(r)[0]!
  const bias = node.operands[3] === undefined ? undefined : sum(reshape(first(3), [2, width]), [0])
  let hidden = constant([batch, width], Array<number>(batch * width).fill(0))
  const states: Tensor[] = []
  for (let step = 0; step < steps; step++) {
    const input = apply('select', [x], { axis: 0, index: step })
    const drive = apply('linear', bias === undefined ? [input, w] : [input, w, bias])
    hidden = apply('tanh', [apply('add', [drive, apply('linear', [hidden, r])])])
    states.push(hidden)
  }
  const sequence = reshape(apply('stack', states, { axis: 0 }), [steps, 1, batch, width])
  const last = reshape(hidden, [1, batch, width])
  return batchFirst ? [permute(sequence, [2, 0, 1, 3]), swapped(last)] : [sequence, last]
}

export const models: Readonly<Record<string, Translation>> = {
  NegativeLogLikelihoodLoss: (node) => negativeLogLikelihood(node, tensor(node, 0)),
  SoftmaxCrossEntropyLoss: (node) => {
    const logProbabilities = apply('logSoftmax', [tensor(node, 0)], { axis: 1 })
    return [negativeLogLikelihood(node, logProbabilities), logProbabilities]
  },
  Attention: attention,
  RNN: recurrent,
}
