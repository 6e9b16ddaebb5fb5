/** Every schedule against the reference executor: sums, maps, extremes, scatters, guards, odd sizes, general addresses. */
import { describe, expect, it } from 'vitest'
import type { Leaf } from '../../../src/dsl/comprehension/types.js'
import type { Statement } from '../../../src/codegen/statement.js'
import {
  accumulator,
  apply,
  at,
  buffer,
  cell,
  compile,
  expectSame,
  floor,
  fromIndex,
  general,
  leaf,
  load,
  modulo,
  nonnegative,
  number,
  output,
  program,
  select,
  statement,
  store,
  variable,
  zero,
} from './support.js'

const domains = ['f32', 'f32-strict', 'f64'] as const

/** y[b, o] = relu(Σ_k x[b, k] · w[k, o] + c[o]) */
function linear(batch: number, inner: number, outer: number) {
  const x = leaf('x', [batch, inner])
  const w = leaf('w', [inner, outer])
  const c = leaf('c', [outer])
  const y = output('y', [batch, outer])
  const [b, k, o] = [variable('b', batch), variable('k', inner), variable('o', outer)]
  const sum = apply('add', accumulator, load(cell(c, o)))
  const one = statement('linear', {
    loops: [b, o],
    over: [k],
    reduce: 'sum',
    body: apply('mul', load(cell(x, b, k)), load(cell(w, k, o))),
    stores: [store(cell(y, b, o), apply('maximum', sum, number(0)))],
  })
  return program([one], [x, w, c, y], [y])
}

describe('sums with a vector axis', () => {
  for (const [batch, inner, outer] of [
    [8, 16, 8],
    [1, 1, 1],
    [3, 5, 7],
    [4, 3, 10],
    [17, 2, 5],
    [5, 0, 6],
    [0, 4, 4],
    [2, 9, 4],
  ] as const)
    it(`linear ${batch}×${inner}×${outer}`, () => {
      for (const domain of domains) expectSame(linear(batch, inner, outer), { domain })
    })

  it('keeps each output element in ascending order of k, whatever the tile', () => {
    const texts = [
      { rows: 4, vectors: 1, streamVectors: 2, mapLanes: 1 },
      { rows: 1, vectors: 2, streamVectors: 1, mapLanes: 4 },
      { rows: 3, vectors: 3, streamVectors: 4, mapLanes: 1 },
    ].map((tiles) => {
      const lowered = linear(7, 11, 13)
      const compiled = expectSame(lowered, { domain: 'f32-strict', tiles })
      return [...compiled.view(lowered.outputs[0]!.buffer)]
    })
    expect(texts[1]).toEqual(texts[0])
    expect(texts[2]).toEqual(texts[0])
  })

  it('convolves through borders, with strided stores', () => {
    // x[h+2, w+2, c] with a border of one zero; y[h, w, o] = Σ x[h+i, w+j, c] · k[i, j, c, o]
    const [h, w, c, o] = [5, 4, 3, 6]
    const source = leaf('source', [h, w, c])
    const x = buffer('x', [h, w, c], {
      strides: [(w + 2) * c, c, 1],
      base: (w + 3) * c,
      elements: (h + 2) * (w + 2) * c,
      bordered: true,
    })
    const k = leaf('k', [3, 3, c, o])
    const y = output('y', [h, w, o])
    const [vy, vx, vc] = [variable('y', h), variable('x', w), variable('c', c)]
    const copy = statement('copy', {
      loops: [vy, vx, vc],
      body: load(cell(source, vy, vx, vc)),
      stores: [store(cell(x, vy, vx, vc))],
    })
    const [py, px, po, i, j, d] = [
      variable('y', h),
      variable('x', w),
      variable('o', o),
      variable('i', 3),
      variable('j', 3),
      variable('c', c),
    ]
    const strides = new Map([
      [py, (w + 2) * c],
      [px, c],
      [i, (w + 2) * c],
      [j, c],
      [d, 1],
    ])
    const convolution = statement('convolution', {
      loops: [py, px, po],
      over: [i, j, d],
      reduce: 'sum',
      body: apply('mul', load({ kind: 'affine', buffer: x, base: 0, strides }), load(cell(k, i, j, d, po))),
      stores: [store(cell(y, py, px, po))],
    })
    for (const domain of domains) expectSame(program([copy, convolution], [source, x, k, y], [y]), { domain })
  })

  it('sums products of guarded reads by branches', () => {
    // y[i, o] = Σ_k [0 ≤ i + k − 1 < n] x[i + k − 1] · w[k, o]
    const [n, outer] = [6, 5]
    const x = leaf('x', [n])
    const w = leaf('w', [3, outer])
    const y = output('y', [n, outer])
    const [i, k, o] = [variable('i', n), variable('k', 3), variable('o', outer)]
    const shifted: ReadonlyMap<typeof i, number> = new Map([
      [i, 1],
      [k, 1],
    ])
    const guards = [nonnegative(at(-1, [i, 1], [k, 1])), nonnegative(at(n, [i, -1], [k, -1]))]
    const product = apply('mul', load({ kind: 'affine', buffer: x, base: -1, strides: shifted }), load(cell(w, k, o)))
    const one = statement('shifted', {
      loops: [i, o],
      over: [k],
      reduce: 'sum',
      body: select(guards, product),
      stores: [store(cell(y, i, o))],
    })
    for (const domain of domains) expectSame(program([one], [x, w, y], [y]), { domain })
  })

  it('updates a parameter in place from the accumulator', () => {
    const [batch, inner, outer] = [6, 7, 9]
    const [x, g, w, rate] = [
      leaf('x', [batch, inner]),
      leaf('g', [batch, outer]),
      leaf('w', [inner, outer]),
      leaf('rate', []),
    ]
    const [k, o, b] = [variable('k', inner), variable('o', outer), variable('b', batch)]
    const updated = apply('sub', load(cell(w, k, o)), apply('mul', load(cell(rate)), accumulator))
    const one = statement('update', {
      loops: [k, o],
      over: [b],
      reduce: 'sum',
      body: apply('mul', load(cell(x, b, k)), load(cell(g, b, o))),
      stores: [store(cell(w, k, o), updated)],
    })
    expectSame(program([one], [x, g, w, rate], []))
  })

  it('stores several values from one accumulator, all computed before the first is stored', () => {
    const n = 11
    const [g, m, w] = [leaf('g', [4, n]), leaf('m', [n]), leaf('w', [n])]
    const [i, b] = [variable('i', n), variable('b', 4)]
    const moment = apply('add', apply('mul', load(cell(m, i)), number(9, 10)), accumulator)
    const one = statement('momentum', {
      loops: [i],
      over: [b],
      reduce: 'sum',
      body: load(cell(g, b, i)),
      stores: [
        store(cell(m, i), moment),
        store(cell(w, i), apply('sub', load(cell(w, i)), apply('mul', moment, number(1, 100)))),
      ],
    })
    expectSame(program([one], [g, m, w], []))
  })
})

