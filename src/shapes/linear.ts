/**
 * The affine map of a layer, as in PyTorch: input `[..., in]`, weight `[out, in]`, bias `[out]`; the result is
 * `[..., out]`. `LinearBias` is the part of the rule that concerns the bias alone, for the type of that argument.
 */
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import type { Dim, Shape } from './shape.js'

const sentences = {
  input: 'linear: input {x} has rank 0, expected 1 or more (weight {w})',
  weight: 'linear: weight {w} has rank {rank}, expected 2 (input {x})',
  features: 'linear: input {x} has {a} features, weight {w} expects {b}',
  biasRank: 'linear: bias {bias} has rank {rank}, expected 1 (weight {w})',
  bias: 'linear: bias {bias} has {a} features, weight {w} gives {b}',
} as const

type LinearOfTwo<X extends Shape, W extends Shape> =
  number extends X['length'] ? Shape
  : number extends W['length'] ? Shape
  : X extends readonly [...infer Prefix extends Shape, infer In extends Dim] ?
    W extends readonly [infer Out extends Dim, infer Expected extends Dim] ?
      SameDim<In, Expected> extends true ?
        [...Prefix, Out]
      : Message<typeof sentences.features, { x: X; w: W; a: In; b: Expected }>
    : Message<typeof sentences.weight, { x: X; w: W; rank: W['length'] }>
  : Message<typeof sentences.input, { x: X; w: W }>

/** The bias' shape when it fits the weight, else a sentence. True of any bias when the weight itself is wrong. */
export type LinearBias<W extends Shape, Bias extends Shape> =
  number extends W['length'] ? Bias
  : number extends Bias['length'] ? Bias
  : W extends readonly [infer Out extends Dim, Dim] ?
    Bias extends readonly [infer Has extends Dim] ?
      SameDim<Has, Out> extends true ?
        Bias
      : Message<typeof sentences.bias, { w: W; bias: Bias; a: Has; b: Out }>
    : Message<typeof sentences.biasRank, { w: W; bias: Bias; rank: Bias['length'] }>
  : Bias

/** The shape of `linear(x, w, bias)`; leave `Bias` out where there is none. */
export type Linear<X extends Shape, W extends Shape, Bias extends Shape | undefined = undefined> =
  [Bias] extends [Shape] ?
    [LinearOfTwo<X, W>] extends [string] ? LinearOfTwo<X, W>
    : [LinearBias<W, Bias>] extends [string] ? LinearBias<W, Bias>
    : LinearOfTwo<X, W>
  : LinearOfTwo<X, W>

/** The bias' shape when it fits the weight, else a sentence. */
export const linearBias = (weight: Shape, bias: Shape): Shape | string => {
  const [out] = weight
  if (weight.length !== 2 || out === undefined) return bias
  const [has] = bias
  if (bias.length !== 1 || has === undefined) return message(sentences.biasRank, { w: weight, bias, rank: bias.length })
  return has === out ? bias : message(sentences.bias, { w: weight, bias, a: has, b: out })
}

/** The shape of `linear(x, w, bias)`. @example linear(['batch', 64], [32, 64], [32]) // ['batch', 32] */
export const linear = (x: Shape, w: Shape, bias?: Shape): Shape | string => {
  const features = x.at(-1)
  if (features === undefined) return message(sentences.input, { x, w })
  const [out, expected] = w
  if (w.length !== 2 || out === undefined || expected === undefined)
    return message(sentences.weight, { x, w, rank: w.length })
  if (features !== expected) return message(sentences.features, { x, w, a: features, b: expected })
  const outcome = bias === undefined ? bias : linearBias(w, bias)
  return typeof outcome === 'string' ? outcome : [...x.slice(0, -1), out]
}
