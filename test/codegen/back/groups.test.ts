/** Packs and groups: same numbers as without, at the defaults and with every threshold at zero. */
import { describe, expect, it } from 'vitest'
import type { BackThresholds } from '../../../src/codegen/compile-program.js'
import { zeroThresholds } from '../../../src/codegen/thresholds.js'
import type { LoweredProgram } from '../../../src/codegen/statement.js'
import {
  accumulator,
  apply,
  buffer,
  cell,
  compile,
  expectSame,
  leaf,
  load,
  number,
  output,
  program,
  statement,
  store,
  variable,
} from './support.js'

const never: BackThresholds = {
  packReuse: Infinity,
  groupBytes: Infinity,
  groupCacheBytes: 1,
  groupInnerPoints: Infinity,
  groupRows: Infinity,
}
const always: BackThresholds = zeroThresholds

/** Runs with every combination that matters; returns the number of kernels without and with grouping. */
function everyWay(lowered: LoweredProgram): { apart: number; together: number; source: string } {
  const counts = [never, {}, always].map((thresholds) => {
    for (const domain of ['f32', 'f64'] as const) expectSame(lowered, { thresholds, domain })
    return expectSame(lowered, { thresholds, domain: 'f32-strict' })
  })
  return { apart: counts[0]!.kernels[0]!.length, together: counts[2]!.kernels[0]!.length, source: counts[2]!.source }
}

/** Softmax over rows of [batch, heads, n]: maximum, exp, sum, quotient. */
function softmax(batch: number, heads: number, n: number): LoweredProgram {
  const x = leaf('x', [batch, heads, n])
  const [m, e, s, p] = [
    buffer('m', [batch, heads]),
    buffer('e', [batch, heads, n]),
    buffer('s', [batch, heads]),
    output('p', [batch, heads, n]),
  ]
  const fresh = () => [variable('b', batch), variable('h', heads), variable('k', n)] as const
  const [mb, mh, mk] = fresh()
  const [eb, eh, ek] = fresh()
  const [sb, sh, sk] = fresh()
  const [pb, ph, pk] = fresh()
  return program(
    [
      statement('largest', {
        loops: [mb, mh],
        over: [mk],
        reduce: 'max',
        body: load(cell(x, mb, mh, mk)),
        stores: [store(cell(m, mb, mh))],
      }),
      statement('powers', {
        loops: [eb, eh, ek],
        body: apply('exp', apply('sub', load(cell(x, eb, eh, ek)), load(cell(m, eb, eh)))),
        stores: [store(cell(e, eb, eh, ek))],
      }),
      statement('total', {
        loops: [sb, sh],
        over: [sk],
        reduce: 'sum',
        body: load(cell(e, sb, sh, sk)),
        stores: [store(cell(s, sb, sh))],
      }),
      statement('quotient', {
        loops: [pb, ph, pk],
        body: apply('div', load(cell(e, pb, ph, pk)), load(cell(s, pb, ph))),
        stores: [store(cell(p, pb, ph, pk))],
      }),
    ],
    [x, m, e, s, p],
    [p],
  )
}

