/** Element types. In: lowered expressions. Out: float, integer or mask, without computing anything. */
import { scalarFunctions, type ScalarFunctionName } from '../../dsl/scalar.js'
import { elementType, type ElementType } from '../kernel.js'
import type { LoweredExpression } from '../statement.js'

/** Intrinsics that work on floats and on integers alike; a constant beside an integer is an integer. */
const polymorphic: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'neg', 'abs', 'minimum', 'maximum'])

/** The type of an application: comparisons give masks, arithmetic keeps what it is given, the table says the rest. */
export function resultType(name: ScalarFunctionName, operands: readonly { readonly type: ElementType }[]): ElementType {
  const types = name === 'where' ? operands.slice(1) : operands
  if (name === 'where' || polymorphic.has(name)) {
    if (types.some(({ type }) => type === 'integer')) return 'integer'
    return types.every(({ type }) => type === 'mask') ? 'mask' : 'float'
  }
  return scalarFunctions[name].result
}

/** The type of an expression. */
export function typeOf(expression: LoweredExpression): ElementType {
  switch (expression.kind) {
    case 'constant':
    case 'accumulator':
      return 'float'
    case 'load':
      return elementType(expression.address.buffer.dtype)
    case 'index':
      return 'integer'
    case 'select': {
      const then = typeOf(expression.then)
      return then === 'float' ? typeOf(expression.otherwise) : then
    }
    case 'apply':
      return resultType(
        expression.function,
        expression.arguments.map((argument) => ({ type: typeOf(argument) })),
      )
  }
}
