/** The kind of a scalar expression, before it is compiled. In: an expression. Out: float, integer, or either. */
import { isFloat } from '../../shapes/dtype.js'
import type { Expression } from '../comprehension/types.js'
import { scalarFunctions } from '../scalar.js'

/** The kind that an expression has by itself; constants have the kind of their surroundings. */
export function kindOf(expression: Expression): 'float' | 'integer' | 'any' {
  // Along first branches only: a loop, since choices nest as deep as concatenations have parts.
  for (let e = expression; ;) {
    switch (e.kind) {
      case 'constant':
        return 'any'
      case 'accumulator':
        return 'float'
      case 'index':
        return 'integer'
      case 'read':
        return isFloat(e.tensor.dtype) ? 'float' : 'integer'
      case 'select': {
        if (e.then.kind !== 'constant') e = e.then
        else e = e.otherwise
        break
      }
      case 'apply': {
        if (e.function !== 'where') return scalarFunctions[e.function].result === 'float' ? 'float' : 'integer'
        const [, then, otherwise] = e.arguments
        if (then!.kind !== 'constant') e = then!
        else e = otherwise!
      }
    }
  }
}
