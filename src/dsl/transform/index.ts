/** Functions of functions: derivatives of every order, and batches. Each is recorded, so each can be nested and compiled. */
export { applyGraph } from './apply-graph.js'
export { grad, valueAndGrad } from './grad.js'
export { hvp } from './hvp.js'
export { hessian, jacfwd, jacobian, jacrev } from './jacobian.js'
export { jvp } from './jvp.js'
export { vjp } from './vjp.js'
export { vmap } from './vmap.js'
export type { VmapOptions } from './vmap.js'
