/** Composition of typed graphs: what it computes, what it does to derivatives, and what it refuses. */
import {
  add,
  castNodeContext,
  checkLink,
  constant,
  DGraph,
  DGraphError,
  dnode,
  dropMiddle,
  exp,
  input,
  link,
  matmul,
  relu,
  ShapeError,
  weakenNodeMiddle,
} from 'shapewright'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../support/seeded-random.js'

const { exact } = link
type Erased = link.GraphData<link.Context, link.Context, link.Rational, ReadonlyMap<string, ArrayLike<number>>>
const nothing = new Map<string, ArrayLike<number>>()

const size = (shape: link.Sizes): number => shape.reduce((product, n) => product * n, 1)

function point(shapes: link.Context, seed: number): link.TList<link.Context, link.Rational> {
  const random = seededRandom(seed)
  const tensors = shapes.map((shape) =>
    link.tensorValue(
      exact,
      shape,
      Array.from({ length: size(shape) }, () => Math.round((random() - 0.5) * 8) / 2),
    ),
  )
  return link.TList.of<link.Context, link.Rational>(exact, shapes, new Map(tensors.entries()))
}

/** All unit vectors of a context. */
function units(shapes: link.Context): link.TList<link.Context, link.Rational>[] {
  return shapes.flatMap((shape, at) =>
    Array.from({ length: size(shape) }, (_, element) => {
      const unit = link.tensorValue(
        exact,
        shape,
        Array.from({ length: size(shape) }, (__, k) => (k === element ? 1 : 0)),
      )
      return link.TList.of<link.Context, link.Rational>(exact, shapes, new Map([[at, unit]]))
    }),
  )
}

const flat = (list: link.TList<link.Context, link.Rational>): link.Rational[] =>
  list.toAnyArray().flatMap(({ cells }) => Array.from(cells))

/** Rows: cotangents of all of Γ ++ ss; columns: leaves. By reverse mode. */
const reverse = (graph: Erased, x: link.TList<link.Context, link.Rational>): link.Rational[][] =>
  units(graph.shapes).map((unit) => flat(graph.backpropCtx(x, nothing, unit)))

/** The same by forward mode, transposed. */
const forward = (graph: Erased, x: link.TList<link.Context, link.Rational>): link.Rational[][] =>
  units(graph.context).map((unit) => flat(graph.jvpCtx(x, unit, nothing)))

const multiply = (a: link.Rational[][], b: link.Rational[][]): link.Rational[][] =>
  a.map((row) =>
    b[0]!.map((_, j) =>
      row.reduce((sum, value, k) => exact.add(sum, exact.mul(value, b[k]![j]!)), exact.fromNumber(0)),
    ),
  )
const shown = (matrix: link.Rational[][]): string => matrix.map((row) => row.map(exact.format).join(' ')).join('\n')

const first = DGraph.empty([[2, 2], [2]])
  .snoc((entry) => entry(0).matmul(entry(0)))
  .snoc((entry) => entry(2).add(entry(1)))
const second = DGraph.empty([[2, 2], [2], [2, 2], [2, 2]])
  .snoc((entry) => entry(3).mul(entry(2)))
  .snocUnaryOp(4, (x) => x.sum(0))
  .snoc((entry) => entry(5).mul(entry(1)))
const composed = first.append(second)

describe('append', () => {
  it('has the nodes of both, in contexts computed by the compiler', () => {
    const shapes: [[2, 2], [2, 2], [2, 2], [2], [2]] = composed.shapes
    expect(shapes).toEqual([[2, 2], [2, 2], [2, 2], [2], [2]])
    expect(composed.context).toEqual([[2, 2], [2]])
    expect(composed.nodes.map(({ operator }) => operator)).toEqual(['matmul', 'add', 'mul', 'sum', 'mul'])
  })

  it('evaluates as one after the other', () => {
    const x = point(composed.context, 1)
    const after = first.data(exact).eval(x, nothing)
    const both = second.data(exact).eval(after, nothing)
    expect(shown([flat(composed.data(exact).eval(x, nothing))])).toBe(shown([flat(both)]))
  })

  it.each([1, 2, 3, 4, 5])('the Jacobian is the composite, in reverse and forward mode, exactly (point %i)', (seed) => {
    const x = point(composed.context, seed)
    const after = first.data(exact).eval(x, nothing)
    const product = multiply(reverse(second.data(exact), after), reverse(first.data(exact), x))
    expect(product.flat().some((value) => value.numerator !== 0n)).toBe(true)
    expect(shown(reverse(composed.data(exact), x))).toBe(shown(product))
    const transposed = multiply(forward(first.data(exact), x), forward(second.data(exact), after))
    expect(shown(forward(composed.data(exact), x))).toBe(shown(transposed))
    const turned = product[0]!.map((_, j) => product.map((row) => row[j]!))
    expect(shown(transposed)).toBe(shown(turned))
  })

  it('with empty is the identity, on both sides', () => {
    const before = DGraph.empty([[2, 2], [2]]).append(first)
    const behind = first.append(DGraph.empty([[2, 2], [2], [2, 2], [2, 2]]))
    for (const same of [before, behind]) {
      expect(same.context).toEqual(first.context)
      expect(same.nodes).toEqual(first.nodes)
      expect(same.certificate()).toEqual(first.certificate())
    }
  })

  it('is associative', () => {
    const third = DGraph.empty([...composed.context, ...composed.shapes]).snocUnaryOp(6, exp)
    const other = first.append(second.append(third))
    expect(composed.append(third).nodes).toEqual(other.nodes)
  })
})

