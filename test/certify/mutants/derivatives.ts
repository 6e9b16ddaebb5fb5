/**
 * Faults of differentiation itself: the comprehensions that reverse or forward mode gives, with one read, guard, constant
 * or function in them changed, and wrong winners of maxima in both modes alike, which adjointness cannot see.
 */
import { certifyDerivatives } from '../../../src/certify/statements/derivatives.js'
import { javascript } from '../../../src/certify/trials/javascript.js'
import { subjectOf, type Differentiation } from '../../../src/certify/statements/subject.js'
import { apply, constant, fromIndex, read, select } from '../../../src/dsl/comprehension/expression.js'
import { formatExpression, formatValue } from '../../../src/dsl/comprehension/format.js'
import { rewrite } from '../../../src/dsl/comprehension/substitute.js'
import { comprehension, topologicalOrder } from '../../../src/dsl/comprehension/value.js'
import { index, plus, times } from '../../../src/dsl/comprehension/index-expression.js'
import type { Expression, Value } from '../../../src/dsl/comprehension/types.js'
import { jvp } from '../../../src/dsl/differentiate/jvp.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { graphOf } from '../../../src/dsl/graph-of.js'
import type { AnyTensor } from '../../../src/dsl/tensor.js'
import { Generator as Random } from '../../../src/runtime/random.js'
import { graphs, loose, x } from '../graphs.js'
import { unlessRefused, type Judgement, type Mutant } from './judge.js'

type Kind = (node: Expression) => Expression | undefined

const isWinnerTest = (node: Expression): boolean =>
  node.kind === 'apply' &&
  node.function === 'equal' &&
  node.arguments.some(
    (each) => each.kind === 'read' && each.tensor.kind === 'comprehension' && each.tensor.reduce.startsWith('arg'),
  ) &&
  node.arguments.some((each) => each.kind === 'index' || each.kind === 'constant')

const kinds: Readonly<Record<string, Kind>> = {
  'a product taken for a sum': (node) =>
    node.kind === 'apply' && node.function === 'mul' ? apply('add', ...node.arguments) : undefined,
  'a factor left out': (node) => (node.kind === 'apply' && node.function === 'mul' ? node.arguments[1] : undefined),
  'a sign': (node) =>
    node.kind === 'apply' && (node.function === 'sub' || node.function === 'add') ?
      apply(node.function === 'sub' ? 'add' : 'sub', ...node.arguments)
    : undefined,
  'a read one element further': (node) =>
    node.kind === 'read' && node.tensor.shape.some((extent) => extent > 1) ?
      read(
        node.tensor,
        node.at.map((at, axis) => (node.tensor.shape[axis]! > 1 && at.terms.length > 0 ? plus(at, 1) : at)),
      )
    : undefined,
  'a read at the other end': (node) => {
    const axis = node.kind === 'read' ? node.at.findIndex(({ terms }) => terms.length > 0) : -1
    if (node.kind !== 'read' || axis < 0) return undefined
    const reversed = plus(index(node.tensor.shape[axis]! - 1), times(node.at[axis]!, -1))
    return read(
      node.tensor,
      node.at.map((at, each) => (each === axis ? reversed : at)),
    )
  },
  'a constant doubled': (node) =>
    node.kind === 'constant' && typeof node.value !== 'string' && node.value.numerator !== 0n ?
      constant({ ...node.value, numerator: node.value.numerator * 2n })
    : undefined,
  'a guard that never holds': (node) => (node.kind === 'select' ? node.otherwise : undefined),
  'a guard one off': (node) =>
    node.kind === 'select' ?
      select(
        node.guards.map((guard) => ({ ...guard, of: plus(guard.of, guard.test === 'zero' ? 1 : -1) })),
        node.then,
        node.otherwise,
      )
    : undefined,
  'another branch': (node) =>
    node.kind === 'apply' && node.function === 'where' && node.arguments[1]!.kind !== 'constant' ?
      node.arguments[1]
    : undefined,
}

/** Told of every body that a fault changes, as it was and as it is then. */
type Note = (text: string) => void

/** Values rebuilt on `kept`, with what `change` makes of the expressions. */
function rebuilt(
  roots: readonly (Value | null)[],
  kept: ReadonlySet<Value>,
  change: Kind,
  note: Note,
): (Value | null)[] {
  const now = new Map<Value, Value>()
  const order = topologicalOrder(roots.filter((root) => root !== null))
  for (const value of order) {
    if (value.kind === 'leaf' || kept.has(value)) continue
    const faulty = rewrite(value.body, change)
    if (faulty !== value.body) note(`${formatValue(value)} => ${formatExpression(faulty)}`)
    const body = rewrite(faulty, (node) => {
      const tensor = node.kind === 'read' ? now.get(node.tensor) : undefined
      return node.kind === 'read' && tensor ? read(tensor, node.at) : undefined
    })
    if (body === value.body) continue
    const { winnerOf: _, shape: __, kind: ___, id: ____, ...rest } = value
    now.set(value, comprehension({ ...rest, body }))
  }
  return roots.map((root) => root && (now.get(root) ?? root))
}

