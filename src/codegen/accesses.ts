/** Every load and store of a kernel with the guards around it: what memory proofs are about. In: loop IR. */
import type { Instruction, KernelGuard, Place } from './kernel.js'
import { complementOf } from './place.js'
import type { Buffer } from './statement.js'

export interface Access {
  readonly verb: 'loads' | 'stores'
  readonly buffer: Buffer
  /** The first lane's place; lane l is at + l · laneStride. */
  readonly at: Place
  readonly laneStride: number
  readonly lanes: number
  /** All hold where the access happens; of a branch not taken, the opposite of its one guard. */
  readonly guards: readonly KernelGuard[]
}

/** Calls `visit` in the order of execution. Kernels nest a dozen loops and branches at most, so recursion is bounded. */
export function walkAccesses(
  instructions: readonly Instruction[],
  visit: (access: Access) => void,
  guards: readonly KernelGuard[] = [],
): void {
  for (const instruction of instructions)
    switch (instruction.kind) {
      case 'define':
      case 'assign': {
        const { operation, local } = instruction
        const lanes = instruction.kind === 'assign' ? instruction.lanes : local.lanes
        if (operation.kind !== 'load') break
        const { buffer, at, laneStride } = operation
        visit({ verb: 'loads', buffer, at, laneStride, lanes, guards })
        break
      }
      case 'store': {
        const { buffer, at, laneStride, lanes } = instruction
        visit({ verb: 'stores', buffer, at, laneStride, lanes, guards })
        break
      }
      case 'loop':
        walkAccesses(instruction.body, visit, guards)
        break
      case 'branch':
        walkAccesses(instruction.then, visit, [...guards, ...instruction.guards])
        walkAccesses(instruction.otherwise, visit, [...guards, ...complementOf(instruction.guards)])
    }
}
