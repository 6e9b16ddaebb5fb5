/**
 * The gold format's operators in terms of ours. Gold names one operator for each rank or operand order; we have one
 * operator with attributes, so this table is where the two vocabularies meet.
 *
 * In: a gold node and its operands. Out: the recorded tensor; `missing` says beforehand what we do not have.
 */
import { findOperator } from '../dsl/operator.js'
import { record, source } from '../dsl/record.js'
import { nodeOf } from '../dsl/tensor.js'
import type { Tensor } from '../dsl/tensor.js'
import type { Attributes } from '../dsl/graph.js'
import type { GoldNode } from './format.js'

interface Application {
  readonly operands: readonly Tensor[]
  /** Integer inputs of Δ that this node reads. */
  readonly nat: readonly Tensor[]
  readonly attrs: Readonly<Record<string, unknown>>
  readonly shape: readonly number[]
}

type Translation = (node: Application) => Tensor

const apply = (operator: string, operands: readonly Tensor[], attributes: Attributes = {}): Tensor =>
  record(operator, operands, attributes) as Tensor

const number = (value: unknown): number => value as number
const list = (value: unknown): readonly number[] => value as readonly number[]

const same =
  (operator: string): Translation =>
  ({ operands }) =>
    apply(operator, operands)

const permute =
  (...axes: number[]): Translation =>
  ({ operands }) =>
    apply('permute', operands, { axes })

const swap =
  (axis: (rank: number, attrs: Application['attrs']) => number): Translation =>
  ({ operands, attrs }) => {
    const first = axis((operands[0] as Tensor).shape.length, attrs)
    return apply('transpose', operands, { axis0: first, axis1: first + 1 })
  }

const reduce =
  (operator: string): Translation =>
  ({ operands, attrs }) =>
    apply(operator, operands, { axes: attrs['axis'] === undefined ? null : [number(attrs['axis'])], keepDims: false })

const alongAxis =
  (operator: string): Translation =>
  ({ operands, attrs }) =>
    apply(operator, operands, { axis: number(attrs['axis'] ?? -1) })

/** One fixed row: gathered as a list of one, whose axis is then dropped. */
const gatherOne: Translation = ({ operands, attrs, shape }) =>
  apply('reshape', [apply('gather', operands, { axis: 0, indices: [number(attrs['index'])] })], { shape })

const gatherMany: Translation = ({ operands, attrs }) =>
  apply('gather', operands, { axis: 0, indices: list(attrs['indices']) })

const gatherNat: Translation = ({ operands, nat }) => apply('gatherRows', [...operands, ...nat])

const gatherOneNat: Translation = (node) => apply('reshape', [gatherNat(node)], { shape: node.shape })

const scatterOne: Translation = ({ operands, attrs }) =>
  apply('scatterAdd', operands, { index: number(attrs['index']) })

/** An operator of the same name takes the operands and attributes as they are. */
function translationOf(op: string): Translation | undefined {
  if (Object.hasOwn(translations, op)) return translations[op]
  if (findOperator(op) === undefined) return undefined
  return ({ operands, nat, attrs }) => apply(op, [...operands, ...nat], attrs as Attributes)
}

/** The operators of windows take the format's attributes under the same names. */
const convolution =
  (operator: string, defaults: Attributes): Translation =>
  ({ operands: [w, b, x], attrs }) =>
    apply(operator, [x, w, b] as Tensor[], { ...defaults, ...(attrs as Attributes) })

/** Where the format pads a smooth pool, padded cells take part as zeros. */
const smoothPool =
  (operator: string): Translation =>
  ({ operands, attrs }) =>
    apply(operator, operands, { ...(attrs as Attributes), padded: 'zero' })

/** Names of the format that mean something else here, or take operands or attributes differently. */
const translations: Readonly<Record<string, Translation>> = {
  scale: ({ operands, attrs }) => apply('scale', operands, { factor: number(attrs['c']) }),
  clamp: ({ operands, attrs }) =>
    apply('clamp', operands, { min: number(attrs['min']), max: number(attrs['max']), inclusive: false }),
  bmm: same('matmul'),
  linear: ({ operands: [w, b, x] }) => apply('linear', [x, w, b] as Tensor[]),
  concatVec: ({ operands }) => apply('concat', operands, { axis: 0 }),
  concat: ({ operands }) => apply('concat', operands, { axis: 0 }),
  slice: ({ operands, attrs }) => {
    const start = number(attrs['start'])
    return apply('slice', operands, { axis: 0, start, end: start + number(attrs['len']) })
  },
  flatten: ({ operands }) => apply('reshape', operands, { shape: [-1] }),
  reshape: ({ operands, shape }) => apply('reshape', operands, { shape }),
  transpose2d: swap(() => 0),
  permute120: permute(1, 2, 0),
  permute201: permute(2, 0, 1),
  swapLast2: swap((rank) => rank - 2),
  swapAdjacent: ({ operands, attrs }) => apply('swapAdjacentAtDepth', operands, { depth: number(attrs['depth']) }),
  broadcastTo: ({ operands, shape }) => apply('broadcastTo', operands, { shape }),
  reduceSum: reduce('sum'),
  reduceMean: reduce('mean'),
  sum: reduce('sum'),
  softmax: alongAxis('softmax'),
  logSoftmax: alongAxis('logSoftmax'),
  gatherScalar: gatherOne,
  gatherRow: gatherOne,
  gatherVec: gatherMany,
  gatherRows: gatherMany,
  scatterAddVec: scatterOne,
  scatterAddRow: scatterOne,
  gatherScalarNat: gatherOneNat,
  gatherRowNat: gatherOneNat,
  gatherVecNat: gatherNat,
  gatherRowsNat: gatherNat,
  conv: convolution('convolution', { dilation: 1, groups: 1 }),
  convTranspose: convolution('convTranspose', { dilation: 1, groups: 1, outputPadding: 0 }),
  smoothMaxPool: smoothPool('smoothMaxPool'),
  softmaxPool: smoothPool('softmaxPool'),
  batchNorm: ({ operands, attrs }) => apply('batchNorm', operands, { eps: number(attrs['eps']), axis: 0 }),
  mha: ({ operands, attrs }) => {
    const [length = 0] = (operands[0] as Tensor).shape
    const attributes = { heads: number(attrs['numHeads']), causal: false }
    if (!attrs['mask']) return apply('multiHeadAttention', operands, attributes)
    const mask = source('constant', { shape: [length, length], dtype: 'bool', values: list(attrs['mask']) })
    return apply('multiHeadAttention', [...operands, mask as Tensor], attributes)
  },
}

/** The first thing in these nodes that we do not have, as the reason for skipping; null when all can be translated. */
export function missing(nodes: readonly GoldNode[]): string | null {
  for (const { op } of nodes) {
    if (translationOf(op) === undefined) return `operator ${op}`
  }
  return null
}

/**
 * Records a gold node.
 *
 * @throws ShapeError when the shape rule rejects it; Error when the operator is not ours or our shape differs.
 */
export function translate(node: GoldNode, operands: readonly Tensor[], nat: readonly Tensor[]): Tensor {
  const translation = translationOf(node.op)
  if (translation === undefined) throw new Error(`operator ${node.op} is not in the table`)
  const result = translation({ operands, nat, attrs: node.attrs ?? {}, shape: node.shape })
  const got = nodeOf(result).shape.join(', ')
  if (got !== node.shape.join(', '))
    throw new Error(`${node.op}: our shape is [${got}], want [${node.shape.join(', ')}]`)
  return result
}
