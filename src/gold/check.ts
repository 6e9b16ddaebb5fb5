/**
 * The verdict on one case: passed, failed (what differs first) or skipped (what we do not have).
 *
 * In: a case and a target. Out: a Verdict. Where the case lists other accepted answers, or is a matter of convention
 * (`must: false`), any of those answers or a typed rejection passes.
 */
import { BindError } from '../dsl/bind.js'
import { ShapeError } from '../shapes/rule.js'
import { computeCase } from './case.js'
import type { Computed } from './case.js'
import type { Target, Verdict } from './cases.js'
import { isModel } from './format.js'
import type { GoldArray, GoldCase, GoldModel, GoldResults } from './format.js'
import { computeModel } from './model.js'
import { missing } from './operators.js'
import { difference } from './tolerance.js'
import type { Tolerance } from './tolerance.js'

type Comparison = readonly [
  name: string,
  got: ArrayLike<number> | undefined,
  want: GoldArray | undefined,
  reference: number | null,
]

function firstDifference(comparisons: readonly Comparison[], tolerance: Omit<Tolerance, 'reference'>): string | null {
  for (const [name, got, want, reference] of comparisons) {
    if (want === undefined) continue
    const found = difference(got ?? [], want, { ...tolerance, reference })
    if (found !== null) return `${name} ${found}`
  }
  return null
}

function compareCase(item: GoldCase, got: Computed, want: GoldResults, precision: 'f64' | 'f32'): string | null {
  const [value = 0, grads = 0, jvp = 0] = item.f32 ?? []
  const many = (
    name: string,
    mine: readonly ArrayLike<number>[],
    wanted: readonly GoldArray[] | undefined,
    reference: number | null,
  ) => (wanted ?? []).map((array, position): Comparison => [`${name} ${position}`, mine[position], array, reference])
  return firstDifference(
    [
      ['value', got.value, want.value, value],
      ...many('gradient', got.grads, want.grads, grads),
      ['jvp', got.jvp, want.jvp, jvp],
      ...many('node value', got.nodeValues, want.nodeValues, value),
      ...many('node gradient', got.nodeGrads, want.nodeGrads, grads),
    ],
    {
      precision,
      factor: 16,
      floor: 2e-6,
      relative: item.tags?.includes('relative') ?? false,
      signedZero: item.tags?.includes('signed-zero') ?? false,
    },
  )
}

function checkModel(item: GoldModel, { executor, precision }: Target): string | null {
  const got = computeModel(item, executor)
  const [losses = 0, grads = 0, final = 0] = item.f32 ?? []
  return firstDifference(
    [
      ['losses', got.losses, item.losses, losses],
      ...item.grads0.map((array, at): Comparison => [`first gradient ${at}`, got.grads0[at], array, grads]),
      ...item.final.map((array, at): Comparison => [`final parameter ${at}`, got.final[at], array, final]),
    ],
    { precision, factor: 64, floor: 1e-5, relative: false, signedZero: false },
  )
}

function checkSingle(item: GoldCase, { executor, precision }: Target): string | null {
  const got = computeCase(item, executor)
  const reason = compareCase(item, got, item, precision)
  if (reason === null) return null
  if (reason.startsWith('jvp ') && item.tags?.includes('nan-or-infinity') === true) {
    return compareCase(item, { ...got, jvp: got.jvpByRows() }, item, precision)
  }
  // An alternative replaces what it lists; the directional derivative of the main answer does not apply to it.
  const { jvp: _, ...main } = item
  const accepted = item.alt?.some(
    (alternative) => compareCase(item, got, { ...main, ...alternative }, precision) === null,
  )
  return accepted === true ? null : reason
}

/** Checks one case on a target; never throws for a case that is merely wrong. */
export function checkCase(item: GoldCase, target: Target): Verdict {
  if (target.precision === 'f32' && item.tags?.includes('f64-only') === true)
    return { kind: 'skipped', reason: 'f64-only' }
  const reason = missing(item.nodes)
  if (reason !== null) return { kind: 'skipped', reason }
  try {
    const wrong = isModel(item) ? checkModel(item, target) : checkSingle(item, target)
    return wrong === null ? { kind: 'passed' } : { kind: 'failed', reason: wrong }
  } catch (error) {
    const typed = error instanceof ShapeError || error instanceof BindError
    if (typed && item.must === false) return { kind: 'passed' }
    return { kind: 'failed', reason: `threw ${String((error as Error).message).split('\n')[0]}` }
  }
}
