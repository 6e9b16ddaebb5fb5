/**
 * The contract of the passes: after every pass, the works of every program still mean the program, in three fields, at
 * random inputs; every change of a work list has its entry; and nothing in passes, schedules or printers makes arithmetic
 * that no entry allows.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { compileModel } from '../../../src/codegen/compile.js'
import { primes } from '../../../src/codegen/domains/field.js'
import type { Borders } from '../../../src/codegen/passes/absorb.js'
import { dependenciesOf, placeOf, type WorkParts } from '../../../src/codegen/passes/work.js'
import { volume } from '../../../src/dsl/comprehension/value.js'
import { arithmeticOf, listenToPasses, passRewrites } from '../../../src/codegen/rewrites.js'
import { defaultThresholds, zeroThresholds } from '../../../src/codegen/thresholds.js'
import type * as verification from '../../../src/codegen/verify-program.js'
import { Random } from '../../../src/certify/meaning/random.js'
import { evaluateGuard } from '../../../src/dsl/comprehension/guards.js'
import { evaluateIndex } from '../../../src/dsl/comprehension/index-expression.js'
import type { Value, Variable } from '../../../src/dsl/comprehension/types.js'
import { crossEntropy, i32 } from '../../../src/functions.js'
import { model, nn, optim } from '../../../src/index.js'
import { isFloat } from '../../../src/shapes/dtype.js'
import { buildGraph, graphs } from '../../certify/graphs.js'
import { FieldEvaluator, isSameElement, type Point } from '../../support/field-expression.js'
import { randomGraph } from '../../support/random-graph.js'

interface Snapshot {
  readonly pass: string
  readonly works: readonly WorkParts[]
  readonly roots: readonly Value[]
  readonly borders: Borders
}

const { seen } = vi.hoisted(() => ({ seen: { snapshots: [] as unknown[] } }))

vi.mock('../../../src/codegen/verify-program.js', async (original) => {
  const real = await original<typeof verification>()
  const verifyWorks: typeof real.verifyWorks = (works, roots, pass, borders = new Map(), proven) => {
    seen.snapshots.push({ pass, works: [...works], roots: [...roots], borders: new Map(borders) } satisfies Snapshot)
    real.verifyWorks(works, roots, pass, borders, proven)
  }
  return { ...real, verifyWorks }
})

type Tensors = Map<Value, Float64Array>

const count = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1)

/** Calls `visit` at every point, the last variable fastest. */
function forEachPoint(variables: readonly Variable[], point: Map<Variable, number>, visit: () => void): void {
  for (let left = volume(variables), number = 0; left > 0; left--, number++) {
    let rest = number
    for (const v of [...variables].reverse()) {
      point.set(v, rest % v.extent)
      rest = Math.floor(rest / v.extent)
    }
    visit()
  }
}

