/**
 * The compositions whose derivatives are checked: what operators are made of, at awkward sizes.
 */
import { apply, constant, read, select } from '../../../src/dsl/comprehension/expression.js'
import { within } from '../../../src/dsl/comprehension/guards.js'
import { minus, plus, times } from '../../../src/dsl/comprehension/index-expression.js'
import type { Comprehension, Expression, Index, Value } from '../../../src/dsl/comprehension/types.js'
import { map, reduce } from '../../../src/dsl/primitives/map.js'
import { readBroadcast } from '../../../src/dsl/primitives/movement.js'
import type { ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { builder } from './support.js'

const build = builder()

export const elementwise = (name: ScalarFunctionName, ...operands: readonly Value[]): Comprehension => {
  const rank = Math.max(...operands.map((x) => x.shape.length))
  const shape = Array.from({ length: rank }, (_, axis) =>
    Math.max(...operands.map((x) => x.shape[axis - rank + x.shape.length] ?? 1)),
  )
  return map(build, shape, (o) => apply(name, ...operands.map((x) => readBroadcast(x, o))), { name })
}

export const matmul = (a: Value, b: Value): Comprehension =>
  reduce(
    build,
    'sum',
    [a.shape[0]!, b.shape[1]!],
    [a.shape[1]!],
    ([i, j], [k]) => apply('mul', read(a, [i!, k!]), read(b, [k!, j!])),
    {
      name: 'matmul',
    },
  )

/** x [n, c, …], w [o, c, …kernel]: any number of spatial axes. */
export function convolution(x: Value, w: Value, stride: number, padding: number): Comprehension {
  const spatial = w.shape.slice(2).map((k, a) => Math.floor((x.shape[a + 2]! + 2 * padding - k) / stride) + 1)
  return reduce(
    build,
    'sum',
    [x.shape[0]!, w.shape[0]!, ...spatial],
    [w.shape[1]!, ...w.shape.slice(2)],
    ([n, o, ...position], [c, ...kernel]) => {
      const at = position.map((y, a) => minus(plus(times(y, stride), kernel[a]!), padding))
      const guards = at.flatMap((i, a) => within(i, x.shape[a + 2]!))
      return apply('mul', select(guards, read(x, [n!, c!, ...at])), read(w, [o!, c!, ...kernel]))
    },
    { name: 'convolution' },
  )
}

/** Windows of x [c, …]; padded cells of a maximum take no part, those of a sum add nothing. */
export function pool(kind: 'max' | 'sum', x: Value, kernel: number, stride: number, padding: number): Comprehension {
  const spatial = x.shape.slice(1).map((n) => Math.floor((n + 2 * padding - kernel) / stride) + 1)
  const at = (out: readonly Parameters<typeof plus>[0][], over: readonly Parameters<typeof plus>[0][]): Index[] =>
    out.slice(1).map((y, a) => minus(plus(times(y, stride), over[a]!), padding))
  const guards = (indices: readonly Index[]) => indices.flatMap((i, a) => within(i, x.shape[a + 1]!))
  return reduce(
    build,
    kind,
    [x.shape[0]!, ...spatial],
    spatial.map(() => kernel),
    (out, over) => {
      const element = read(x, [out[0]!, ...at(out, over)])
      return kind === 'max' ? element : select(guards(at(out, over)), element)
    },
    { name: `${kind}_pool`, where: kind === 'max' ? (out, over) => guards(at(out, over)) : undefined },
  )
}

export const sumRows = (x: Value, name = 'sum'): Comprehension =>
  reduce(build, 'sum', [x.shape[0]!], [x.shape[1]!], ([i], [j]) => read(x, [i!, j!]), { name })

/** Softmax of rows, with the derived rule, or with the rule dz = p·(dp − Σ p·dp). */
export function softmax(z: Value, override: boolean): Comprehension {
  const [rows, columns] = z.shape as [number, number]
  const largest = reduce(build, 'max', [rows], [columns], ([i], [j]) => read(z, [i!, j!]), {
    name: 'row_maximum',
    stop: true,
  })
  const e = map(build, z.shape, ([i, j]) => apply('exp', apply('sub', read(z, [i!, j!]), read(largest, [i!]))), {
    name: 'exp',
  })
  const total = sumRows(e, 'row_sum')
  const rule =
    (p: () => Value) =>
    (g: Value): [Value, Value][] => {
      const dot = reduce(build, 'sum', [rows], [columns], ([i], [j]) =>
        apply('mul', read(p(), [i!, j!]), read(g, [i!, j!])),
      )
      return [
        [
          z,
          map(build, z.shape, ([i, j]) =>
            apply('mul', read(p(), [i!, j!]), apply('sub', read(g, [i!, j!]), read(dot, [i!]))),
          ),
        ],
      ]
    }
  const p: Comprehension = map(
    build,
    z.shape,
    ([i, j]): Expression => apply('div', read(e, [i!, j!]), read(total, [i!])),
    {
      name: 'softmax',
      adjoint: override ? rule(() => p) : undefined,
    },
  )
  return p
}

/** Mean squared difference. */
export const meanSquare = (a: Value, b: Value): Comprehension => {
  const difference = elementwise('sub', a, b)
  const count = a.shape.reduce((product, n) => product * n, 1)
  return reduce(
    build,
    'sum',
    [],
    a.shape,
    (_, r) =>
      apply(
        'mul',
        constant({ numerator: 1n, denominator: BigInt(count) }),
        apply('mul', read(difference, r), read(difference, r)),
      ),
    { name: 'mean_square' },
  )
}