describe('weakenContext', () => {
  const carried = composed.weakenContext([[3], []])
  it('ignores what is added', () => {
    expect(carried.context).toEqual([[2, 2], [2], [3], []])
    const x = point(carried.context, 4)
    const narrow = composed.data(exact).eval(dropMiddle(x, 2, 2), nothing)
    const wide = carried.data(exact).eval(x, nothing)
    expect(shown([flat(dropMiddle(wide, 2, 2))])).toBe(shown([flat(narrow)]))
  })
  it('gives what is carried the structural zero for a gradient, exactly 0, also beside a singular node', () => {
    const x = point(carried.context, 5)
    const data = carried.data(exact)
    const gradient = data.backpropAllCtx(x, nothing, seedAt(data.shapes, 4))
    expect([gradient.entry(2), gradient.entry(3)]).toEqual([null, null])
    expect(gradient.entry(0)).not.toBe(null)
    const singular = DGraph.empty([[]]).snocUnaryOp(0, exp).weakenContext([[]]).data(link.f64)
    const at = link.TList.of<link.Context, number>(
      link.f64,
      [[], []],
      new Map([
        [0, link.tensorValue(link.f64, [], [1000])],
        [1, link.tensorValue(link.f64, [], [7])],
      ]),
    )
    const seed = link.TList.of<link.Context, number>(
      link.f64,
      singular.shapes,
      new Map([[2, link.tensorValue(link.f64, [], [1])]]),
    )
    expect(
      singular
        .backpropCtx(at, nothing, seed)
        .toAnyArray()
        .map(({ cells }) => cells[0]),
    ).toEqual([Infinity, 0])
  })
})

const seedAt = (shapes: link.Context, from: number): link.TList<link.Context, link.Rational> =>
  link.TList.of<link.Context, link.Rational>(
    exact,
    shapes,
    new Map(
      shapes.flatMap((shape, at) =>
        at < from ? [] : [[at, link.tensorValue(exact, shape, Array<number>(size(shape)).fill(1))] as const],
      ),
    ),
  )

describe('nodes', () => {
  it('weakenNodeMiddle renumbers, castNodeContext does not, dropMiddle projects and its adjoint puts zeros', () => {
    const node = dnode([[2], [3], [3]], (entry) => add(entry(2), entry(1)))
    const weakened = weakenNodeMiddle(node, [[2]], [[7], [8]], [[3], [3]])
    expect(weakened.operands).toEqual([4, 3])
    expect(weakened.context).toEqual([[2], [7], [8], [3], [3]])
    expect(castNodeContext(node, [[2], [3], [3]]).operands).toEqual([2, 1])
    const [x, y] = [point([[2], [7], [3]], 1), point([[2], [3]], 2)]
    const inserted = link.TList.of<link.Context, link.Rational>(
      exact,
      x.shapes,
      new Map([
        [0, y.entry(0)!],
        [2, y.entry(1)!],
      ]),
    )
    expect(exact.format(link.dotList(dropMiddle(x, 1, 1), y))).toBe(exact.format(link.dotList(x, inserted)))
  })
  it('takes constants and integers that do not depend on the context', () => {
    const rows = input('rows', [2], 'i32')
    const graph = DGraph.empty([[3, 2]])
      .snoc((entry) => entry(0).gatherRows(rows))
      .snoc((entry) => entry(1).mul(constant([1, 2], [2])))
    const data = graph.data(exact)
    expect(data.shapes).toEqual([
      [3, 2],
      [2, 2],
      [2, 2],
    ])
    const values = data.eval(point(graph.context, 3), new Map([['rows', [2, 7]]])).toAnyArray()
    expect(Array.from(values[2]!.cells, exact.format).slice(2)).toEqual(['0', '0'])
  })
  it('is what kernels and checkLink take, as a recorded graph', () => {
    expect(checkLink(composed.graph()).domains).toEqual(['f64', 'rational'])
  })
})

describe('refusals when types were bypassed', () => {
  const untyped = (x: unknown): never => x as never
  it.each<[string, () => unknown, typeof ShapeError | typeof DGraphError, string]>([
    [
      'another context',
      () => first.append(untyped(DGraph.empty([[2, 2], [3], [2, 2], [2, 2]]))),
      ShapeError,
      'append: position 1 of the context is [3], expected [2]',
    ],
    [
      'a shorter context',
      () => first.append(untyped(DGraph.empty([[2, 2]]))),
      ShapeError,
      'append: the context has 1 shapes, expected 4',
    ],
    [
      'a position that is not there',
      () => first.snocUnaryOp(untyped(4), untyped(relu)),
      ShapeError,
      'entry: position 4 of a context of 4',
    ],
    [
      'a cast between contexts',
      () =>
        castNodeContext(
          dnode([[2]], (entry) => entry(0).relu()),
          untyped([[3]]),
        ),
      ShapeError,
      'castNodeContext: position 0 of the context is [3], expected [2]',
    ],
    [
      'a node over something else',
      () => weakenNodeMiddle(untyped(dnode([[2]], (entry) => entry(0).relu())), [[2]], [[3]], [[4]]),
      ShapeError,
      'weakenNodeMiddle: the context has 1 shapes, expected 2',
    ],
    [
      'two operators',
      () => first.snoc((entry) => relu(matmul(entry(0), entry(0)))),
      DGraphError,
      'snoc: relu is applied to matmul of the context: a node is one operator',
    ],
    [
      'no operator',
      () => first.snoc((entry) => entry(0)),
      DGraphError,
      'snoc: input is no operator applied to the context',
    ],
    [
      'an integer',
      () => first.snoc(untyped((entry: (k: number) => { argmax(axis: number): unknown }) => entry(0).argmax(0))),
      DGraphError,
      'snoc: argmax gives i32, and a node gives f32',
    ],
  ])('%s', (_, act, type, sentence) => {
    expect(act).toThrow(type)
    expect(act).toThrow(sentence)
  })
})