/** What a list of works computes, whatever their order: a value when all that it reads is there. */
function run(works: readonly WorkParts[], leaves: Tensors, evaluator: FieldEvaluator): Tensors {
  const tensors: Tensors = new Map(leaves)
  const point = new Map<Variable, number>()
  const offsetOf = ({ shape }: Value, at: readonly number[]): number =>
    at.some((i, axis) => i < 0 || i >= shape[axis]!) ? -1 : at.reduce((sum, i, axis) => sum * shape[axis]! + i, 0)
  class Missing extends Error {}
  const ready = new Set<Value>(leaves.keys())
  const at: Point = {
    variable: (v) => point.get(v) ?? 0,
    // outside its tensor a read meets the border of zeros, which verifyWorks has proven to be there
    read: (tensor, indices) => {
      if (!ready.has(tensor)) throw new Missing()
      const offset = offsetOf(tensor, indices)
      return offset < 0 ? 0 : tensors.get(tensor)![offset]!
    },
  }
  const index = (work: WorkParts, target: WorkParts['targets'][number]): number =>
    offsetOf(
      target.value,
      placeOf(work, target).map((i) => evaluateIndex(i, at.variable, at.read)),
    )
  const store = (value: Value): Float64Array => {
    let cells = tensors.get(value)
    if (!cells) tensors.set(value, (cells = new Float64Array(count(value.shape))))
    return cells
  }
  const execute = (work: WorkParts): void => {
    if (work.scatter) {
      const { value } = work.targets[0]!
      const cells = new Float64Array(count(value.shape))
      forEachPoint(work.over, point, () => {
        if (!work.scatter!.guards.every((guard) => evaluateGuard(guard, at.variable, at.read))) return
        const offset = offsetOf(
          value,
          work.scatter!.at.map((i) => evaluateIndex(i, at.variable, at.read)),
        )
        cells[offset] = evaluator.field.balance(cells[offset]! + evaluator.evaluate(work.body, at))
      })
      tensors.set(value, cells)
      return
    }
    const results: (() => void)[] = []
    forEachPoint(work.loops, point, () => {
      let reduced = 0
      let winner = -1
      let number = 0
      if (work.reduce === 'none') reduced = evaluator.evaluate(work.body, at)
      else
        forEachPoint(work.over, point, () => {
          const own = number++
          if (!work.where.every((guard) => evaluateGuard(guard, at.variable, at.read))) return
          const value = evaluator.evaluate(work.body, at)
          if (work.reduce === 'sum') reduced = evaluator.field.balance(reduced + value)
          else if (
            winner < 0 ||
            Number.isNaN(value) ||
            (work.reduce.endsWith('max') ? value > reduced : value < reduced)
          ) {
            if (Number.isNaN(reduced)) return
            reduced = value
            winner = own
          }
        })
      const located = work.reduce.startsWith('arg') ? winner : reduced
      for (const target of work.targets) {
        const accumulator = target.winner ? winner : located
        const value = target.post === null ? accumulator : evaluator.evaluate(target.post, { ...at, accumulator })
        const offset = index(work, target)
        results.push(() => (store(target.value)[offset] = value))
      }
    })
    for (const result of results) result()
  }
  const left = new Set(works)
  while (left.size > 0) {
    const before = left.size
    for (const work of left) {
      try {
        execute(work)
      } catch (thrown) {
        if (thrown instanceof Missing) continue
        throw thrown
      }
      left.delete(work)
      for (const { value } of work.targets)
        if (![...left].some(({ targets }) => targets.some((other) => other.value === value))) ready.add(value)
    }
    if (left.size === before) throw new Error('works wait for one another')
  }
  return tensors
}

const evaluators = primes.map((prime) => new FieldEvaluator(prime))

const leavesOf = ({ works }: Snapshot): readonly Value[] => [
  ...new Set(
    works.flatMap((work) => {
      const { read, lookedUp } = dependenciesOf(work)
      return [...read, ...lookedUp].filter(({ kind }) => kind === 'leaf')
    }),
  ),
]

/** Entries of all roots compared after each pass with those before the first. */
function compare(
  snapshots: readonly Snapshot[],
  random: Random,
): { readonly compared: number; readonly wrong: string[] } {
  const wrong: string[] = []
  let compared = 0
  let groups: Snapshot[][] = []
  for (const snapshot of snapshots)
    if (snapshot.pass === 'expand') groups.push([snapshot])
    else groups.at(-1)!.push(snapshot)
  groups = groups.filter((group) => group.length > 1)
  for (const [first, ...later] of groups as [Snapshot, ...Snapshot[]][])
    for (const evaluator of evaluators) {
      evaluator.model.reset(`${random.word()}`)
      const ties = random.below(3) === 0
      const { field } = evaluator
      const drawn = new Map<Value, Float64Array>()
      const cellsOf = (value: Value): Float64Array => {
        const draw = (): number =>
          !isFloat(value.dtype) ? random.below(3)
          : ties ? random.below(3) - 1
          : random.below(field.prime) - field.half
        const data = value.kind === 'leaf' ? value.data : undefined
        return Float64Array.from({ length: count(value.shape) }, (_, n) =>
          data === undefined || isFloat(value.dtype) ? draw() : data[n]!,
        )
      }
      for (const snapshot of [first, ...later])
        for (const value of leavesOf(snapshot)) if (!drawn.has(value)) drawn.set(value, cellsOf(value))
      const expected = run(first.works, drawn, evaluator)
      for (const snapshot of later) {
        const found = run(snapshot.works, drawn, evaluator)
        for (const root of snapshot.roots) {
          const [a, b] = [expected.get(root)!, found.get(root)!]
          for (let n = 0; n < a.length; n++) {
            if (Number.isNaN(a[n])) continue
            compared++
            if (!isSameElement(a[n]!, b[n]!)) wrong.push(`after ${snapshot.pass}: ${root.name}[${n}]`)
          }
        }
      }
    }
  return { compared, wrong }
}

