/**
 * Writing loop IR: nested scopes of instructions, fresh locals and counters. Schedules open loops and branches here and
 * expressions (evaluate.ts, by bindings.ts) put their values into the outermost scope in which they are already known.
 */
import type { Counter, ElementType, Instruction, KernelGuard, Local, Operation, Place } from '../kernel.js'
import { fixedPlace, placeOf } from '../place.js'

interface Scope {
  readonly instructions: Instruction[]
  /** A branch: nothing from inside it may be computed further out. */
  readonly isBranch: boolean
}

export class KernelBuilder {
  private scopes: Scope[] = [{ instructions: [], isBranch: false }]
  private locals = 0
  private counters = 0

  /** The instructions written so far at the outermost level. */
  finish(): readonly Instruction[] {
    return this.scopes[0]!.instructions
  }

  /** How many scopes are open; 0 is the kernel's own level. */
  get depth(): number {
    return this.scopes.length - 1
  }

  /** The depth of the innermost branch around here, or 0. */
  get branchDepth(): number {
    for (let depth = this.scopes.length - 1; depth > 0; depth--) if (this.scopes[depth]!.isBranch) return depth
    return 0
  }

  /** An identity for the scope at `depth`: values computed there are known while it is open. */
  scopeAt(depth: number): object {
    return this.scopes[depth]!
  }

  private emit(instruction: Instruction): void {
    this.scopes[this.scopes.length - 1]!.instructions.push(instruction)
  }

  /** Runs `write` with the scope at `depth` innermost, so that its instructions come before the loops opened since. */
  outside<T>(depth: number, write: () => T): T {
    const inner = this.scopes.splice(depth + 1)
    try {
      return write()
    } finally {
      this.scopes.push(...inner)
    }
  }

  private inside(scope: Scope, write: () => void): readonly Instruction[] {
    this.scopes.push(scope)
    write()
    this.scopes.pop()
    return scope.instructions
  }

  /** A loop over from, from + step, … below `to`; no loop for one pass, nothing for none. */
  loop(name: string, from: number, to: number, step: number, body: (at: Place) => void): void {
    if (to <= from) return
    if (from + step >= to) {
      body(fixedPlace(from))
      return
    }
    const counter: Counter = { kind: 'counter', id: this.counters++, name, from, to, step }
    const instructions = this.inside({ instructions: [], isBranch: false }, () => body(placeOf(counter)))
    this.emit({ kind: 'loop', counter, body: instructions })
  }

  branch(guards: readonly KernelGuard[], then: () => void, otherwise: () => void = () => {}): void {
    const taken = this.inside({ instructions: [], isBranch: true }, then)
    const other = this.inside({ instructions: [], isBranch: true }, otherwise)
    this.emit({ kind: 'branch', guards, then: taken, otherwise: other })
  }

  define(type: ElementType, lanes: number, operation: Operation): Local {
    const local: Local = { kind: 'local', id: this.locals++, type, lanes, mutable: false }
    this.emit({ kind: 'define', local, operation })
    return local
  }

  /** An accumulator with its first value. */
  accumulator(type: ElementType, lanes: number, operation: Operation): Local {
    const local: Local = { kind: 'local', id: this.locals++, type, lanes, mutable: true }
    this.emit({ kind: 'define', local, operation })
    return local
  }

  assign(local: Local, operation: Operation, lanes = local.lanes): void {
    this.emit({ kind: 'assign', local, lanes, operation })
  }

  store(store: Omit<Extract<Instruction, { kind: 'store' }>, 'kind'>): void {
    this.emit({ kind: 'store', ...store })
  }
}
