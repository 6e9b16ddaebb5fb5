/**
 * The names, operand orders and defaults of TorchLean's proof-linked session, for those who bring programs from there:
 * `torchlean.conv2d(w, b, x, 1, 0)`. Names that mean the same here are passed on; the others record our operators.
 * docs/operators.md says for each what it is here and in PyTorch.
 *
 * In: operands as TorchLean takes them. Out: recorded tensors.
 */
export * from './gather.js'
export * from './layers.js'
export * from './movement.js'
export * from './sums.js'
// Of one meaning there and here.
export {
  abs,
  add,
  avgPool,
  bernoulliMask,
  broadcastTo,
  clamp,
  detach,
  div,
  exp,
  flatten,
  gelu,
  inv,
  log,
  logSoftmax,
  matmul,
  maxPool,
  mseLoss,
  mul,
  multiHeadAttention,
  randUniform,
  relu,
  reshape,
  safeLog,
  scale,
  sigmoid,
  smoothMaxPool,
  softmax,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  swapAdjacentAtDepth,
  tanh,
} from '../ops/list.js'
export { matmul as bmm, maximum as max, minimum as min } from '../ops/list.js'
export { constant as const } from '../constant.js'
// A gather at a slot is one operator here, whatever the rank.
export {
  gatherRows as gatherScalarRef,
  gatherRows as gatherRowRef,
  gatherRows as gatherVecRef,
  gatherRows as gatherRowsRef,
} from '../ops/gatherRows.js'