/** The fault at its n-th place in the derivatives; -1 counts only. */
function counting(kind: Kind, nth: number, counted: { count: number }): Kind {
  const seen = new Map<Expression, boolean>()
  return (node) => {
    const wrong = kind(node)
    if (wrong === undefined || wrong === node) return undefined
    // equal expressions are one object: the fault is in all places where it occurs, as a wrong rule's would be
    const known = seen.get(node)
    const here = known ?? counted.count++ === nth
    if (known === undefined) seen.set(node, here)
    return here ? wrong : undefined
  }
}

const forward = (values: readonly Value[]): ReadonlySet<Value> => new Set(topologicalOrder(values))

/** Ours, with a fault in what one mode gives. */
const inReverse = (change: Kind, note: Note = () => undefined): Differentiation => ({
  jvp,
  vjp: (outputs, wrt, ...rest) =>
    rebuilt(vjp(outputs, wrt, ...rest), forward(outputs.map(({ value }) => value)), change, note),
})
const inForward = (change: Kind, note: Note = () => undefined): Differentiation => ({
  vjp,
  jvp: (outputs, directions, ...rest) => rebuilt(jvp(outputs, directions, ...rest), forward(outputs), change, note),
})
const inBoth = (change: Kind): Differentiation => ({ vjp: inReverse(change).vjp, jvp: inForward(change).jvp })

/** Numbers of a wrong element of the window. */
const wrongWinners: Readonly<Record<string, Kind>> = {
  'the winner is the next element': winner((number) => plus(number, 1)),
  'the winner is the element before': winner((number) => plus(number, -1)),
  'the winner counted backwards': winner((number) => times(number, -1)),
  'the winner counted twice as wide': winner((number) => times(number, 2)),
  'every element wins': (node) => (isWinnerTest(node) ? apply('equal', constant(0), constant(0)) : undefined),
  'no element wins': (node) => (isWinnerTest(node) ? apply('equal', constant(0), constant(1)) : undefined),
}

function winner(change: (number: ReturnType<typeof index>) => ReturnType<typeof index>): Kind {
  return (node) =>
    isWinnerTest(node) && node.kind === 'apply' ?
      apply('equal', ...node.arguments.map((each) => (each.kind === 'index' ? fromIndex(change(each.index)) : each)))
    : undefined
}

const pools: Readonly<Record<string, () => unknown>> = {
  'max pool, 2 by 2': graphs['max pool']!,
  'max pool, a wide row': () => loose(x('x', 1, 1, 1, 3)).maxPool!([1, 3]),
  'max pool, a column': () => loose(x('x', 1, 1, 4, 2)).maxPool!([2, 1]),
  'max pool, overlapping': () => loose(x('x', 1, 1, 3, 4)).maxPool!([2, 2], { stride: 1 }),
  'max pool, padded': () => loose(x('x', 1, 1, 4, 4)).maxPool!([2, 2], { padding: 1 }),
}

export async function judgeDerivatives(graph: () => unknown, differentiation: Differentiation): Promise<Judgement> {
  const output = graph() as AnyTensor // every graph here gives one tensor
  const subject = unlessRefused(() => subjectOf(graphOf({ outputs: { output } }), {}, differentiation))
  if (subject === null) return { verdict: 'verify' }
  const { refusals } = await certifyDerivatives(subject, javascript, 'differentiation')
  return { verdict: refusals.length > 0 ? 'certify' : 'survivor' }
}

type Make = (change: Kind, note?: Note) => Differentiation

/** How many places a kind has in the derivatives of a graph. */
function placesOf(graph: () => unknown, make: Make, kind: Kind): number {
  const counted = { count: 0 }
  subjectOf(graphOf({ outputs: { output: graph() as AnyTensor } }), {}, make(counting(kind, -1, counted)))
  return counted.count
}

/** The values that the fault at one of these places changes. */
function changeAt(graph: () => unknown, make: Make, kind: Kind, place: number): string {
  const notes: string[] = []
  const differentiation = make(counting(kind, place, { count: 0 }), (text) => notes.push(text))
  unlessRefused(() => subjectOf(graphOf({ outputs: { output: graph() as AnyTensor } }), {}, differentiation))
  return notes.join('; ')
}

export function* derivativeMutants(wanted: number): Generator<Mutant> {
  const random = new Random(5, 'faults: differentiation')
  const [names, modes] = [Object.keys(graphs), { reverse: inReverse, forward: inForward }]
  const seen = new Set<string>()
  let given = 0
  for (let round = 0; round < 40 && given < wanted; round++)
    for (const [at, [kind, fault]] of Object.entries(kinds).entries())
      for (const [mode, make] of Object.entries(modes)) {
        const name = names[(round * 5 + at * 3 + (mode === 'reverse' ? 0 : 1)) % names.length]!
        const places = placesOf(graphs[name]!, make, fault)
        if (places === 0) continue
        const place = random.integer(places)
        const key = `${kind}, ${mode} mode of ${name}, place ${place} of ${places}`
        if (seen.has(key)) continue
        seen.add(key)
        given++
        yield {
          class: 'differentiation',
          name: key,
          change: () => changeAt(graphs[name]!, make, fault, place),
          judge: () => judgeDerivatives(graphs[name]!, make(counting(fault, place, { count: 0 }))),
        }
      }
  for (const [kind, fault] of Object.entries(wrongWinners))
    for (const [name, graph] of Object.entries(pools))
      yield {
        class: 'winners, wrong in both modes',
        name: `${kind}, ${name}`,
        judge: () => judgeDerivatives(graph, inBoth(fault)),
      }
}
