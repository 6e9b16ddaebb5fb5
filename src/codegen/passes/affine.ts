/**
 * Affine: loop variables that occur under a division or remainder are split into digits, v = q·high + low, until the
 * addresses are sums of strides. It looks at linear addresses, since 8·⌊k/8⌋ + k mod 8 cancels there and needs no split.
 * What has no digits (⌊(e+1)/2⌋, radices that do not nest) stays, and is evaluated as it stands.
 *
 * In: a work, and the linear address of a read. Out: the work with digits as loops, and those worth unrolling.
 */
import { walk } from '../../dsl/comprehension/traverse.js'
import { substitute } from '../../dsl/comprehension/substitute.js'
import { substituteGuards } from '../../dsl/comprehension/guards.js'
import { index, plus, substituteIndex, times, variable } from '../../dsl/comprehension/index-expression.js'
import type { Index, Value, Variable } from '../../dsl/comprehension/types.js'
import type { Thresholds } from '../thresholds.js'
import { expressionsOf, looseIndices, placeOf, type Target, type WorkParts } from './work.js'

/** The place of a tensor's element in its buffer. */
export type Linear = (tensor: Value, at: readonly Index[]) => Index

export interface Split {
  readonly work: WorkParts
  readonly unrolled: ReadonlySet<Variable>
}

/** A variable that stands alone under a floor or modulo whose divisor divides its extent. */
function digitOf(of: Index): readonly [Variable, number] | null {
  for (const { atom } of of.terms) {
    if (atom.kind === 'variable') continue
    if (atom.kind === 'lookup') {
      for (const i of atom.at) {
        const inner = digitOf(i)
        if (inner) return inner
      }
      continue
    }
    const [term, ...more] = atom.of.terms
    if (
      term &&
      more.length === 0 &&
      atom.of.constant === 0 &&
      term.coefficient === 1 &&
      term.atom.kind === 'variable'
    ) {
      if (term.atom.extent % atom.by === 0) return [term.atom, atom.by]
    } else {
      const inner = digitOf(atom.of)
      if (inner) return inner
    }
  }
  return null
}

function findDigit(work: WorkParts, linear: Linear): readonly [Variable, number] | null {
  const indices: Index[] = [...looseIndices({ ...work, targets: [] })]
  for (const target of work.targets) if (!work.scatter) indices.push(linear(target.value, placeOf(work, target)))
  for (const expression of expressionsOf(work))
    walk(expression, (node) => {
      if (node.kind === 'read') indices.push(linear(node.tensor, node.at))
      else if (node.kind === 'index') indices.push(node.index)
      else if (node.kind === 'select') for (const { of } of node.guards) indices.push(of)
    })
  for (const one of indices) {
    const digit = digitOf(one)
    if (digit) return digit
  }
  return null
}

export function splitDigits(start: WorkParts, linear: Linear, thresholds: Thresholds): Split {
  let work = start
  const unrolled = new Set<Variable>()
  for (let digit = findDigit(work, linear); digit !== null; digit = findDigit(work, linear)) {
    const [old, radix] = digit
    const high = variable(old.extent / radix, `${old.name}h`)
    const low = variable(radix, `${old.name}l`)
    const map = new Map([[old, plus(times(index(high), radix), low)]])
    if (work.loops.includes(old) && radix <= thresholds.unrollExtent) unrolled.add(low)
    unrolled.delete(old)
    work = substituted(work, map, (list) => list.flatMap((one) => (one === old ? [high, low] : [one])))
  }
  return { work, unrolled }
}

/** The work with a name of its own for every variable, so that formulas and kernels can be read. */
export function withDistinctNames(work: WorkParts): WorkParts {
  const taken = new Set<string>()
  const map = new Map<Variable, Index>()
  const fresh = new Map<Variable, Variable>()
  for (const old of [...work.loops, ...work.over]) {
    if (old.extent === 1) continue
    let name = old.name
    for (let count = 2; taken.has(name); count++) name = `${old.name}${count}`
    taken.add(name)
    if (name === old.name) continue
    const renamed = variable(old.extent, name)
    fresh.set(old, renamed)
    map.set(old, index(renamed))
  }
  return map.size === 0 ? work : substituted(work, map, (list) => list.map((one) => fresh.get(one) ?? one))
}

function substituted(
  work: WorkParts,
  map: ReadonlyMap<Variable, Index>,
  swap: (list: readonly Variable[]) => readonly Variable[],
): WorkParts {
  const place = (target: Target): readonly Index[] | null =>
    work.scatter || (target.at === null && [...map.keys()].every((v) => !work.loops.includes(v))) ?
      target.at
    : placeOf(work, target).map((i) => substituteIndex(i, map))
  return {
    ...work,
    loops: swap(work.loops),
    over: swap(work.over).filter(({ extent }) => extent !== 1),
    where: substituteGuards(work.where, map),
    body: substitute(work.body, map),
    scatter: work.scatter && {
      at: work.scatter.at.map((i) => substituteIndex(i, map)),
      guards: substituteGuards(work.scatter.guards, map),
    },
    targets: work.targets.map((target) => ({
      ...target,
      at: place(target),
      post: target.post && substitute(target.post, map),
    })),
  }
}
