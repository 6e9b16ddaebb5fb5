/** Layers: `nn.linear`, `nn.conv2d`, `nn.embedding`, `nn.dropout`, `nn.sequential` and the layers without parameters. */
export { conv2d } from './conv2d.js'
export { dropout, flatten, relu, sigmoid, tanh } from './dropout.js'
export { embedding } from './embedding.js'
export type { Embedding } from './embedding.js'
export type { Layer, LayerParts, SameShape, ShapeFunction } from './layer.js'
export { linear } from './linear.js'
export { sequential } from './sequential.js'
