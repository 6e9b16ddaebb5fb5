/**
 * Guards as branches. In: guards, and what to write where they hold and where one fails. Out: branches, as few as bounds and
 * the branches around them leave open.
 */
import type { Guard } from '../../dsl/comprehension/types.js'
import type { KernelGuard } from '../kernel.js'
import { complementOf, decideGuard, isImplied } from '../place.js'
import { lookupDepth } from './analyse.js'
import type { Position } from './bindings.js'
import type { KernelBuilder } from './build.js'
import type { Places } from './places.js'

export class Branches {
  /** What the open branches say. */
  private readonly known: KernelGuard[] = []

  constructor(
    private readonly builder: KernelBuilder,
    private readonly places: Places,
  ) {}

  /**
   * Does one thing where all guards hold and another where one fails. A guard that reads an integer at run time is
   * evaluated inside the branch of those that read less: where they fail, there may be nothing to read.
   */
  on(guards: readonly Guard[], position: Position, then: () => void, otherwise: () => void = () => {}): void {
    const least = Math.min(...guards.map(({ of }) => lookupDepth(of)))
    const now = this.open(
      guards.filter(({ of }) => lookupDepth(of) === least),
      position,
    )
    const later = guards.filter(({ of }) => lookupDepth(of) > least)
    const inside = later.length > 0 ? () => this.on(later, position, then, otherwise) : then
    if (now === false) otherwise()
    else if (now.length === 0) inside()
    else
      this.builder.branch(
        now,
        () => this.where(now, inside),
        () => this.where(complementOf(now), otherwise),
      )
  }

  /** The guards that neither bounds nor branches around them decide, each once; false when one never holds. */
  open(guards: readonly Guard[], position: Position): readonly KernelGuard[] | false {
    const open: KernelGuard[] = []
    for (const guard of guards) {
      const kernelGuard: KernelGuard = { test: guard.test, of: this.places.index(guard.of, position) }
      const decided = decideGuard(kernelGuard)
      if (decided === false) return false
      if (decided === undefined && !isImplied(kernelGuard, [...this.known, ...open])) open.push(kernelGuard)
    }
    return open
  }

  /** Writes what stands inside a branch: guards that hold there are not asked again. */
  private where(guards: readonly KernelGuard[], write: () => void): void {
    this.known.push(...guards)
    write()
    this.known.length -= guards.length
  }
}
