/** Small graphs over most of what kernels can do, and their builds. */
import '../../src/dsl/ops/index.js'
import { compileEntries, type Build } from '../../src/codegen/compile.js'
import type { CompileOptions } from '../../src/codegen/options.js'
import { leaf } from '../../src/dsl/comprehension/value.js'
import type { Value } from '../../src/dsl/comprehension/types.js'
import { vjp } from '../../src/dsl/differentiate/vjp.js'
import { assembleProgram, expandNodes } from '../../src/dsl/expand.js'
import { source } from '../../src/dsl/record.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import type { AnyTensor, Tensor } from '../../src/dsl/tensor.js'
import type { DType } from '../../src/shapes/dtype.js'

export const x = (name: string, ...shape: number[]): Tensor<number[]> =>
  source('input', { name, shape, dtype: 'f32' }) as unknown as Tensor<number[]> // shapes are checked when recorded
const n = (name: string, shape: number[], dtype: DType = 'i32'): AnyTensor => source('input', { name, shape, dtype })

/** Methods at shapes the compiler need not know here. */
export interface Loose {
  readonly [method: string]: (...operands: unknown[]) => Loose
}
export const loose = (tensor: unknown): Loose => tensor as Loose // every operator is a method; a wrong name throws

export const graphs: Readonly<Record<string, () => unknown>> = {
  'linear relu': () => loose(x('x', 5, 9)).linear!(x('w', 7, 9), x('b', 7)).relu!(),
  matmul: () => loose(x('a', 2, 6, 10)).matmul!(x('b', 2, 10, 9)),
  softmax: () => loose(x('x', 3, 19)).softmax!(),
  'layer norm': () => loose(x('x', 4, 8)).layerNorm!(x('g', 8), x('b', 8)),
  'max pool': () => loose(x('x', 1, 2, 6, 6)).maxPool!([2, 2]),
  'padded convolution': () =>
    loose(x('x', 2, 3, 5, 5)).convolution!(x('k', 4, 3, 3, 3), x('b', 4), { padding: 1, stride: 2 }),
  'cross entropy': () => loose(x('x', 6, 5)).crossEntropy!(n('label', [6])),
  gather: () => loose(x('x', 11, 3)).gatherRows!(n('rows', [7])),
  clamp: () => loose(x('x', 40)).clamp!(-0.5, 6),
  gelu: () => loose(x('x', 33)).gelu!(),
  attention: () => loose(x('q', 2, 5, 4)).scaledDotProductAttention!(x('k', 2, 5, 4), x('v', 2, 5, 4)),
  abs: () => loose(x('x', 9)).abs!().mul!(x('y', 9)),
  'abs sqrt': () => loose(x('x', 12)).abs!().sqrt!().add!(x('y', 12)).tanh!(),
}

const builds = new Map<string, Build>()

/** The build of a graph with the gradients of all its float leaves. */
export function buildOf(name: string, options: CompileOptions = {}): Build {
  const key = `${name} ${JSON.stringify(options)}`
  let build = builds.get(key)
  if (build === undefined) builds.set(key, (build = buildGraph(name, graphs[name]!(), options)))
  return build
}

export function buildGraph(name: string, result: unknown, options: CompileOptions = {}): Build {
  const { values, program } = expandNodes(graphOf({ outputs: { output: result as AnyTensor } }), {
    name,
    binding: {},
    training: true,
  })
  const output = program.outputs[0]!.value
  const wrt = values.filter((value) => value !== undefined && value.kind === 'leaf' && value.dtype === 'f32')
  const cotangent = leaf({ name: 'cotangent', shape: output.shape, dtype: 'f32', role: 'input' })
  const gradients = vjp([{ value: output, cotangent }], wrt)
  const outputs = [{ name: 'output', value: output }]
  gradients.forEach((value: Value | null, at) => value && outputs.push({ name: `gradient${at}`, value }))
  const whole = assembleProgram({ name, outputs, updates: [], leaves: [...program.leaves, cotangent] })
  return compileEntries([{ name: 'step', binding: {}, program: whole }], options, { name })
}
