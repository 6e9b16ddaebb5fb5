/**
 * What the losses of integer labels share: crossEntropy and nllLoss. In: the penalty of each class, from which those of the
 * labels are picked; class weights, smoothing, the label to leave out. Out: the loss.
 */
import { crossEntropy as labelShape } from '../../../shapes/cross-entropy.js'
import { normParameter, type NormParameter } from '../../../shapes/norm.js'
import type { DType } from '../../../shapes/dtype.js'
import { integers, type SameOperand } from '../../../shapes/promotion.js'
import type { Argument } from '../../../shapes/rule.js'
import type { Shape } from '../../../shapes/shape.js'
import { apply, constant, fromIndex, read } from '../../comprehension/expression.js'
import type { IndexLike } from '../../comprehension/index-expression.js'
import type { Expression, Value, Variable } from '../../comprehension/types.js'
import type { Builder, Operator, TensorType } from '../../operator.js'
import { map, reduce } from '../../primitives/map.js'
import { divideRational, rational, rationalFromNumber, subtractRational } from '../../rational.js'
import { record } from '../../record.js'
import type { AnyTensor, Tensor } from '../../tensor.js'
import { given, reduceTerms, reductionFault, type LossAttributes, type LossOptions } from './loss.js'
import { floatResult, operandShape } from './types.js'

export type LabelLossAttributes = LossAttributes & {
  readonly labelSmoothing?: number
  readonly ignoreIndex?: number
}

/** Options that crossEntropy and nllLoss have in common. */
export interface LabelLossOptions<
  Op extends string,
  A extends Shape,
  D extends DType,
  W extends Shape,
  R extends string,
  F extends DType,
> extends LossOptions<R> {
  /** A factor for each class `[classes]`. Default: 1 for all. */
  readonly weight?: SameOperand<Op, D, F, Argument<NormParameter<Op, 'weight', A, -1, NoInfer<W>>, Tensor<W, F>>>
  /** Rows with this label contribute nothing and are not counted. Default: there is none. */
  readonly ignoreIndex?: number
}

/** Records a loss; types have judged its operands and options. */
export const recordLabelLoss = (
  operator: string,
  scores: unknown,
  labels: unknown,
  { weight, ...rest }: Readonly<Partial<Record<'weight' | keyof LabelLossAttributes, unknown>>>,
): AnyTensor =>
  record(
    operator,
    weight === undefined ? [scores, labels] : [scores, labels, weight],
    given(rest as LabelLossAttributes),
  )

/** Σ_j of what `entry` gives for class j of a row where j is its label: a sum, so that its gradient is a map and no scatter. */
function atLabel(
  build: Builder,
  labels: Value,
  classes: number,
  name: string,
  entry: (at: readonly IndexLike[]) => Expression,
): Value {
  const pick = (row: readonly Variable[], [j]: readonly Variable[]): Expression =>
    apply('where', apply('equal', read(labels, row), fromIndex(j!)), entry([...row, j!]), constant(0))
  return reduce(build, 'sum', labels.shape, [classes], pick, { name: `${build.name}_${name}` })
}

/** The penalty of a class. */
interface Penalties {
  /** −log p[row, label[row]] */
  readonly picked: (row: readonly Variable[]) => Expression
  /** −log p[row, j] */
  readonly each: (row: readonly Variable[], j: Variable) => Expression
}

interface Terms extends Penalties {
  readonly labels: Value
  readonly classes: number
  readonly weight: Value | undefined
}

/**
 * (1 − ε) · w[label] · −log p[label] + ε / classes · Σ_j w[j] · −log p[j] for each row, with smoothing ε; 0 for rows to leave out.
 * Their mean is divided by Σ w[label] over the rows that count; the mean of no rows is 0.
 */