describe('row reductions', () => {
  for (const n of [1, 2, 3, 4, 5, 7, 15, 16, 17, 33, 100])
    it(`sum and maximum of rows of ${n}`, () => {
      const x = leaf('x', [3, n])
      const [s, m] = [output('s', [3]), output('m', [3])]
      const [i, k, j, l] = [variable('i', 3), variable('k', n), variable('i', 3), variable('k', n)]
      const sum = statement('sum', {
        loops: [i],
        over: [k],
        reduce: 'sum',
        body: apply('mul', load(cell(x, i, k)), load(cell(x, i, k))),
        stores: [store(cell(s, i), apply('sqrt', accumulator))],
      })
      const largest = statement('largest', {
        loops: [j],
        over: [l],
        reduce: 'max',
        body: load(cell(x, j, l)),
        stores: [store(cell(m, j))],
      })
      for (const domain of domains) expectSame(program([sum, largest], [x, s, m], [s, m]), { domain })
    })

  it('adds everything into one number, over several axes', () => {
    const x = leaf('x', [3, 5, 7], { strides: [35, 1, 5] })
    const s = output('s', [])
    const over = [variable('a', 3), variable('b', 5), variable('c', 7)]
    expectSame(
      program(
        [
          statement('total', {
            loops: [],
            over,
            reduce: 'sum',
            body: load(cell(x, ...over)),
            stores: [store(cell(s), apply('div', accumulator, number(105)))],
          }),
        ],
        [x, s],
        [s],
      ),
    )
  })
})

