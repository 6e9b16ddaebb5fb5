/** logEps: a logarithm that stays finite. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, read } from '../comprehension/expression.js'
import type { Expression, Value } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { between } from './support/between.js'
import { floatResult, operandShape } from './support/types.js'

const forms = ['clamp', 'shift', 'softplus'] as const

/** What keeps the logarithm away from 0. */
export interface LogEpsOptions {
  /** Above 0. Default: 1e-6. */
  readonly eps?: number
  /** Default: `'clamp'`. */
  readonly form?: (typeof forms)[number]
}

/**
 * A logarithm away from 0, elementwise: `[...]` → `[...]`. By `form`,
 *
 * - `'clamp'`: log(max(x, eps)), with gradient 0 up to eps and 1/x above. PyTorch: `x.clamp(min=eps).log()`, but for x = eps;
 * - `'shift'`: log(x + eps), which is NaN below −eps. PyTorch: `(x + eps).log()`;
 * - `'softplus'`: log(log(1 + eˣ) + eps), finite for every finite x. TorchLean: `safeLog`; no approximation of log x (0.2725 at 1).
 *
 * @throws ShapeError when eps is not a finite number above 0, or there is no such form
 * @example
 * const session = new Session()
 * const x = session.input([3], [0, 0.5, 2])
 * session.getValue(x.logEps()) // => [-13.82, -0.6931, 0.6931]
 * session.getValue(x.logEps({ eps: 1e-3, form: 'shift' })) // => [-6.908, -0.6911, 0.6936]
 */
export function logEps<S extends Shape, D extends DType>(
  x: FloatOperand<'logEps', D, Tensor<S, D>>,
  options: LogEpsOptions = {},
): Tensor<S, Float<D>> {
  const { eps = 1e-6, form = 'clamp' } = options
  return record('logEps', [x], { eps, form }) as Tensor<S, Float<D>>
}

/**
 * TorchLean's name of `logEps` with the form `'softplus'`: log(log(1 + eˣ) + eps), elementwise, `[...]` → `[...]`.
 *
 * @throws ShapeError when eps is not a finite number above 0
 * @example
 * const session = new Session()
 * const x = session.input([3], [-100, 0, 1])
 * session.getValue(x.safeLog()) // => [-13.82, -0.3665, 0.2725]
 */
export function safeLog<S extends Shape, D extends DType>(
  x: FloatOperand<'logEps', D, Tensor<S, D>>,
  eps = 1e-6,
): Tensor<S, Float<D>> {
  return record('logEps', [x], { eps, form: 'softplus' }) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** logEps: a logarithm that stays finite. See `logEps`. */
    logEps<S extends Shape, D extends DType>(
      this: FloatOperand<'logEps', D, Tensor<S, D>>,
      options?: LogEpsOptions,
    ): Tensor<S, Float<D>>
    /** safeLog: TorchLean's name of `logEps` with the form `'softplus'`. See `safeLog`. */
    safeLog<S extends Shape, D extends DType>(
      this: FloatOperand<'logEps', D, Tensor<S, D>>,
      eps?: number,
    ): Tensor<S, Float<D>>
  }
}

/** The operand of the logarithm, from the operand of the operator. */
const away: Readonly<Record<Required<LogEpsOptions>['form'], (x: Expression, eps: number) => Expression>> = {
  clamp: (x, eps) => between(x, eps, Infinity, false),
  shift: (x, eps) => apply('add', x, constant(eps)),
  softplus: (x, eps) => apply('add', x, constant(eps)),
}

/** The softplus is a value of its own, so that no derivative computes it again. */
const softplusOf = (build: Builder, x: Value): Value =>
  map(build, x.shape, (out) => apply('softplus', read(x, out)), { name: 'logEps_softplus' })

defineOperator<Required<LogEpsOptions>>({
  name: 'logEps',
  infer(operands, { eps, form }) {
    if (!(eps > 0 && eps < Infinity)) return `logEps: eps ${eps} is not a finite number above 0`
    if (!forms.includes(form)) return `logEps: form ${form} is not one of ${forms.join(', ')}`
    return floatResult('logEps', operands, operandShape(operands, 0))
  },
  expand(build, operands, { eps, form }) {
    const x = form === 'softplus' ? softplusOf(build, operands[0]!) : operands[0]!
    return map(build, x.shape, (out) => apply('log', away[form](read(x, out), eps)))
  },
})
