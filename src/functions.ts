/**
 * `shapewright/functions`: the operators as functions alone. Nothing is installed on tensors, so that a bundler keeps
 * only the operators that are used.
 */
export * from './dsl/ops/list.js'
// Compositions of operators.
export { gruCell } from './dsl/nn/gruCell.js'
export { lstmCell } from './dsl/nn/lstmCell.js'
export * as torchlean from './dsl/torchlean/index.js'
export { constant, full, input, ones, zeros } from './dsl/constant.js'
export { bool, f64, fn, i32, u32 } from './dsl/function.js'
export type { DeclaredInput, Fn, InputDeclarations, InputTensors, Outputs } from './dsl/function.js'
export * from './dsl/transform/index.js'
export type { AnyTensor, Tensor } from './dsl/tensor.js'
export { dyn } from './shapes/construct.js'
export type { DType, FloatDType, IntegerDType } from './shapes/dtype.js'
export { ShapeError } from './shapes/rule.js'
export type { Fin, Index } from './shapes/fin.js'
export type { Dim, Shape } from './shapes/shape.js'