describe('maximum with its winner', () => {
  it('takes the first of equals, and stores both outputs', () => {
    const x = leaf('x', [4, 3, 3])
    const [m, w] = [output('m', [4]), output('w', [4], { dtype: 'i32' })]
    const [i, a, b] = [variable('i', 4), variable('a', 3), variable('b', 3)]
    for (const reduce of ['max', 'min'] as const) {
      const one = statement('pool', {
        loops: [i],
        over: [a, b],
        reduce,
        body: load(cell(x, i, a, b)),
        stores: [store(cell(m, i)), store(cell(w, i), null, true)],
      })
      for (const domain of domains)
        expectSame(program([one], [x, m, w], [m, w]), { domain }, (_, at) => [1, 3, 3, -2, 3, 0, -5, -5, 2][at % 9]!)
    }
  })

  it('leaves out guarded entries, even when all that are left are negative', () => {
    const n = 5
    const x = leaf('x', [n])
    const [m, w] = [output('m', [n]), output('w', [n], { dtype: 'i32' })]
    const [i, k] = [variable('i', n), variable('k', 3)]
    const guards = [nonnegative(at(-1, [i, 1], [k, 1])), nonnegative(at(n, [i, -1], [k, -1]))]
    const body = load({
      kind: 'affine',
      buffer: x,
      base: -1,
      strides: new Map([
        [i, 1],
        [k, 1],
      ]),
    })
    const one = statement('window', {
      loops: [i],
      over: [k],
      reduce: 'max',
      where: guards,
      body,
      stores: [store(cell(m, i)), store(cell(w, i), null, true)],
    })
    expectSame(program([one], [x, m, w], [m, w]), {}, (_, at) => -1 - at)
  })

  it('gives 0 and no winner where nothing is live, in loops and unrolled', () => {
    for (const taps of [3, 12]) {
      const [x, m, w] = [leaf('x', [4]), output('m', [6]), output('w', [6], { dtype: 'i32' })]
      const [i, k] = [variable('i', 6), variable('k', taps)]
      const where = [nonnegative(at(-9, [i, 4], [k, -1])), nonnegative(at(12, [i, -4], [k, 1]))]
      const body = load({
        kind: 'affine',
        buffer: x,
        base: -9,
        strides: new Map([
          [i, 4],
          [k, -1],
        ]),
      })
      const one = statement('window', {
        loops: [i],
        over: [k],
        reduce: 'min',
        where,
        body,
        stores: [store(cell(m, i)), store(cell(w, i), null, true)],
      })
      const compiled = expectSame(program([one], [x, m, w], [m, w]), {}, (_, at) => 5 - at)
      expect(compiled.view(w)[0]).toBe(-1)
    }
  })

  it('finds argmax alone, and lets the first NaN win', () => {
    const x = leaf('x', [3, 4])
    const w = output('w', [3], { dtype: 'i32' })
    const [i, k] = [variable('i', 3), variable('k', 4)]
    const one = statement('argmax', {
      loops: [i],
      over: [k],
      reduce: 'argmax',
      body: load(cell(x, i, k)),
      stores: [store(cell(w, i))],
    })
    const compiled = expectSame(
      program([one], [x, w], [w]),
      {},
      (_, at) => [1, 5, 5, 2, 0, NaN, 9, NaN, -4, -3, -9, -3][at]!,
    )
    expect([...compiled.view(w)]).toEqual([1, 1, 1])
  })
})

