/**
 * Layout: which axis of each tensor runs fastest in memory. Contractions vote, weighted by their products; everything
 * else follows its operands, its primal or its leaf. Leaves are shared, so one election covers all entries.
 *
 * A contraction wants, as innermost, the output axis that is a bare index of one operand only (the vector axis); that
 * operand wants it innermost too, and the other one the shared reduction variable. Models are recorded NCHW and come out
 * NHWC this way. Integers and masks are never permuted, nor is anything that the host reads.
 *
 * In: programs. Out: an order of axes (outermost first) for each value that is not row-major; strides from an order.
 */
import { index, variablesOf } from '../../dsl/comprehension/index-expression.js'
import { readsOf } from '../../dsl/comprehension/traverse.js'
import type { Comprehension, Expression, Program, Read, Value, Variable } from '../../dsl/comprehension/types.js'
import { topologicalOrder } from '../../dsl/comprehension/value.js'
import { elementCount } from '../../shapes/size.js'
import { isFloat } from '../../shapes/dtype.js'
import type { Thresholds } from '../thresholds.js'

/** Axes from outermost to innermost, or null for row-major. */
export type Permutations = (value: Value) => readonly number[] | null

/** Cells of zeros before and after each axis. */
export type Border = readonly (readonly [before: number, after: number])[]

interface Ballot {
  weight: number
  /** The order of the other axes, if the voter minds. */
  rest: readonly number[] | null
}

type Votes = Map<Value, Map<number, Ballot>>

/** The two reads of a product, or null. */
function factorsOf(e: Expression): readonly [Read, Read] | null {
  const reads: Read[] = []
  const collect = (node: Expression): boolean => {
    if (node.kind === 'read') return reads.push(node) <= 2
    if (node.kind === 'select') return collect(node.then)
    return node.kind === 'apply' && node.function === 'mul' && node.arguments.every(collect)
  }
  return collect(e) && reads.length === 2 ? [reads[0] as Read, reads[1] as Read] : null
}

/** The axis that a variable alone indexes. */
const bareAxis = (site: Read, variable: Variable): number => site.at.indexOf(index(variable))

const uses = (site: Read, variable: Variable): boolean => site.at.some((i) => variablesOf(i).includes(variable))

function cast(votes: Votes, value: Value, axis: number, weight: number, rest: readonly number[] | null = null): void {
  let ballots = votes.get(value)
  if (!ballots) votes.set(value, (ballots = new Map()))
  const ballot = ballots.get(axis)
  if (ballot) {
    ballot.weight += weight
    ballot.rest ??= rest
  } else ballots.set(axis, { weight, rest })
}

function voteOf(votes: Votes, value: Comprehension, thresholds: Thresholds): void {
  const factors = value.reduce === 'sum' && !value.scatter ? factorsOf(value.body) : null
  if (!factors) return
  const products = elementCount(value.shape) * elementCount(value.over.map(({ extent }) => extent))
  if (products < thresholds.layoutProducts) return
  let [small, big] = factors
  const candidates = (own: Read, other: Read): Variable[] =>
    value.out.filter((v) => v.extent > 1 && bareAxis(own, v) >= 0 && !uses(other, v))
  const last = value.out.at(-1)
  const ofBig = candidates(big, small)
  const ofSmall = candidates(small, big)
  // `small` becomes the operand with the vector axis: the one with the output's last axis, else the one with fewer elements
  const lastOfBig = ofBig.some((v) => v === last)
  const lastOfSmall = ofSmall.some((v) => v === last)
  const bigIsSmaller = elementCount(big.tensor.shape) <= elementCount(small.tensor.shape)
  if (lastOfBig || (!lastOfSmall && (ofSmall.length === 0 || (ofBig.length > 0 && bigIsSmaller))))
    [small, big] = [big, small]
  const vector = candidates(small, big).at(-1)
  if (!vector) return
  cast(votes, value, value.out.indexOf(vector), products)
  const shared = value.over.filter((r) => bareAxis(small, r) >= 0 && bareAxis(big, r) >= 0).at(-1)
  if (shared) cast(votes, big.tensor, bareAxis(big, shared), products / 2)
  // the other axes of the small operand in the order of the big one's, so that loops over both merge
  const own = bareAxis(small, vector)
  const rank = (axis: number): number => {
    if (shared && bareAxis(small, shared) === axis) return big.at.length
    const variables = variablesOf(small.at[axis] ?? index(0))
    return big.at.findIndex((i) => variablesOf(i).some((v) => variables.includes(v)))
  }
  const rest = small.at.map((_, axis) => axis).filter((axis) => axis !== own)
  cast(
    votes,
    small.tensor,
    own,
    products,
    rest.sort((a, b) => rank(a) - rank(b) || a - b),
  )
}

