/**
 * The schedule that takes everything: one output element at a time, any index expression, guards as branches, reductions in
 * row-major order. Slow and always right; `explain` names the statements that end here.
 */
import type { Variable } from '../../dsl/comprehension/types.js'
import { volume } from '../../dsl/comprehension/value.js'
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import type { ElementType, Local, Operation, Place } from '../kernel.js'
import { addPlaces, fixedPlace } from '../place.js'
import type { LoweredExpression, Statement } from '../statement.js'
import { origin, type Position } from './bindings.js'
import { byStoreStride, isZeroConstant, nest, storeResults, type ScheduleContext } from './common.js'
import { Evaluator } from './evaluate.js'
import { typeOf } from './types.js'

export const zero: Operation = { kind: 'constant', value: { numerator: 0n, denominator: 1n } }

export function scheduleScalar(statement: Statement, context: ScheduleContext): string {
  const { builder } = context
  const evaluator = new Evaluator(builder, context.bufferOf)
  for (const [variable, place] of context.prefix) evaluator.bind(variable, place)
  const loops = statement.loops.filter((variable) => !context.prefix.has(variable))
  nest(evaluator, byStoreStride(statement, loops), () => {
    const { value, winner } = reduceSequentially(evaluator, statement)
    storeResults(evaluator, statement, [origin], () => (winner ? { value, winner } : { value }))
  })
  return statement.reduce === 'none' ? 'scalar map' : `scalar ${statement.reduce}`
}

function reduceSequentially(evaluator: Evaluator, statement: Statement): { value: Local; winner?: Local } {
  switch (statement.reduce) {
    case 'none':
      return { value: evaluator.value(statement.body, origin) }
    case 'sum':
      return { value: sumSequentially(evaluator, statement) }
    case 'max':
    case 'min':
      return findWinner(evaluator, statement)
    case 'argmax':
    case 'argmin': {
      const { winner } = findWinner(evaluator, statement)
      return { value: winner, winner }
    }
  }
}

/** acc = acc + body, a guarded body inside a branch (an excluded entry contributes nothing). */
export function sumSequentially(evaluator: Evaluator, statement: Statement): Local {
  const { builder } = evaluator
  const accumulator = builder.accumulator(typeOf(statement.body), 1, zero)
  nest(evaluator, statement.over, () => addTerm(evaluator, statement.body, accumulator, origin))
  return accumulator
}

/** Adds a body to an accumulator; a product becomes one multiply-add. */
export function addTerm(evaluator: Evaluator, body: LoweredExpression, accumulator: Local, position: Position): void {
  const { builder } = evaluator
  if (body.kind === 'select' && isZeroConstant(body.otherwise)) {
    const { guards, then } = body
    return evaluator.branches.on(guards, position, () => addTerm(evaluator, then, accumulator, position))
  }
  if (body.kind === 'apply' && body.function === 'mul' && accumulator.type === 'float') {
    const [a, b] = body.arguments.map((argument) => evaluator.value(argument, position)) as [Local, Local]
    return builder.assign(accumulator, { kind: 'multiplyAdd', a, b, c: accumulator }, position.lanes)
  }
  const value = evaluator.value(body, position)
  builder.assign(accumulator, { kind: 'apply', function: 'add', arguments: [accumulator, value] }, position.lanes)
}

/** Windows of up to this many points are unrolled. */
const unrolledPoints = 9

/**
 * The extreme value and the row-major number of the first point that has it. It starts at the first live point: one that
 * `where` excludes is never compared, and none live gives 0 and −1. The first NaN wins and stays.
 */
function findWinner(evaluator: Evaluator, statement: Statement): { value: Local; winner: Local } {
  const { builder } = evaluator
  const { over, body, where } = statement
  const isMaximum = statement.reduce === 'max' || statement.reduce === 'argmax'
  const points = volume(over)
  const apply = (type: ElementType, name: ScalarFunctionName, ...operands: readonly Local[]): Local =>
    builder.define(type, 1, { kind: 'apply', function: name, arguments: operands })
  const number = (at: Place): Operation => ({ kind: 'index', at, laneStride: 0 })
  const isCertain = points > 0 && (where ?? []).length === 0
  // without guards nothing but the winner's own readers needs its number
  const needsWinner = !isCertain || statement.reduce.startsWith('arg') || statement.stores.some((store) => store.winner)

  let first: Operation = zero
  if (isCertain) {
    for (const variable of over) evaluator.bind(variable, fixedPlace(0))
    first = { kind: 'copy', of: evaluator.value(body, origin) }
  }
  const best = builder.accumulator(typeOf(body), 1, first)
  const winner = builder.accumulator('integer', 1, number(fixedPlace(isCertain ? 0 : -1)))

  const at = (): Local => builder.define('integer', 1, number(rowMajorNumber(evaluator, over)))
  // nothing can have won before the first point
  const take = (): void => {
    builder.assign(best, { kind: 'copy', of: evaluator.value(body, origin) })
    builder.assign(winner, { kind: 'copy', of: at() })
  }
  const compare = (): void => {
    const value = evaluator.value(body, origin)
    const ordered = isMaximum ? apply('mask', 'lessEqual', value, best) : apply('mask', 'lessEqual', best, value)
    // it beats the best so far, which is not NaN; before the first live point there is none to beat
    const beats = apply('mask', 'and', apply('mask', 'not', ordered), apply('mask', 'equal', best, best))
    const keeps =
      isCertain ?
        apply('mask', 'not', beats)
      : apply(
          'mask',
          'and',
          apply('mask', 'not', beats),
          apply('mask', 'lessEqual', builder.define('integer', 1, zero), winner),
        )
    builder.assign(best, { kind: 'apply', function: 'where', arguments: [keeps, best, value] })
    if (needsWinner) builder.assign(winner, { kind: 'apply', function: 'where', arguments: [keeps, winner, at()] })
  }
  const visit = (live: () => void): void => evaluator.branches.on(where ?? [], origin, live)
  if (points > unrolledPoints) nest(evaluator, over, () => visit(compare))
  else
    for (let point = isCertain ? 1 : 0; point < points; point++) {
      let rest = point
      for (const variable of [...over].reverse()) {
        evaluator.bind(variable, fixedPlace(rest % variable.extent))
        rest = Math.floor(rest / variable.extent)
      }
      visit(point === 0 ? take : compare)
    }
  return { value: best, winner }
}

function rowMajorNumber(evaluator: Evaluator, variables: readonly Variable[]): Place {
  let number = fixedPlace(0)
  for (const variable of variables)
    number = addPlaces(
      evaluator.places.index({ id: -1, constant: 0, terms: [{ atom: variable, coefficient: 1 }] }, origin),
      number,
      variable.extent,
    )
  return number
}