describe('maps', () => {
  it('computes shared factors, constants and indices', () => {
    const [n, m] = [5, 6]
    const [x, s, y] = [leaf('x', [n, m]), leaf('s', [n]), output('y', [n, m])]
    const [i, j] = [variable('i', n), variable('j', m)]
    const body = apply(
      'add',
      apply('div', apply('exp', load(cell(x, i, j))), load(cell(s, i))),
      apply('mul', apply('toFloat', fromIndex(at(2, [i, 3], [j, 1]))), number(1, 3)),
    )
    const one = statement('map', { loops: [i, j], body, stores: [store(cell(y, i, j))] })
    for (const mapLanes of [1, 4])
      for (const domain of domains)
        expectSame(
          program([one], [x, s, y], [y]),
          { domain, tiles: { rows: 4, vectors: 1, streamVectors: 2, mapLanes } },
          (target) => (target === s ? 3 : undefined),
        )
  })

  it('unrolls the digits of a pooling gradient', () => {
    // d[2y+p, 2x+q] = winner[y, x] = 2p + q ? g[y, x] : 0
    const [h, w] = [3, 5]
    const [g, winner] = [leaf('g', [h, w]), leaf('winner', [h, w], { dtype: 'i32' })]
    const d = output('d', [2 * h, 2 * w])
    const [y, p, x, q] = [variable('y', h), variable('p', 2), variable('x', w), variable('q', 2)]
    const same = apply('equal', load(cell(winner, y, x)), fromIndex(at(0, [p, 2], [q, 1])))
    const one = statement('unpool', {
      loops: [y, p, x, q],
      unrolled: new Set([p, q]),
      body: apply('where', same, load(cell(g, y, x)), number(0)),
      stores: [
        store({
          kind: 'affine',
          buffer: d,
          base: 0,
          strides: new Map([
            [y, 4 * w],
            [p, 2 * w],
            [x, 2],
            [q, 1],
          ]),
        }),
      ],
    })
    const compiled = expectSame(program([one], [g, winner, d], [d]), {}, (target, at) =>
      target === winner ? at % 4 : undefined,
    )
    // four cells share one load of the gradient
    expect(compiled.source.match(/= floats_0\[/g)).toHaveLength(1)
  })

  it('reads at floors and remainders of any sign', () => {
    const n = 12
    const [x, y] = [leaf('x', [n]), output('y', [n])]
    const i = variable('i', n)
    const folded = at(0, [floor(at(-3, [i, 1]), 2), 1], [modulo(at(5, [i, -1]), 3), 2])
    const one = statement('general', {
      loops: [i],
      body: select(
        [
          nonnegative(folded),
          nonnegative(at(n - 1, ...folded.terms.map(({ atom, coefficient }) => [atom, -coefficient] as const))),
        ],
        load(general(x, folded)),
        number(-7),
      ),
      stores: [store(cell(y, i))],
    })
    expectSame(program([one], [x, y], [y]))
  })

  it('copies integers and masks', () => {
    const n = 7
    const [x, y, b] = [
      leaf('x', [n], { dtype: 'i32' }),
      output('y', [n], { dtype: 'u32' }),
      output('b', [n], { dtype: 'bool' }),
    ]
    const [i, j] = [variable('i', n), variable('j', n)]
    const add = statement('add', {
      loops: [i],
      body: apply('add', load(cell(x, i)), number(3)),
      stores: [store(cell(y, i))],
    })
    const mask = statement('mask', {
      loops: [j],
      body: apply('lessThan', load(cell(x, j)), number(4)),
      stores: [store(cell(b, j))],
    })
    expectSame(program([add, mask], [x, y, b], [y, b]), {}, (_, at) => at)
  })
})

describe('run-time indices', () => {
  const leafOf = (name: string, shape: readonly number[]): Leaf => ({
    kind: 'leaf',
    id: 0,
    name,
    shape,
    dtype: 'i32',
    role: 'input',
  })

  function rows(
    n: number,
    count: number,
    width: number,
  ): {
    gather: Statement
    scatter: Statement
    buffers: ReturnType<typeof buffer>[]
    outputs: ReturnType<typeof buffer>[]
    indices: ReturnType<typeof buffer>
  } {
    const tensor = leafOf('indices', [n])
    const indices = leaf('indices', [n], { dtype: 'i32', leaf: tensor })
    const [table, out, gradient] = [
      leaf('table', [count, width]),
      output('out', [n, width]),
      output('gradient', [count, width]),
    ]
    const lookup = (i: ReturnType<typeof variable>) => ({ kind: 'lookup', id: 0, tensor, at: [at(0, [i, 1])] }) as const
    const [i, j, k, l] = [variable('i', n), variable('j', width), variable('i', n), variable('j', width)]
    const [atI, atK] = [lookup(i), lookup(k)]
    const inside = (of: typeof atI) => [nonnegative(at(0, [of, 1])), nonnegative(at(count - 1, [of, -1]))]
    const gather = statement('gather', {
      loops: [i, j],
      body: select(inside(atI), load(general(table, at(0, [atI, width], [j, 1])))),
      stores: [store(cell(out, i, j))],
    })
    const scatter = statement('scatter', {
      loops: [],
      over: [k, l],
      reduce: 'sum',
      body: load(cell(out, k, l)),
      stores: [store(general(gradient, at(0, [atK, width], [l, 1])))],
      scatterGuards: inside(atK),
    })
    return { gather, scatter, buffers: [indices, table, out, gradient], outputs: [out, gradient], indices }
  }

  it('gathers rows and adds them back, leaving out what is out of range', () => {
    const { gather, scatter, buffers, outputs, indices } = rows(7, 4, 3)
    for (const domain of domains)
      expectSame(program([gather, scatter], buffers, outputs), { domain }, (target, i) =>
        target === indices ? [0, 3, 3, -1, 2, 4, 3][i]! : undefined,
      )
  })
})

describe('the text', () => {
  it('is deterministic, readable and allocates nothing per call', () => {
    const lowered = linear(8, 16, 8)
    const { source } = compile(lowered)
    expect(compile(lowered).source).toBe(source)
    expect(source).toContain('// linear[…] = …')
    expect(source).toContain('model.ts:3:7')
    const calls = source.slice(source.indexOf('function linear'))
    expect(calls).not.toMatch(/\bnew\b|\[\]|\{\}|=>(?! \{)/)
  })

  it('says nothing of a guard that always holds', () => {
    const [x, y] = [leaf('x', [4]), output('y', [4])]
    const i = variable('i', 4)
    const one = statement('sure', {
      loops: [i],
      body: select([nonnegative(at(0, [i, 1])), zero(at(0))], load(cell(x, i))),
      stores: [store(cell(y, i))],
    })
    expect(compile(program([one], [x, y], [y])).source).not.toContain('if (')
  })
})
