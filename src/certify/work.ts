/**
 * How much a kernel computes: what the number of its trials, and of the parts a command is cut into, goes by. Nothing that a
 * certificate says rests on it.
 */
import { roundsOf, type Instruction, type Kernel } from '../codegen/kernel.js'
import { scalarFunctions } from '../dsl/scalar.js'

/** What exp or a random word costs, in operations. */
const heavyWork = 32

/** Scalar operations that a kernel executes: the size by which trials are planned. */
export function workOf(kernels: readonly Kernel[]): number {
  const count = (instructions: readonly Instruction[]): number =>
    instructions.reduce((total, instruction) => {
      if (instruction.kind === 'loop') return total + roundsOf(instruction.counter) * count(instruction.body)
      if (instruction.kind === 'branch') return total + count(instruction.then) + count(instruction.otherwise)
      if (instruction.kind === 'store') return total + instruction.lanes
      const { operation, local } = instruction
      const heavy = operation.kind === 'apply' && scalarFunctions[operation.function].heavy
      return total + local.lanes * (heavy ? heavyWork : 1)
    }, 0)
  return kernels.reduce((total, { instructions }) => total + count(instructions), 0)
}
