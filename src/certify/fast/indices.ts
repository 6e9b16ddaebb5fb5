/**
 * Fast evaluation, checked and not trusted: the text of indices, addresses and guards.
 *
 * In: indices over loop variables. Out: expressions of JavaScript; the tensors they read, and the steps of addresses.
 */
import type { Guard, Index, Value, Variable } from '../../dsl/comprehension/types.js'
import { variableName } from './spelling.js'

export class Indices {
  /** Tensors that are read, in the order of `data`. */
  readonly tensors: Value[] = []
  /** Lines that belong before `loops` and into each of them. */
  readonly steps: readonly string[][]
  #addresses = 0

  /** `loops` are those that an expression is summed over, from the outside. */
  constructor(private readonly loops: readonly Variable[] = []) {
    this.steps = [[], ...loops.map(() => [])]
  }

  tensor(value: Value): string {
    if (!this.tensors.includes(value)) this.tensors.push(value)
    return `data${this.tensors.indexOf(value)}`
  }

  index({ constant, terms }: Pick<Index, 'constant' | 'terms'>): string {
    const parts = terms.map(({ atom, coefficient }) =>
      coefficient === 1 ? this.#atom(atom) : `${coefficient} * ${this.#atom(atom)}`,
    )
    if (constant !== 0 || parts.length === 0) parts.unshift(String(constant))
    return parts.join(' + ')
  }

  #atom(atom: Index['terms'][number]['atom']): string {
    if (atom.kind === 'variable') return variableName(atom)
    if (atom.kind === 'lookup') return `${this.tensor(atom.tensor)}[${this.address(atom.tensor, atom.at)}]`
    const quotient = `Math.floor((${this.index(atom.of)}) / ${atom.by})`
    return atom.kind === 'floor' ? quotient : `(${this.index(atom.of)} - ${atom.by} * ${quotient})`
  }

  address(tensor: Value, at: readonly Index[]): string {
    const stepped = this.#stepped(tensor, at)
    if (stepped !== null) return stepped
    let stride = 1
    const terms = at.map((index, axis): [Index, number] => [index, axis]).reverse()
    const parts = terms.map(([index, axis]) => {
      const part = stride === 1 ? this.index(index) : `${stride} * (${this.index(index)})`
      stride *= tensor.shape[axis]!
      return part
    })
    return parts.length === 0 ? '0' : parts.join(' + ')
  }

  /** The same address, each of `loops` adding its own step to what the loops around it have; null where it is no sum of steps. */
  #stepped(tensor: Value, at: readonly Index[]): string | null {
    if (this.loops.length === 0) return null
    const around: string[] = []
    const steps = this.loops.map(() => 0)
    let stride = 1
    for (let axis = at.length - 1; axis >= 0; stride *= tensor.shape[axis]!, axis--) {
      const { constant, terms } = at[axis]!
      if (constant !== 0) around.push(String(stride * constant))
      for (const { atom, coefficient } of terms) {
        if (atom.kind !== 'variable') return null
        const loop = this.loops.indexOf(atom)
        if (loop >= 0) steps[loop]! += stride * coefficient
        else around.push(`${stride * coefficient} * ${variableName(atom)}`)
      }
    }
    const number = this.#addresses++
    const [before, ...inside] = this.steps
    let name = `a${number}`
    before!.push(`const ${name} = ${around.join(' + ') || 0}`)
    inside.forEach((lines, loop) => {
      if (steps[loop] === 0) return
      lines.push(`const a${number}_${loop} = ${name} + ${steps[loop]} * ${variableName(this.loops[loop]!)}`)
      name = `a${number}_${loop}`
    })
    return name
  }

  guards(guards: readonly Guard[]): string {
    const tests = guards.map(({ test, of }) => `(${this.index(of)}) ${test === 'nonnegative' ? '>=' : '==='} 0`)
    return tests.length === 0 ? 'true' : tests.join(' && ')
  }
}
