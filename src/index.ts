/**
 * `shapewright`: everything an author of models touches. Importing it installs the operators as methods of tensors.
 */
import './dsl/ops/index.js'

// Tensors, operators and functions.
export * from './functions.js'

// The recorded graph as data.
export { graphOf } from './dsl/graph-of.js'
export { record, requestGradient, source } from './dsl/record.js'
export { nodeOf, tensorOf } from './dsl/tensor.js'
export type { Attribute, Attributes, Graph, Node, Site } from './dsl/graph.js'
export { GraphTextError } from './dsl/graph-text.js'
export { deserialize, graphHash, serialize } from './dsl/serialize.js'
export { toDot } from './dsl/dot.js'
export { defineOperator } from './dsl/operator.js'
export type { Builder, Operator, TensorType } from './dsl/operator.js'

export { BindError } from './dsl/bind.js'

// Models: parameters, layers, optimisers; and sessions, for those who work step by step.
export { model } from './dsl/nn/model.js'
export type { LossArguments, Model, ModelDefinition, ModelInput, ModelParameter } from './dsl/nn/model.js'
export { init, parameter } from './dsl/nn/parameter.js'
export { runningStatistics, state } from './dsl/state.js'
export type { RunningStatistics } from './dsl/state.js'
export * as nn from './dsl/nn/index.js'
export * as optim from './dsl/optim/index.js'
export { Session, SessionError } from './dsl/session.js'
export { Gradients } from './dsl/session.js'
export type { GradientHook, LeafOptions, SessionOptions, SessionParameter } from './dsl/session.js'
export { parametersFromJson, parametersToJson } from './dsl/session/checkpoint.js'
export * from './dsl/dgraph/index.js'
export { checkLink, LinkMismatchError } from './dsl/link/check-link.js'
export type { CheckLinkOptions, LinkReport, LinkSnapshot } from './dsl/link/check-link.js'
export * as link from './dsl/link/index.js'
export { referenceExecutor } from './dsl/executor.js'
export type { Executor } from './dsl/executor.js'

// From a model to kernels at run time: JavaScript made and started on the spot (a page needs `unsafe-eval` for it).
export { compile, CompiledModel } from './codegen/compiled-model.js'
export type { CompileModelOptions } from './codegen/compiled-model.js'
