/** Elementwise operators of ONNX, with the broadcasting of its early versions. */
import type { Tensor } from '../dsl/tensor.js'
import { apply, operand, reshape, scalar, scale, shapeOf, tensor, Unsupported } from './node.js'
import type { OnnxApplication, Translation } from './node.js'

const unary =
  (operator: string): Translation =>
  (node) =>
    apply(operator, [tensor(node, 0)])

/** Before version 7 a second operand is aligned at `axis` when there is one. */
function aligned(node: OnnxApplication): Tensor {
  const { tensor: b, shape } = operand(node, 1)
  const axis = node.attributes['axis'] as number | undefined
  if (axis === undefined) return b
  const trailing = operand(node, 0).shape.length - axis - shape.length
  return reshape(b, [...shape, ...Array<number>(trailing).fill(1)])
}

const binary =
  (operator: string): Translation =>
  (node) =>
    apply(operator, [tensor(node, 0), aligned(node)])

/** Any number of operands, joined from the left. */
const many =
  (operator: string, finish: (x: Tensor, count: number) => Tensor = (x) => x): Translation =>
  (node) => {
    const tensors = node.operands.map((_, position) => tensor(node, position))
    return finish(
      tensors.reduce((a, b) => apply(operator, [a, b])),
      tensors.length,
    )
  }

/** min(max(x, lower), upper), either bound left out, in a version's way of passing them. */
const clip: Translation = (node) => {
  const bound = (position: number, name: string): Tensor | undefined => {
    const given = node.attributes[name] as number | undefined
    return node.operands[position]?.tensor ?? (given === undefined ? undefined : scalar(given))
  }
  const [lower, upper] = [bound(1, 'min'), bound(2, 'max')]
  const x = tensor(node, 0)
  const raised = lower === undefined ? x : apply('maximum', [x, lower])
  return upper === undefined ? raised : apply('minimum', [raised, upper])
}

/** Ours is total: 0 where ONNX gives NaN. */
const sqrt: Translation = (node) => {
  if (operand(node, 0).values?.some((x) => x < 0)) throw new Unsupported('the square root of a negative number')
  return apply('sqrt', [tensor(node, 0)])
}

/** α A′ B′ + β C. */
const gemm: Translation = (node) => {
  const turned = (position: number, name: string): Tensor =>
    node.attributes[name] === 1 ?
      apply('transpose', [tensor(node, position)], { axis0: 0, axis1: 1 })
    : tensor(node, position)
  const factor = (x: Tensor, name: string): Tensor => scale(x, (node.attributes[name] as number | undefined) ?? 1)
  const ab = factor(apply('matmul', [turned(0, 'transA'), turned(1, 'transB')]), 'alpha')
  const c = node.operands[2]
  return c === undefined ? ab : apply('add', [ab, factor(c.tensor, 'beta')])
}

/** ONNX takes operands of rank 1 as NumPy does: a row on the left, a column on the right, their axis dropped. */
const matMul: Translation = (node) => {
  const [a, b] = [tensor(node, 0), tensor(node, 1)]
  const [m, n] = [shapeOf(a), shapeOf(b)]
  const full = apply('matmul', [m.length === 1 ? reshape(a, [1, ...m]) : a, n.length === 1 ? reshape(b, [...n, 1]) : b])
  const shape = shapeOf(full)
  if (m.length > 1 && n.length > 1) return full
  const rows = m.length === 1 ? [] : shape.slice(-2, -1)
  return reshape(full, [...shape.slice(0, -2), ...rows, ...(n.length === 1 ? [] : shape.slice(-1))])
}

export const elementwise: Readonly<Record<string, Translation>> = {
  ...Object.fromEntries(
    ['Abs', 'Neg', 'Exp', 'Log', 'Sigmoid', 'Tanh', 'Relu', 'Softplus'].map((op) => [op, unary(op.toLowerCase())]),
  ),
  Sqrt: sqrt,
  Identity: (node) => tensor(node, 0),
  Add: binary('add'),
  Sub: binary('sub'),
  Mul: binary('mul'),
  Div: binary('div'),
  Max: many('maximum'),
  Min: many('minimum'),
  Sum: many('add'),
  Mean: many('add', (x, count) => scale(x, 1 / count)),
  Clip: clip,
  Gemm: gemm,
  MatMul: matMul,
}
