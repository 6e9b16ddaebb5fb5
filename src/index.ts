/**
 * `shapewright`: everything an author of models touches. Importing it installs the operators as methods of tensors.
 */
import './dsl/ops/index.js'

// Tensors, operators and functions.
export * from './functions.js'

// The recorded graph as data.
export { graphOf, nodeOf, record, requestGradient, source, tensorOf } from './dsl/record.js'
export type { Attribute, Attributes, Graph, Node, Site } from './dsl/graph.js'
export { deserialize, graphHash, serialize } from './dsl/serialize.js'
export { defineOperator } from './dsl/operator.js'
export type { Builder, Operator, TensorType } from './dsl/operator.js'
