/** Fast evaluation, checked and not trusted: the kind of a scalar expression. In: an expression. Out: float, integer or mask. */
import type { Expression } from '../../dsl/comprehension/types.js'
import { scalarFunctions } from '../../dsl/scalar.js'
import { isFloat } from '../../shapes/dtype.js'

export type Kind = 'float' | 'integer' | 'mask'

/** Functions of floats and of integers alike. */
const flexible: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'neg', 'abs', 'minimum', 'maximum', 'where'])

export function kindOf(e: Expression): Kind {
  switch (e.kind) {
    case 'read':
      return (
        isFloat(e.tensor.dtype) ? 'float'
        : e.tensor.dtype === 'bool' ? 'mask'
        : 'integer'
      )
    case 'index':
      return 'integer'
    case 'select':
      return e.then.kind === 'constant' ? kindOf(e.otherwise) : kindOf(e.then)
    case 'apply': {
      if (!flexible.has(e.function)) return scalarFunctions[e.function].result
      const kinds = (e.function === 'where' ? e.arguments.slice(1) : e.arguments).map((operand) => kindOf(operand))
      return (
        kinds.includes('integer') ? 'integer'
        : kinds.every((kind) => kind === 'mask') ? 'mask'
        : 'float'
      )
    }
    default:
      return 'float'
  }
}
