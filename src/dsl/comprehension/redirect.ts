/**
 * The same expressions over other tensors: every read and every lookup is made again by whoever knows where its tensor
 * went. In: an expression, an index or guards, and where reads go. Out: the same over those tensors.
 */
import { fromIndex, read, select } from './expression.js'
import { withOperands } from './substitute.js'
import { floorDivide, index, lookup, lookupsOf, modulo, plus, times } from './index-expression.js'
import type { Apply, Atom, Expression, Guard, Index, Value } from './types.js'

/** Where an access goes: another tensor at other indices, or itself. */
export type Access = readonly [tensor: Value, at: readonly Index[]]

export class Redirection {
  readonly #indices = new Map<Index, Index>()
  readonly #expressions = new Map<Expression, Expression>()

  constructor(
    private readonly accessOf: (tensor: Value, at: readonly Index[]) => Access,
    private readonly applied: (node: Apply) => Expression = (node) => node,
  ) {}

  index(value: Index): Index {
    if (lookupsOf(value).length === 0) return value
    const known = this.#indices.get(value)
    if (known !== undefined) return known
    let result = index(value.constant)
    for (const { atom, coefficient } of value.terms) result = plus(result, times(this.#atom(atom), coefficient))
    this.#indices.set(value, result)
    return result
  }

  #atom(atom: Atom): Index {
    switch (atom.kind) {
      case 'variable':
        return index(atom)
      case 'floor':
        return floorDivide(this.index(atom.of), atom.by)
      case 'modulo':
        return modulo(this.index(atom.of), atom.by)
      case 'lookup': {
        const [tensor, at] = this.accessOf(
          atom.tensor,
          atom.at.map((i) => this.index(i)),
        )
        return lookup(tensor, at)
      }
    }
  }

  guards(guards: readonly Guard[]): readonly Guard[] {
    return guards.map(({ test, of }) => ({ test, of: this.index(of) }))
  }

  expression(e: Expression): Expression {
    const known = this.#expressions.get(e)
    if (known !== undefined) return known
    const result = this.#rebuilt(e)
    this.#expressions.set(e, result)
    return result
  }

  #rebuilt(e: Expression): Expression {
    if (e.kind === 'read') {
      const [tensor, at] = this.accessOf(
        e.tensor,
        e.at.map((i) => this.index(i)),
      )
      return read(tensor, at)
    }
    if (e.kind === 'index') return fromIndex(this.index(e.index))
    if (e.kind === 'select') return select(this.guards(e.guards), this.expression(e.then), this.expression(e.otherwise))
    const rebuilt = withOperands(e, (operand) => this.expression(operand))
    return rebuilt.kind === 'apply' ? this.applied(rebuilt) : rebuilt
  }
}
