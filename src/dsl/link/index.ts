/**
 * The link between recorded graphs and what runs: typed lists, graphs as a recursion, tapes as a loop, and the scalar domains
 * in which the two are compared. Everything here is exported by `shapewright` as `link`.
 */
export { dualNumbers } from '../domain/dual.js'
export type { Dual } from '../domain/dual.js'
export { exact } from '../domain/exact.js'
export { f32, f64 } from '../domain/floats.js'
export type { Rational } from '../rational.js'
export { DomainError } from '../domain/scalar-domain.js'
export type { Cells, ScalarDomain } from '../domain/scalar-domain.js'
export { addLeaves, compileAux, compileAuxData } from './compile.js'
export type { Compiled } from './compile.js'
export { GraphData } from './graph-data.js'
export type { AnyNodeData, NodeData } from './graph-data.js'
export { graphData } from './recorded.js'
export type { RecordedGraphData, RecordedOptions } from './recorded.js'
export { denseToHashMap, leafNodeOfAny, Tape, TapeError } from './tape.js'
export type { Contribution, DenseGradients, TapeNode } from './tape.js'
export { dotList, idx, last, TList, weaken } from './tensor-list.js'
export type { Context, Idx, Init, Last } from './tensor-list.js'
export {
  addTensors,
  dotTensors,
  LinkError,
  negateTensor,
  sameTensor,
  scaleTensor,
  tensorValue,
  zerosLike,
} from './tensor-value.js'
export type { AnyTensorValue, Sizes, TensorValue } from './tensor-value.js'
