/**
 * Trusted for bounds. Whether the rounds of a loop use a buffer apart, so that none reads what another stored: an update in
 * place, whose every element has a round of its own.
 *
 * In: a loop and a buffer. Out: true where no place of one round is a place of another; false where that is not seen.
 */
import { roundsOf, walkInstructions, type Counter, type Instruction, type Place } from '../../codegen/kernel.js'
import type { Buffer } from '../../codegen/statement.js'

interface Access {
  readonly at: Place
  readonly laneStride: number
  readonly lanes: number
}

/** So many places are looked at one by one. */
const mostPlaces = 2 ** 18

function accessesOf(buffer: Buffer, body: readonly Instruction[]): { accesses: Access[]; inner: Map<number, Counter> } {
  const accesses: Access[] = []
  const inner = new Map<number, Counter>()
  walkInstructions(body, (instruction) => {
    if (instruction.kind === 'loop') inner.set(instruction.counter.id, instruction.counter)
    else if (instruction.kind === 'store') {
      if (instruction.buffer === buffer) accesses.push(instruction)
    } else if (instruction.kind !== 'branch') {
      const { operation, local } = instruction
      if (operation.kind === 'load' && operation.buffer === buffer) accesses.push({ ...operation, lanes: local.lanes })
    }
  })
  return { accesses, inner }
}

/** The places of one access, as loops over what is added to a constant; what is the same in all rounds is left out. */
interface Places {
  readonly constant: number
  readonly own: number
  readonly loops: readonly { readonly coefficient: number; readonly rounds: number }[]
}

/** Null where a place depends on more than counters. */
function placesOf(
  { at, laneStride, lanes }: Access,
  counter: Counter,
  inner: ReadonlyMap<number, Counter>,
): Places | null {
  let { constant } = at
  let own = 0
  const loops = [{ coefficient: laneStride, rounds: lanes }]
  for (const { atom, coefficient } of at.terms) {
    if (atom.kind !== 'counter') return null
    const loop = inner.get(atom.id)
    if (atom.id === counter.id) own += coefficient * counter.step
    else if (loop !== undefined) {
      constant += coefficient * loop.from
      loops.push({ coefficient: coefficient * loop.step, rounds: roundsOf(loop) })
    }
  }
  return { constant, own, loops: loops.filter(({ rounds }) => rounds !== 1) }
}

/** What loops around the one looked at add to a place. */
const outerOf = ({ at }: Access, counter: Counter, inner: ReadonlyMap<number, Counter>): string =>
  at.terms
    .flatMap(({ atom, coefficient }) =>
      atom.kind === 'counter' && atom.id !== counter.id && !inner.has(atom.id) ? [`${coefficient} of ${atom.id}`] : [],
    )
    .sort()
    .join(', ')

export function isApart(buffer: Buffer, counter: Counter, body: readonly Instruction[]): boolean {
  const { accesses, inner } = accessesOf(buffer, body)
  const [first] = accesses
  if (first === undefined) return true
  const outer = outerOf(first, counter, inner)
  if (accesses.some((access) => outerOf(access, counter, inner) !== outer)) return false
  const places: Places[] = []
  for (const access of accesses) {
    const found = placesOf(access, counter, inner)
    if (found === null) return false
    places.push(found)
  }
  const each = places.reduce((sum, { loops }) => sum + loops.reduce((product, { rounds }) => product * rounds, 1), 0)
  if (each * roundsOf(counter) > mostPlaces) return farApart(places)
  const round = new Map<number, number>()
  for (let at = 0; at < roundsOf(counter); at++)
    for (const { constant, own, loops } of places) {
      let reached = [constant + own * at]
      for (const { coefficient, rounds } of loops)
        reached = reached.flatMap((place) => Array.from({ length: rounds }, (_, times) => place + coefficient * times))
      for (const place of reached) {
        if ((round.get(place) ?? at) !== at) return false
        round.set(place, at)
      }
    }
  return true
}

/** Places of different rounds differ by |own| at least, but for what else is added to them. */
function farApart(places: readonly Places[]): boolean {
  const ends = places.map(({ constant, loops }) => {
    const spans = loops.map(({ coefficient, rounds }) => coefficient * Math.max(0, rounds - 1))
    const sum = (part: (span: number) => number): number => spans.reduce((all, span) => all + part(span), constant)
    return [sum((span) => Math.min(0, span)), sum((span) => Math.max(0, span))] as const
  })
  const least = ends.reduce((low, [start]) => Math.min(low, start), Infinity)
  const most = ends.reduce((high, [, end]) => Math.max(high, end), -Infinity)
  const [{ own }] = places as readonly [Places] // there is one
  return places.every((each) => each.own === own) && most - least < Math.abs(own)
}
