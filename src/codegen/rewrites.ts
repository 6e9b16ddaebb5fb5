/**
 * The contract of the optimiser: what passes and schedules may do to a program, one named entry each. None of them makes a
 * scalar operation: passes substitute definitions, split and merge loops, and leave operations to the constructors, whose
 * own list is dsl/comprehension/rewrites.ts; schedules make additions, extremes and multiply-adds of reductions, no others;
 * printers make none. Every entry is exact in any field, so what it turns out is compared with `===` after each pass.
 *
 * A change of the work list takes the name of its entry; the passes over single works run under theirs (program.ts).
 * test/codegen/front/rewrites.test.ts evaluates all works over three fields after every pass, holds each file to its entries,
 * and looks for operations that none allows.
 */
export const passRewrites = {
  'inline-map': 'b(…, m[i], …) = b(…, body_m(i), …): a map is replaced by its definition',
  'merge-epilogue':
    'f(i, p[s(i)]) with p[o] = reduce_r b(o, r) is f(i, reduce_r b(s(i), r)): the same, a point of p at a time',
  'join-update': 'an update and its reader are stored from one evaluation of what both read',
  'drop-unread': 'a value that nothing reads is not computed',
  phases: 'Σ over r of {q | k·r + c ? b(r) : 0} = Σ over r = q·r + s of b(r); out[e] = out[q·e + l], one l at a time',
  cut: 'f(g(x)) = f(t) with t = g(x) stored first: a long body in two',
  absorb: '{G ? a[i]·b : 0} = a[i]·b where a[i] outside its range, which G excludes, is a stored 0',
  order: 'statements that do not depend on one another, in any order; a copy of what is overwritten too soon',
  affine: 'v = q·high + low: one loop over v is two, over high and low',
  lower: 'an index is the address of its element',
  pack: 'an operand is read from a copy in another layout',
  group: 'statements share outer loops; a tensor of one iteration is scratch',
  coalesce: 'two loops over v and w that always occur as e·v + w are one',
  'multiply-add': 'a·b + c, one instruction',
  'split-sum': 'Σ over r in any order and association: partial sums over lanes and accumulators, added pairwise',
  'split-extreme': 'max (min) over r in any association, and of the same element twice',
  'first-extreme': 'max over r = the first live element, then each that is larger; likewise min, argmax, argmin',
  'shared-subexpression': 'an operation on equal operands is computed once',
} as const

export type PassRewriteName = keyof typeof passRewrites

/** The schedules and printers that make arithmetic of their own, and by which entries. */
export const arithmeticOf: Readonly<Record<string, readonly PassRewriteName[]>> = {
  'schedules/evaluate.ts': ['multiply-add', 'shared-subexpression'],
  'schedules/rows.ts': ['split-sum', 'split-extreme'],
  'schedules/scalar.ts': ['multiply-add', 'split-sum', 'first-extreme'],
  'schedules/scatter.ts': ['split-sum'],
  'passes/lower.ts': ['lower'],
}

type StepListener = (name: PassRewriteName) => void

let listener: StepListener | null = null

/** Tells `hear` of every change of a work list from now on; null for nobody. Gives who listened before. For tests. */
export function listenToPasses(hear: StepListener | null): StepListener | null {
  const before = listener
  listener = hear
  return before
}

/** Names the entry by which a work list is changed. */
export function stepped(name: PassRewriteName): void {
  listener?.(name)
}