function labelLoss(build: Builder, terms: Terms, attributes: LabelLossAttributes): Value {
  const { labels, classes, picked, each, weight } = terms
  const { reduction = 'mean', labelSmoothing = 0, ignoreIndex } = attributes
  const weights = weight && atLabel(build, labels, classes, 'weight', (at) => read(weight, [at.at(-1)!]))
  const weighed = (expression: Expression, w: Expression | undefined): Expression =>
    w === undefined ? expression : apply('mul', w, expression)
  const smooth =
    labelSmoothing === 0 ? undefined : (
      reduce(
        build,
        'sum',
        labels.shape,
        [classes],
        (row, [j]) => weighed(each(row, j!), weight && read(weight, [j!])),
        { name: `${build.name}_smooth` },
      )
    )
  const term = (row: readonly Variable[]): Expression => {
    const own = weighed(picked(row), weights && read(weights, row))
    if (smooth === undefined) return own
    const share = rationalFromNumber(labelSmoothing)
    return apply(
      'add',
      apply('mul', constant(subtractRational(rational(1), share)), own),
      apply('mul', constant(divideRational(share, rational(classes))), read(smooth, row)),
    )
  }
  const kept = (row: readonly Variable[], expression: Expression): Expression =>
    ignoreIndex === undefined ? expression : (
      apply('where', apply('equal', read(labels, row), fromIndex(ignoreIndex)), constant(0), expression)
    )
  const counted = (row: readonly Variable[]): Expression => kept(row, term(row))
  if (reduction !== 'mean' || (weights === undefined && ignoreIndex === undefined)) {
    return reduceTerms(build, reduction, labels.shape, counted)
  }
  const sum = reduceTerms(build, 'sum', labels.shape, counted)
  const count = reduceTerms(build, 'sum', labels.shape, (row) =>
    kept(row, weights === undefined ? constant(1) : read(weights, row)),
  )
  return map(build, [], () => {
    const divisor = read(count, [])
    return apply('div', read(sum, []), apply('where', apply('equal', divisor, constant(0)), constant(1), divisor))
  })
}

/** The type of a loss of scores, labels and perhaps class weights, or the sentence that says why there is none. */
function labelLossResult(
  operator: string,
  operands: readonly TensorType[],
  { reduction = 'mean', labelSmoothing = 0, ignoreIndex = 0 }: LabelLossAttributes,
): TensorType | string {
  const [scores, labels, weight] = operands
  const fault =
    integers(operator, 'label', labels!.dtype) ??
    reductionFault(operator, reduction) ??
    (labelSmoothing >= 0 && labelSmoothing <= 1 ?
      undefined
    : `${operator}: label smoothing ${labelSmoothing} is not from 0 to 1`) ??
    (Number.isSafeInteger(ignoreIndex) ? undefined : `${operator}: ignore index ${ignoreIndex} is not a whole number`)
  const shape = labelShape(operandShape(operands, 0), operandShape(operands, 1), operator)
  const fits = weight && normParameter(operator, 'weight', scores!.shape, -1, weight.shape)
  const outcome = fault ?? (typeof shape === 'string' || typeof fits !== 'string' ? shape : fits)
  const none = typeof outcome !== 'string' && reduction === 'none'
  const floats = operands.filter((_, position) => position !== 1)
  return floatResult(operator, floats, none ? labels!.shape : outcome)
}

/** The operator with this name. `penalties` gets the scores, and `picked`, which makes scores[row, label[row]] when called. */
export const labelLossOperator = (
  name: string,
  penalties: (build: Builder, scores: Value, picked: () => Value) => Penalties,
): Operator<LabelLossAttributes> => ({
  name,
  infer: (operands, attributes) => labelLossResult(name, operands, attributes),
  expand(build, operands, attributes) {
    const [scores, labels, weight] = [operands[0]!, operands[1]!, operands[2]]
    const classes = scores.shape.at(-1)!
    const picked = (): Value => atLabel(build, labels, classes, 'labelled', (at) => read(scores, at))
    return labelLoss(build, { ...penalties(build, scores, picked), labels, classes, weight }, attributes)
  },
})