describe('groups', () => {
  for (const [batch, heads, n] of [
    [3, 4, 17],
    [2, 2, 5],
    [1, 3, 8],
    [5, 1, 9],
  ] as const)
    it(`softmax of ${batch}×${heads}×${n} shares its rows' loops`, () => {
      const { apart, together } = everyWay(softmax(batch, heads, n))
      expect(apart).toBe(4)
      expect(together).toBeLessThan(apart)
    })

  it('makes what only the group touches scratch', () => {
    const lowered = softmax(4, 8, 32)
    const [apart, together] = [never, always].map((thresholds) => {
      const compiled = expectSame(lowered, { thresholds })
      return compiled.view(lowered.buffers[0]!).buffer.byteLength
    })
    // x and p remain; e, m and s shrink to one row each
    expect(together!).toBeLessThan(apart! - 4 * 8 * 32 * 3)
  })

  it('refuses a reader of neighbouring rows', () => {
    // b[y] = a[y, ·] summed with the row above: same strides, another iteration's cell
    const [h, w] = [6, 5]
    const [x, a, y] = [leaf('x', [h, w]), buffer('a', [h, w]), output('y', [h - 1, w])]
    const [ay, ax, r, c, k] = [
      variable('y', h),
      variable('x', w),
      variable('y', h - 1),
      variable('x', w),
      variable('k', 2),
    ]
    const first = statement('double', {
      loops: [ay, ax],
      body: apply('mul', load(cell(x, ay, ax)), number(2)),
      stores: [store(cell(a, ay, ax))],
    })
    const strides = new Map([
      [r, w],
      [k, w],
      [c, 1],
    ])
    const second = statement('rows', {
      loops: [r, c],
      over: [k],
      reduce: 'sum',
      body: load({ kind: 'affine', buffer: a, base: 0, strides }),
      stores: [store(cell(y, r, c))],
    })
    const { together } = everyWay(program([first, second], [x, a, y], [y]))
    expect(together).toBe(2)
  })

  it('refuses a reader of the transposed tensor', () => {
    const n = 6
    const [x, a, y] = [leaf('x', [n, n]), buffer('a', [n, n]), output('y', [n, n])]
    const [i, j, p, q] = [variable('i', n), variable('j', n), variable('p', n), variable('q', n)]
    const first = statement('negative', {
      loops: [i, j],
      body: apply('neg', load(cell(x, i, j))),
      stores: [store(cell(a, i, j))],
    })
    const second = statement('both', {
      loops: [p, q],
      body: apply('add', load(cell(a, p, q)), load(cell(a, q, p))),
      stores: [store(cell(y, p, q))],
    })
    expect(everyWay(program([first, second], [x, a, y], [y])).together).toBe(2)
  })

  it('keeps statements between members where they belong, and updates after their readers', () => {
    const n = 12
    const [x, w] = [leaf('x', [n, n]), leaf('w', [n])]
    const [a, t, b, y] = [buffer('a', [n, n]), buffer('t', [n]), buffer('b', [n, n]), output('y', [n, n])]
    const row = () => [variable('i', n), variable('j', n)] as const
    const [[i1, j1], [i2, j2], [i3, j3], [i4, j4]] = [row(), row(), row(), row()]
    const k = variable('k', n)
    const lowered = program(
      [
        statement('scaled', {
          loops: [i1, j1],
          body: apply('mul', load(cell(x, i1, j1)), load(cell(w, j1))),
          stores: [store(cell(a, i1, j1))],
        }),
        // a column sum leaves the rows' loops: what needs it cannot be grouped with `scaled`
        statement('columns', {
          loops: [j2],
          over: [i2],
          reduce: 'sum',
          body: load(cell(a, i2, j2)),
          stores: [store(cell(t, j2))],
        }),
        statement('shifted', {
          loops: [i3, j3],
          body: apply('sub', load(cell(a, i3, j3)), number(1, 2)),
          stores: [store(cell(b, i3, j3))],
        }),
        statement('update', {
          loops: [k],
          body: apply('sub', load(cell(w, k)), apply('mul', load(cell(t, k)), number(1, 1000))),
          stores: [store(cell(w, k))],
        }),
        statement('last', {
          loops: [i4, j4],
          body: apply('add', load(cell(b, i4, j4)), load(cell(t, j4))),
          stores: [store(cell(y, i4, j4))],
        }),
      ],
      [x, w, a, t, b, y],
      [y],
    )
    expect(everyWay(lowered).together).toBeLessThan(5)
  })
})

it('bounds the members of one kernel, and compiles long chains', () => {
  const buffers = [leaf('x', [4, 4, 4])]
  const statements = Array.from({ length: 1500 }, (_, s) => {
    const target = (s === 1499 ? output : buffer)(`t${s}`, [4, 4, 4])
    const [a, b, c] = [variable('a', 4), variable('b', 4), variable('c', 4)]
    const body = apply('add', load(cell(buffers.at(-1)!, a, b, c)), number(1, 4))
    buffers.push(target)
    return statement(`s${s}`, { loops: [a, b, c], body, stores: [store(cell(target, a, b, c))] })
  })
  const compiled = compile(program(statements, buffers, [buffers.at(-1)!]), { thresholds: zeroThresholds })
  expect(Math.max(...compiled.kernels[0]!.map(({ formulas }) => formulas.length))).toBeLessThanOrEqual(32)
  compiled.view(buffers[0]!).fill(1)
  compiled.run()
  expect([...compiled.view(buffers.at(-1)!)]).toEqual(Array(64).fill(376))
})

describe('packs', () => {
  it('copies an operand that strides along the vector axis', () => {
    // dx[b, i] = Σ_o g[b, o] · w[i, o]
    for (const [batch, inner, outer] of [
      [6, 7, 9],
      [8, 8, 8],
      [1, 5, 4],
    ] as const) {
      const [g, w, dx] = [leaf('g', [batch, outer]), leaf('w', [inner, outer]), output('dx', [batch, inner])]
      const [b, i, o] = [variable('b', batch), variable('i', inner), variable('o', outer)]
      const one = statement('gradient', {
        loops: [b, i],
        over: [o],
        reduce: 'sum',
        body: apply('mul', load(cell(g, b, o)), load(cell(w, i, o))),
        stores: [store(cell(dx, b, i), apply('mul', accumulator, number(3)))],
      })
      const { source } = everyWay(program([one], [g, w, dx], [dx]))
      expect(source).toContain('gradient_pack')
    }
  })
})
