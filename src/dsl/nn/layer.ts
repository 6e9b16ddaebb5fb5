/**
 * What a layer is: a function from tensor to tensor, with the parameters it owns and the layers inside it. Its type
 * carries a shape function, so that a call is checked against the actual input and layers compose in types.
 */
import type { DType } from '../../shapes/dtype.js'
import { layerOperand, type LayerRule, type RuledOperand } from '../../shapes/promotion.js'
import { ShapeError, type Argument, type Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { captureSite } from '../site.js'
import { isTensor, type Tensor } from '../tensor.js'

/**
 * A function on shapes as a type: `input` goes in by intersection, `result` is a shape or the sentence of an error. It says
 * of which element type the input is, as well.
 */
export interface ShapeFunction extends LayerRule {
  /** Unknown and not Shape: an intersection with a tuple must be that tuple. */
  readonly input: unknown
  readonly result: unknown
}

/** The input, where a rule asks for a shape. */
export type InputShape<T> = T extends infer S extends Shape ? S : never

/** The result of a shape function at a shape. */
export type ApplyShape<F extends ShapeFunction, S> = (F & { readonly input: S })['result']

/** What every layer carries beside being callable. */
export interface LayerParts {
  /** `linear`, `conv2d`, …: unnamed parameters are named after it. */
  readonly kind: string
  readonly parameters: Readonly<Record<string, Tensor>>
  readonly children: readonly AnyLayer[]
}

/**
 * The tensor, or the sentence. `infer Input` keeps the compiler from guessing S from a shape function that mentions its
 * input bare; S must come from the tensor alone.
 */
type CheckedInput<F extends ShapeFunction, S extends Shape, D extends DType> =
  [S] extends [infer Input] ? Argument<ApplyShape<F, Input>, Tensor<S, D>> : never

export interface Layer<F extends ShapeFunction> extends LayerParts {
  /** In types only: what `sequential` composes. */
  readonly shapeFunction?: F
  <S extends Shape, D extends DType = 'f32'>(
    x: RuledOperand<F, D, CheckedInput<F, S, D>>,
  ): Tensor<Result<ApplyShape<F, S>>>
}

/** Any layer, for lists of them: only its parts are looked at. */
export type AnyLayer = LayerParts

/** A shape function of a layer of `f32`, as all are but tables. */
export interface FloatShape extends ShapeFunction {
  readonly takes: 'f32'
}

/** Shapes pass through. */
export interface SameShape<Op extends string> extends FloatShape {
  readonly operator: Op
  readonly result: this['input']
}

/**
 * The tensors that a layer was called with.
 *
 * @throws ShapeError with the layer's name when one is not of `f32`, as its parameters are
 */
export function layerOperands<Tensors extends readonly Tensor[]>(kind: string, ...operands: Tensors): Tensors {
  for (const operand of operands) {
    // What is no tensor at all is refused where it is recorded.
    const sentence = isTensor(operand) ? layerOperand(kind, operand.dtype) : undefined
    if (sentence !== undefined) throw new ShapeError(sentence, captureSite())
  }
  return operands
}

/**
 * A layer from its function on tensors of any shape; the type argument says what the shape rule is, and the operators
 * that `forward` records check the same rule at run time.
 */
export function layer<F extends ShapeFunction>(
  kind: string,
  forward: (x: Tensor) => Tensor,
  parameters: Readonly<Record<string, Tensor>> = {},
  children: readonly AnyLayer[] = [],
): Layer<F> {
  // What a layer takes and gives is computed by F at each call; here it is any tensor.
  const call = ((x: Tensor) => forward(...layerOperands(kind, x))) as unknown as Layer<F>
  return Object.assign(call, { kind, parameters, children })
}