const taken = (): Snapshot[] => seen.snapshots.splice(0) as Snapshot[]

describe('passes keep the program, in every field', () => {
  it.each(Object.keys(graphs))('%s', (name) => {
    for (const thresholds of [defaultThresholds, zeroThresholds]) {
      taken()
      buildGraph(name, graphs[name]!(), { thresholds })
      const snapshots = taken()
      expect(new Set(snapshots.map(({ pass }) => pass))).toEqual(new Set(['expand', 'fuse', 'phases', 'cut', 'absorb']))
      const { compared, wrong } = compare(snapshots, new Random(name))
      expect(wrong).toEqual([])
      expect(compared).toBeGreaterThan(20)
    }
  })

  it('random graphs, whose changes all have an entry', () => {
    const met = new Set<string>()
    const before = listenToPasses((name) => met.add(name))
    try {
      for (let seed = 100; seed < 125; seed++) {
        taken()
        buildGraph(`random ${seed}`, randomGraph(seed, { steps: 5 }).output)
        const { compared, wrong } = compare(taken(), new Random(`${seed}`))
        expect(wrong, `seed ${seed}`).toEqual([])
        expect(compared).toBeGreaterThan(0)
      }
    } finally {
      listenToPasses(before)
    }
    for (const name of met) expect(Object.keys(passRewrites)).toContain(name)
    expect(met).toContain('inline-map')
    expect(met).toContain('merge-epilogue')
  })

  it.each([optim.sgd({ rate: 0.1, momentum: 0.9, weightDecay: 0.01 }), optim.adamW({ rate: 0.01, weightDecay: 0.1 })])(
    'a step of training, where updates are joined',
    (optimizer) => {
      const [hidden, output] = [nn.linear(9, 7), nn.linear(7, 4)]
      const small = model({
        inputs: { x: ['batch', 9], label: i32(['batch']) },
        layers: { hidden, output },
        forward: ({ x }) => output(hidden(x).relu()),
        loss: ({ output: logits, label }) => crossEntropy(logits, label),
        optimizer,
      })
      const met = new Set<string>()
      const before = listenToPasses((name) => met.add(name))
      taken()
      try {
        compileModel(small, [{ name: 'step', binding: { batch: 3 } }])
      } finally {
        listenToPasses(before)
      }
      expect(met).toContain('join-update')
      const { compared, wrong } = compare(taken(), new Random('training'))
      expect(wrong).toEqual([])
      expect(compared).toBeGreaterThan(500)
    },
  )

  it('notices a pass that does what no entry allows', () => {
    taken()
    buildGraph('softmax', graphs['softmax']!())
    const snapshots = taken()
    const [first, second, ...rest] = snapshots
    const doubled = second!.works.map((work, at): WorkParts =>
      at === 0 ? { ...work, over: work.over.slice(1) } : work,
    )
    const dropped = {
      ...second!,
      works: doubled.map((work) => ({ ...work, reduce: work.over.length > 0 ? work.reduce : 'none' }) as WorkParts),
    }
    expect(compare([first!, dropped, ...rest], new Random('fault')).wrong.length).toBeGreaterThan(0)
  })
})

describe('arithmetic outside the lists', () => {
  const folder = new URL('../../../src/codegen/', import.meta.url)
  const files = ['passes', 'schedules', 'print'].flatMap((room) =>
    readdirSync(new URL(room, folder)).map((name) => `${room}/${name}`),
  )

  it('is made by no pass and no printer, and by schedules only under an entry', () => {
    const making = files.filter((name) =>
      /kind: '(apply|multiplyAdd)'/.test(readFileSync(new URL(name, folder), 'utf8')),
    )
    expect(making.sort()).toEqual(Object.keys(arithmeticOf).sort())
    for (const entries of Object.values(arithmeticOf))
      for (const entry of entries) expect(Object.keys(passRewrites)).toContain(entry)
  })

  it('is not had from the constructors either: no pass builds an application', () => {
    for (const name of files) {
      const text = readFileSync(new URL(name, folder), 'utf8')
      const imports = /import \{([^}]*)\} from '\.\.\/\.\.\/dsl\/comprehension\/expression\.js'/.exec(text)?.[1] ?? ''
      expect(
        imports.split(',').map((word) => word.trim()),
        name,
      ).not.toContain('apply')
    }
  })
})
