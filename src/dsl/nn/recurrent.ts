/**
 * Cells of recurrent networks as layers: `nn.lstmCell`, `nn.gruCell`. A network is a loop over the steps, which records each
 * of them. In: the input of one step and the state. Out: the new state.
 */
import type { DType } from '../../shapes/dtype.js'
import type { LayerOperand } from '../../shapes/promotion.js'
import { checkedSizes, type Size, type SizeArgument } from '../../shapes/construct.js'
import type { SameShape as SameShapeRule } from '../../shapes/same-shape.js'
import type { RecurrentState, RecurrentWeight } from '../../shapes/recurrent.js'
import type { MultiplyDims } from '../../shapes/dim.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { gruCell as gruCellOf } from './gruCell.js'
import { lstmCell as lstmCellOf } from './lstmCell.js'
import { captureSite } from '../site.js'
import type { Tensor } from '../tensor.js'
import { layerOperands, type LayerParts } from './layer.js'
import { fanInUniform, layerParameter } from './parameter.js'

type Gates<Hidden extends number, Count extends number> = Extract<MultiplyDims<Hidden, Count>, number>

/** The input, when the layer's weights take it and the state. */
type StepInput<
  Op extends string,
  In extends number,
  Hidden extends number,
  Count extends number,
  X extends Shape,
  D extends DType,
> = LayerOperand<
  Op,
  D,
  Argument<RecurrentWeight<Op, 'weightIh', Count, X, [Hidden], [Gates<Hidden, Count>, In]>, Tensor<X, D>>
>

type StepState<
  Op extends string,
  Hidden extends number,
  Count extends number,
  X extends Shape,
  H extends Shape,
  D extends DType,
> = LayerOperand<Op, D, FittingState<Op, Hidden, Count, X, H, D>>

type FittingState<
  Op extends string,
  Hidden extends number,
  Count extends number,
  X extends Shape,
  H extends Shape,
  D extends DType,
> =
  RecurrentState<Op, X, H> extends infer Sentence extends string ? NoInfer<Sentence>
  : Argument<RecurrentWeight<Op, 'weightHh', Count, H, [Hidden], [Gates<Hidden, Count>, Hidden]>, Tensor<H, D>>

export interface LstmCell<In extends number, Hidden extends number> extends LayerParts {
  <
    X extends Shape,
    H extends Shape,
    C extends Shape,
    D extends DType = 'f32',
    E extends DType = 'f32',
    F extends DType = 'f32',
  >(
    x: StepInput<'lstmCell', In, Hidden, 4, X, D>,
    h: StepState<'lstmCell', Hidden, 4, X, H, E>,
    c: LayerOperand<'lstmCell', F, Argument<SameShapeRule<'lstmCell', H, C>, Tensor<C, F>>>,
  ): [hidden: Tensor<H>, cell: Tensor<H>]
}

export interface GruCell<In extends number, Hidden extends number> extends LayerParts {
  <X extends Shape, H extends Shape, D extends DType = 'f32', E extends DType = 'f32'>(
    x: StepInput<'gruCell', In, Hidden, 3, X, D>,
    h: StepState<'gruCell', Hidden, 3, X, H, E>,
  ): Tensor<H>
}

function parametersOf(operator: string, gates: number, inFeatures: number, hidden: number) {
  checkedSizes(operator, [inFeatures, hidden], captureSite()) // before they are multiplied
  const draw = fanInUniform(hidden)
  return {
    weightIh: layerParameter(operator, [gates * hidden, inFeatures], draw),
    weightHh: layerParameter(operator, [gates * hidden, hidden], draw),
    biasIh: layerParameter(operator, [gates * hidden], draw),
    biasHh: layerParameter(operator, [gates * hidden], draw),
  }
}

/**
 * One step of a long short-term memory: x `[..., in]`, h and c `[..., hidden]` → [h′, c′], by `lstmCell`. Weights and biases
 * are uniform on ±1/√hidden. PyTorch: `nn.LSTMCell`.
 *
 * @throws ShapeError when the input or a state does not fit (in types: at that tensor)
 * @example
 * const cell = nn.lstmCell(8, 16)
 * const [h, c] = cell(zeros(['batch', 8]), zeros(['batch', 16]), zeros(['batch', 16]))
 * h // => [batch, 16]
 */
export function lstmCell<const In extends number, const Hidden extends number>(
  inFeatures: SizeArgument<'lstmCell', In>,
  hidden: SizeArgument<'lstmCell', Hidden>,
): LstmCell<Size<In>, Size<Hidden>> {
  const parameters = parametersOf('lstmCell', 4, inFeatures as number, hidden as number)
  const { weightIh, weightHh, biasIh, biasHh } = parameters
  // The operator checks at run time what LstmCell says in types.
  const call = ((x: Tensor, h: Tensor, c: Tensor) =>
    lstmCellOf(...layerOperands('lstmCell', x, h, c), weightIh, weightHh, biasIh, biasHh)) as unknown as LstmCell<
    Size<In>,
    Size<Hidden>
  >
  return Object.assign(call, { kind: 'lstmCell', parameters, children: [] })
}

/**
 * One step of a gated recurrent unit: x `[..., in]`, h `[..., hidden]` → `[..., hidden]`, by `gruCell`. Weights and biases are
 * uniform on ±1/√hidden. PyTorch: `nn.GRUCell`.
 *
 * @throws ShapeError when the input or the state does not fit (in types: at that tensor)
 * @example
 * const cell = nn.gruCell(8, 16)
 * cell(zeros(['batch', 8]), zeros(['batch', 16])) // => [batch, 16]
 */
export function gruCell<const In extends number, const Hidden extends number>(
  inFeatures: SizeArgument<'gruCell', In>,
  hidden: SizeArgument<'gruCell', Hidden>,
): GruCell<Size<In>, Size<Hidden>> {
  const parameters = parametersOf('gruCell', 3, inFeatures as number, hidden as number)
  const { weightIh, weightHh, biasIh, biasHh } = parameters
  // The operator checks at run time what GruCell says in types.
  const call = ((x: Tensor, h: Tensor) =>
    gruCellOf(...layerOperands('gruCell', x, h), weightIh, weightHh, biasIh, biasHh)) as unknown as GruCell<
    Size<In>,
    Size<Hidden>
  >
  return Object.assign(call, { kind: 'gruCell', parameters, children: [] })
}
