/**
 * Trusted for bounds. Whether the rounds of a loop use a buffer apart, so that none reads what another stored: an update in
 * place, whose every element has a round of its own.
 *
 * In: a loop and a buffer. Out: true where no place of one round is a place of another; false where that is not seen.
 */
import { walkInstructions, type Counter, type Instruction, type Place } from '../../codegen/kernel.js'
import type { Buffer } from '../../codegen/statement.js'

interface Access {
  readonly at: Place
  readonly laneStride: number
  readonly lanes: number
}

function accessesOf(buffer: Buffer, body: readonly Instruction[]): { accesses: Access[]; inner: Set<number> } {
  const accesses: Access[] = []
  const inner = new Set<number>()
  walkInstructions(body, (instruction) => {
    if (instruction.kind === 'loop') inner.add(instruction.counter.id)
    else if (instruction.kind === 'store') {
      if (instruction.buffer === buffer) accesses.push(instruction)
    } else if (instruction.kind !== 'branch') {
      const { operation, local } = instruction
      if (operation.kind === 'load' && operation.buffer === buffer) accesses.push({ ...operation, lanes: local.lanes })
    }
  })
  return { accesses, inner }
}

/**
 * Each place is outer + k·counter + rest, with the same outer and k in all of them, and rest from `least` to `most`. Places of
 * different rounds differ by |k|·step at least in the middle term: apart where that is more than most − least.
 */
export function isApart(buffer: Buffer, counter: Counter, body: readonly Instruction[]): boolean {
  const { accesses, inner } = accessesOf(buffer, body)
  let [least, most] = [Infinity, -Infinity]
  const fixed = new Set<string>()
  for (const { at, laneStride, lanes } of accesses) {
    const ends = [0, laneStride * (lanes - 1)]
    let [low, high] = [at.constant + Math.min(...ends), at.constant + Math.max(...ends)]
    const outer: string[] = []
    for (const { atom, coefficient } of at.terms) {
      if (atom.kind !== 'counter') return false
      if (!inner.has(atom.id)) {
        outer.push(`${coefficient} of ${atom.id}`)
        continue
      }
      const span = [coefficient * atom.from, coefficient * Math.max(atom.from, atom.to - 1)]
      low += Math.min(...span)
      high += Math.max(...span)
    }
    fixed.add(outer.sort().join(', '))
    least = Math.min(least, low)
    most = Math.max(most, high)
  }
  const own = accesses[0]?.at.terms.filter(({ atom }) => atom.kind === 'counter' && atom.id === counter.id) ?? []
  const stride = own.reduce((sum, { coefficient }) => sum + coefficient, 0)
  return fixed.size === 1 && most - least < Math.abs(stride) * counter.step
}