function elected(ballots: ReadonlyMap<number, Ballot>, rank: number): readonly number[] {
  const [axis, { rest }] = [...ballots].sort((a, b) => b[1].weight - a[1].weight || b[0] - a[0])[0] as [number, Ballot]
  const others = rest ?? Array.from({ length: rank }, (_, d) => d).filter((d) => d !== axis)
  return [...others, axis]
}

/** The first operand that a value reads axis for axis. */
function modelOf(value: Comprehension): Value | null {
  const found = readsOf(value.body).find(
    ({ tensor, at }) =>
      tensor.shape.length === value.shape.length &&
      at.every((i, axis) => value.shape[axis] === 1 || variablesOf(i).includes(value.out[axis] as Variable)),
  )
  return found?.tensor ?? null
}

/** Elects an order of axes for every value of the programs. */
export function electPermutations(programs: readonly Program[], thresholds: Thresholds): Permutations {
  const votes: Votes = new Map()
  const orders = programs.map((program) =>
    topologicalOrder([...program.outputs, ...program.updates].map(({ value }) => value)),
  )
  const counted = new Set<Value>()
  for (const value of orders.flat()) {
    if (value.kind === 'leaf' || counted.has(value)) continue
    counted.add(value)
    voteOf(votes, value, thresholds)
  }
  const result = new Map<Value, readonly number[] | null>()
  const settle = (value: Value, inherited: readonly number[] | null): void => {
    const ballots = isFloat(value.dtype) ? votes.get(value) : undefined
    const order = ballots ? elected(ballots, value.shape.length) : inherited
    const plain = order === null || order.length !== value.shape.length || order.every((axis, i) => axis === i)
    result.set(value, plain || !isFloat(value.dtype) ? null : order)
  }
  const fixed = new Set<Value>(
    programs.flatMap(({ outputs }) => outputs.map(({ value }) => value)).filter(({ kind }) => kind !== 'leaf'),
  )
  for (const program of programs) {
    const taken = new Map<Value, Value>(program.updates.map(({ leaf, value }) => [value, leaf]))
    for (const leaf of program.leaves) if (!result.has(leaf)) settle(leaf, null)
    for (const value of orders[programs.indexOf(program)] ?? []) {
      if (result.has(value)) continue
      const model =
        taken.get(value) ?? (value.kind === 'leaf' ? null : (value.winnerOf ?? value.like ?? modelOf(value)))
      if (fixed.has(value)) result.set(value, null)
      else if (taken.has(value)) result.set(value, result.get(model as Value) ?? null)
      else settle(value, model ? (result.get(model) ?? null) : null)
    }
  }
  // pieces that a pass cuts off a value later follow it
  return (value) =>
    result.get(value) ??
    (value.kind === 'comprehension' && !result.has(value) && value.like ? (result.get(value.like) ?? null) : null)
}

/** Strides of the logical axes, the place of element [0, …], and the number of cells, borders included. */
export function stridesOf(
  shape: readonly number[],
  order: readonly number[] | null,
  border: Border | null,
): { readonly strides: readonly number[]; readonly base: number; readonly elements: number } {
  const strides = shape.map(() => 0)
  let size = 1
  let base = 0
  for (const axis of [...(order ?? shape.map((_, i) => i))].reverse()) {
    const [before, after] = border?.[axis] ?? [0, 0]
    strides[axis] = size
    base += before * size
    size *= (shape[axis] ?? 1) + before + after
  }
  return { strides, base, elements: size }
}
