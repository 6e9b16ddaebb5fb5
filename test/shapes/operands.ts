/**
 * Random operands for the twin fuzz. Each rule has a generator of mostly valid and nearly valid operands, the text of its
 * type and its function. In: a random generator; out: one case, its operands as data and as type arguments.
 */
import * as shapes from '../../src/shapes/index.js'
import type { Dim } from '../../src/shapes/index.js'

export type Random = () => number

/** An operand of a rule: a shape, a number, a list of either, a name, nothing. */
export type Operand = undefined | null | boolean | Dim | readonly Operand[] | { readonly [key: string]: Operand }

export interface Rule {
  readonly name: string
  /** Ask exact cases only: the type is no shape, or is never applied to wide dimensions. */
  readonly exact?: true
  /** How many of the first operands are always literal: what an author declares. */
  readonly literal?: number
  readonly operands: (random: Random) => readonly Operand[]
  /** The type applied to the texts of the operands. */
  readonly type: (operands: readonly string[]) => string
  // The operands of a rule are what its own generator made, so the function is applied to them as they are.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly value: (...operands: any[]) => unknown
}

const pick = <T>(random: Random, from: readonly T[]): T => {
  const [first, ...rest] = from
  if (first === undefined && rest.length === 0) throw new Error('nothing to pick from')
  return from[Math.floor(random() * from.length)] as T
}
const upTo = (random: Random, n: number): number => Math.floor(random() * (n + 1))
const chance = (random: Random, p: number): boolean => random() < p

const sizes = [1, 1, 2, 3, 4, 5, 7, 8, 10, 12, 16, 28, 32, 64, 99, 128, 224, 784, 1000, 4096, 50257, 123456] as const
const names = ['batch', 'T', 'B', 'width_2', 'a', 'constructor'] as const
const expressions = [
  '64*batch',
  'B*T',
  'T+1',
  '2*T',
  'B+T-3',
  '-T+9',
  '28*B*T',
  'T/2',
  '3*T/2/a',
  'B/a',
  'B*T/a',
  'B/a+1',
] as const

export const dim = (random: Random): Dim => {
  const kind = random()
  return (
    kind < 0.05 ? 0
    : kind < 0.75 ? pick(random, sizes)
    : kind < 0.94 ? pick(random, names)
    : pick(random, expressions)
  )
}

const size = (random: Random): number => (chance(random, 0.04) ? 0 : pick(random, sizes))
export const shape = (random: Random, rank = upTo(random, 6)): Dim[] => Array.from({ length: rank }, () => dim(random))

/** Sometimes one dimension is replaced, one added or one dropped. */
const nearly = (random: Random, from: readonly Dim[], much = 0.3): Dim[] => {
  const out = [...from]
  if (!chance(random, much)) return out
  const at = upTo(random, out.length)
  const kind = random()
  if (kind < 0.6 && out.length > 0) out[Math.min(at, out.length - 1)] = dim(random)
  else if (kind < 0.8) out.splice(at, 0, dim(random))
  else out.splice(at, 1)
  return out
}

/** An axis that is mostly one of the shape's. */
const axisOf = (random: Random, rank: number): number =>
  chance(random, 0.12) || rank === 0 ?
    pick(random, [-8, -7, -6, -3, -1, 0, 1, 2, 3, 5, 6, 7])
  : upTo(random, rank * 2 - 1) - rank

const shuffled = <T>(random: Random, list: readonly T[]): T[] => {
  const out = [...list]
  for (let i = out.length - 1; i > 0; i--) {
    const j = upTo(random, i)
    const [a, b] = [out[i], out[j]]
    if (a !== undefined && b !== undefined) [out[i], out[j]] = [b, a]
  }
  return out
}

const broadcastable = (random: Random): [Dim[], Dim[]] => {
  const whole = shape(random)
  const side = (): Dim[] =>
    whole.slice(chance(random, 0.5) ? 0 : upTo(random, whole.length)).map((d) => (chance(random, 0.2) ? 1 : d))
  return [side(), nearly(random, side())]
}

const perAxis = (random: Random, count: number, values: readonly number[]): number | number[] =>
  chance(random, 0.5) ?
    pick(random, values)
  : Array.from({ length: chance(random, 0.06) ? count + 1 : count }, () => pick(random, values))

const strides = [1, 1, 1, 2, 2, 3, 5, 0, -1, 1.5] as const
const paddings = [0, 0, 0, 1, 1, 2, 3, 7, -1, 0.5] as const
const kernels = [1, 2, 3, 3, 3, 4, 5, 7, 11, 0] as const

const dilations = [1, 1, 2, 2, 3, 0, -1, 1.5] as const
const groupCounts = [2, 2, 3, 4, 0, -2, 1.5] as const

const spatialOf = (random: Random, count: number): Dim[] =>
  Array.from({ length: count }, () =>
    chance(random, 0.2) ? dim(random) : pick(random, [1, 2, 4, 5, 8, 9, 28, 32, 224]),
  )

/** The same elements split and merged at random, mostly. */
const regrouped = (random: Random, from: readonly Dim[]): Dim[] => {
  const out: Dim[] = []
  for (const d of shuffled(random, from)) {
    const last = out.at(-1)
    const merged = last !== undefined && chance(random, 0.4) ? shapes.multiplyDims(last, d) : undefined
    // Beyond 2^53 a literal is another number than the one that was written, for the compiler as well.
    if (merged !== undefined && !(Number(merged) > Number.MAX_SAFE_INTEGER)) out[out.length - 1] = merged
    else if (typeof d === 'number' && d > 1 && d % 2 === 0 && chance(random, 0.4)) out.push(d / 2, 2)
    else out.push(d)
  }
  return out
}

/** In a shape that the author writes, an unknown number is `dyn(n)`. */
const written = (text = ''): string => text.replaceAll('number', 'S.Dyn')

/** Query, key and value, mostly of one width, one length and leading axes that broadcast. */
const attentionOperands = (random: Random): [Dim[], Dim[], Dim[]] => {
  const lead = shape(random, upTo(random, 4))
  const side = (): Dim[] =>
    lead.slice(chance(random, 0.7) ? 0 : upTo(random, lead.length)).map((d) => (chance(random, 0.15) ? 1 : d))
  const [d, m] = [dim(random), dim(random)]
  return [
    nearly(random, [...side(), dim(random), d], 0.2),
    nearly(random, [...side(), m, d], 0.2),
    nearly(random, [...side(), m, dim(random)], 0.2),
  ]
}

const binaryOperators = ['add', 'sub', 'maximum'] as const

const namesFor = (random: Random): Record<string, Dim> =>
  Object.fromEntries(names.map((name) => [name, chance(random, 0.85) ? upTo(random, 40) : pick(random, names)]))

const equations = [
  'ij,jk->ik',
  'bij,bjk->bik',
  'ij,jk',
  'ii->i',
  'ii',
  'iij->j',
  'bhqk,bhkd->bqhd',
  '...ij,...jk->...ik',
  'i...,...i->...',
  'a...b',
  'i,j',
  'B i, j -> j B',
  'ab,bc,cd->ad',
  ',i',
  '->',
  'zA,A',
] as const

/** An equation, sometimes with a character replaced, added or dropped, and shapes that mostly fit its terms. */
const einsumOperands = (random: Random): [string, Dim[][]] => {
  const whole: string = pick(random, equations)
  const at = upTo(random, whole.length)
  const odd = pick(random, ['i', 'j', 'q', 'A', '.', ',', '1', '-', '->', '...'])
  const equation = chance(random, 0.3) ? whole.slice(0, at) + odd + whole.slice(at + upTo(random, 1)) : whole
  const sizes = new Map<string, Dim>()
  const sizeOf = (c: string): Dim => {
    const known = sizes.get(c) ?? dim(random)
    sizes.set(c, known)
    return known
  }
  const extra = shape(random, 4)
  const shapeOf = (term: string): Dim[] => {
    const [before = '', after] = term.split('...')
    const middle = extra.slice(upTo(random, 4)).map((d) => (chance(random, 0.2) ? 1 : d))
    const dims = [...[...before].map(sizeOf), ...(after === undefined ? [] : middle), ...[...(after ?? '')].map(sizeOf)]
    return nearly(random, dims, 0.07)
  }
  const terms = whole.replaceAll(' ', '').split('->')[0] ?? ''
  const list = terms.split(',').map(shapeOf)
  if (chance(random, 0.05)) list.pop()
  return [equation, list]
}

const patterns = [
  'b (h d) -> b h d',
  'b h w c -> b c h w',
  'b t h d -> b t (h d)',
  '(a b) (c d) -> (c a) (b d)',
  '... d -> d ...',
  'a ... (c d) -> (a c) ... d',
  'a b -> (b a)',
  'a 1 b -> a b 1 1',
  '(a 1 b) -> b a ()',
  '->',
  'b (h d)->h b d',
] as const

/** A pattern, sometimes with a token replaced, a shape that mostly fits it, and sizes of some names. */
const atOperands = (random: Random): [Dim[], string] => {
  const s = shape(random, upTo(random, 6))
  const number = (axis: number): string => {
    const size = s[axis]
    const at = upTo(random, typeof size === 'number' ? size : 3) * (chance(random, 0.3) ? -1 : 1)
    return chance(random, 0.25) ? '' : String(at + 0) // never -0
  }
  const step = (): string =>
    chance(random, 0.6) ? ''
    : chance(random, 0.1) ? ':'
    : `:${pick(random, ['1', '2', '-1', '-3', '0'])}`
  const parts = s.slice(0, upTo(random, s.length)).map((_, axis) => {
    const kind = random()
    return (
      kind < 0.25 ? number(axis) || '0'
      : kind < 0.3 ? ':'
      : `${number(axis)}:${number(axis)}${step()}`
    )
  })
  if (parts.length === 0) parts.push(pick(random, ['...', '...', ':', '0']))
  if (chance(random, 0.3)) parts.splice(upTo(random, parts.length), 0, '...')
  if (chance(random, 0.07)) {
    const odd = [
      '',
      '...',
      'a',
      '1.5',
      '1:2:3:4',
      '-0',
      '007',
      '0x1',
      '1e1',
      '1 2',
      '- 1',
      '99999999999999999',
      '::0.5',
    ]
    parts[upTo(random, parts.length - 1)] = pick(random, odd)
  }
  return [s, parts.map((part) => (chance(random, 0.2) ? ` ${part.replace(':', ' : ')}  ` : part)).join(',')]
}

const rearrangeOperands = (random: Random): [Dim[], string, Record<string, Dim>] => {
  const whole: string = pick(random, patterns)
  const tokens = whole.split(' ')
  if (chance(random, 0.2))
    tokens[upTo(random, tokens.length - 1)] = pick(random, ['a', 'q', '(', ')', '2', '...', 'b-', '1'])
  const sizes: Record<string, Dim> = {}
  const axes: Dim[] = []
  for (const [, group, name] of (whole.split('->')[0] ?? '').matchAll(/\(([^)]*)\)|(\S+)/g)) {
    if (name === '...') axes.push(...shape(random, upTo(random, 3)))
    let product: Dim = 1
    const names = (group ?? name ?? '').split(' ').filter((each) => /[a-z]/.test(each))
    for (const [i, each] of names.entries()) {
      const given = dim(random)
      if (i > 0 ? chance(random, 0.9) : chance(random, 0.15)) sizes[each] = chance(random, 0.05) ? -2 : given
      product = shapes.multiplyDims(product, given)
    }
    if (name !== '...') axes.push(chance(random, 0.08) ? dim(random) : product)
  }
  if (chance(random, 0.05)) sizes['extra'] = 3
  return [nearly(random, axes, 0.07), tokens.join(' '), sizes]
}

export const rules: readonly Rule[] = [
  {
    name: 'Broadcast',
    operands: (random) => [pick(random, binaryOperators), ...broadcastable(random)],
    type: ([op, a, b]) => `S.Broadcast<${op}, ${a}, ${b}>`,
    value: shapes.broadcast,
  },
  {
    name: 'BroadcastTo',
    operands: (random) => {
      const to = shape(random)
      const from = to.slice(upTo(random, to.length)).map((d) => (chance(random, 0.3) ? 1 : d))
      return [nearly(random, from), to]
    },
    type: ([a, b]) => `S.BroadcastTo<${a}, ${written(b)}>`,
    value: shapes.broadcastTo,
  },
  {
    name: 'CanBroadcastTo',
    exact: true,
    operands: (random) => broadcastable(random),
    type: ([a, b]) => `S.CanBroadcastTo<${a}, ${b}>`,
    value: shapes.canBroadcastTo,
  },
  {
    name: 'MatMul',
    operands: (random) => {
      const [a, b] = broadcastable(random).map((batch) => batch.slice(-4)) as [Dim[], Dim[]]
      const inner = dim(random)
      return [nearly(random, [...a, dim(random), inner], 0.2), nearly(random, [...b, inner, dim(random)], 0.2)]
    },
    type: ([a, b]) => `S.MatMul<${a}, ${b}>`,
    value: shapes.matmul,
  },
  {
    name: 'Linear',
    operands: (random) => {
      const [features, out] = [dim(random), dim(random)]
      const bias = chance(random, 0.5) ? nearly(random, [out]) : undefined
      return [nearly(random, [...shape(random, upTo(random, 5)), features]), nearly(random, [out, features]), bias]
    },
    type: ([x, w, b]) => `S.Linear<${x}, ${w}, ${b}>`,
    value: shapes.linear,
  },
  {
    name: 'LinearBias',
    operands: (random) => {
      const out = dim(random)
      return [nearly(random, [out, dim(random)]), nearly(random, [out], 0.5)]
    },
    type: ([w, b]) => `S.LinearBias<${w}, ${b}>`,
    value: shapes.linearBias,
  },
  {
    name: 'Reduce',
    operands: (random) => {
      const s = shape(random)
      const list = shuffled(random, s).map((_, i) => (chance(random, 0.5) ? i : i - s.length))
      const several = shuffled(random, list).slice(0, upTo(random, s.length))
      if (chance(random, 0.2)) several.push(axisOf(random, s.length))
      const axes = pick<Operand>(random, [undefined, axisOf(random, s.length), several])
      return [pick(random, ['sum', 'mean']), s, axes, chance(random, 0.4)]
    },
    type: ([op, s, axes, keep]) => `S.Reduce<${op}, ${s}, ${axes}, ${keep}>`,
    value: shapes.reduce,
  },
  {
    name: 'RecurrentState',
    operands: (random) => {
      const x = shape(random, 1 + upTo(random, 5))
      const h = [...x.slice(0, -1), dim(random)]
      return ['gruCell', x, nearly(random, chance(random, 0.1) ? x.slice(1) : h, 0.4)]
    },
    type: ([op, x, h]) => `S.RecurrentState<${op}, ${x}, ${h}>`,
    value: shapes.recurrentState,
  },
  {
    name: 'RecurrentWeight',
    operands: (random) => {
      const [from, h, gates] = [
        shape(random, 1 + upTo(random, 5)),
        shape(random, 1 + upTo(random, 5)),
        3 + upTo(random, 2),
      ]
      const w = [shapes.multiplyDims(h.at(-1) ?? 1, gates), from.at(-1) ?? 1]
      return ['lstmCell', 'weightIh', gates, from, h, nearly(random, w, 0.4)]
    },
    type: ([op, role, gates, from, h, w]) => `S.RecurrentWeight<${op}, ${role}, ${gates}, ${from}, ${h}, ${w}>`,
    value: shapes.recurrentWeight,
  },
  {
    name: 'RecurrentBias',
    operands: (random) => {
      const [h, gates] = [shape(random, 1 + upTo(random, 5)), 3 + upTo(random, 2)]
      return ['lstmCell', 'biasIh', gates, h, nearly(random, [shapes.multiplyDims(h.at(-1) ?? 1, gates)], 0.4)]
    },
    type: ([op, role, gates, h, b]) => `S.RecurrentBias<${op}, ${role}, ${gates}, ${h}, ${b}>`,
    value: shapes.recurrentBias,
  },
  {
    name: 'Rope',
    operands: (random) => {
      const s = shape(random, 1 + upTo(random, 5))
      if (s.length > 0 && chance(random, 0.7)) s.push(shapes.multiplyDims(s.pop() as Dim, 2))
      return [s]
    },
    type: ([x]) => `S.Rope<${x}>`,
    value: shapes.rope,
  },
  {
    name: 'Reshape',
    operands: (random) => {
      const from = shape(random)
      const to = nearly(random, regrouped(random, from), 0.2)
      const holed = (): Dim[] => to.map((d, i) => (i === hole ? -1 : d))
      const hole = upTo(random, to.length)
      if (chance(random, 0.04)) to.push(pick(random, [-1, -2, 2.5, 'B*B*2', 'x y']))
      return [from, chance(random, 0.5) ? holed() : to]
    },
    type: ([a, b]) => `S.Reshape<${a}, ${written(b)}>`,
    value: shapes.reshape,
  },
  {
    name: 'Flatten',
    operands: (random) => {
      const s = shape(random)
      return chance(random, 0.3) ? [s] : [s, axisOf(random, s.length), axisOf(random, s.length)]
    },
    type: (operands) => `S.Flatten<${operands.join(', ')}>`,
    value: shapes.flatten,
  },
  {
    name: 'Permute',
    operands: (random) => {
      const s = shape(random)
      const order = shuffled(
        random,
        s.map((_, i) => i),
      ).map((i) => (chance(random, 0.3) ? i - s.length : i))
      if (chance(random, 0.3) && order.length > 0) order[upTo(random, order.length - 1)] = axisOf(random, s.length)
      if (chance(random, 0.1)) order.pop()
      return [s, order]
    },
    type: ([s, order]) => `S.Permute<${s}, ${order}>`,
    value: shapes.permute,
  },
  {
    name: 'Transpose',
    operands: (random) => {
      const s = shape(random)
      return [s, axisOf(random, s.length), axisOf(random, s.length)]
    },
    type: ([s, a, b]) => `S.Transpose<${s}, ${a}, ${b}>`,
    value: shapes.transpose,
  },
  ...(
    [
      ['Fin', shapes.isFin],
      ['Index', shapes.isIndex],
    ] as const
  ).map(([name, value]): Rule => ({
    name,
    exact: true,
    operands: (random) => {
      const n = dim(random)
      const near = typeof n === 'number' ? n : 4
      return [n, pick(random, [near, near - 1, -near, -near - 1, upTo(random, near), -1 - upTo(random, near), 0.5]) + 0]
    },
    type: ([n, at]) => `([S.${name}<${n}, ${at}>] extends [never] ? false : true)`,
    value,
  })),
  {
    name: 'AlongAxis',
    operands: (random) => {
      const s = shape(random, 1 + upTo(random, 5))
      const axis = axisOf(random, s.length)
      const indices = s.map((d, i) => (i === (axis + s.length) % s.length ? dim(random) : d))
      return ['takeAlongAxis', s, axis, nearly(random, indices)]
    },
    type: ([op, s, axis, indices]) => `S.AlongAxis<${op}, ${s}, ${axis}, ${indices}>`,
    value: shapes.alongAxis,
  },
  {
    name: 'At',
    operands: atOperands,
    type: ([s, text]) => `S.At<${s}, ${text}>`,
    value: shapes.at,
  },
  {
    name: 'Slice',
    operands: (random) => {
      const s = shape(random, 1 + upTo(random, 5))
      const axis = axisOf(random, s.length)
      const length = s.at(axis) ?? 4
      const n = typeof length === 'number' ? length : 6
      const position = (): number | undefined =>
        chance(random, 0.15) ? undefined : (
          upTo(random, n + 1) * (chance(random, 0.25) ? -1 : 1) + (chance(random, 0.03) ? 0.5 : 0)
        )
      const step = chance(random, 0.5) ? undefined : pick(random, [1, 2, 3, -1, -2, -7, 0, 1.5])
      return [s, axis, position(), position(), step].map((operand) => (Object.is(operand, -0) ? 0 : operand))
    },
    type: ([s, axis, start, end, step]) => `S.Slice<${s}, ${axis}, ${start}, ${end}, ${step}>`,
    value: shapes.slice,
  },
  {
    name: 'Concat',
    operands: (random) => {
      const first = shape(random)
      const axis = axisOf(random, first.length)
      const other = (): Dim[] => {
        const out = [...first]
        const at = axis < 0 ? axis + first.length : axis
        if (at in out) out[at] = dim(random)
        return nearly(random, out, 0.12)
      }
      return [chance(random, 0.02) ? [] : [first, ...Array.from({ length: upTo(random, 3) }, other)], axis]
    },
    type: ([list, axis]) => `S.Concat<${list}, ${axis}>`,
    value: shapes.concat,
  },
  {
    name: 'ContextEntry',
    operands: (random) => {
      const context = Array.from({ length: upTo(random, 5) }, () => shape(random))
      return ['entry', context, chance(random, 0.3) ? pick(random, [-1, 0.5, 5, 6, 19]) : upTo(random, context.length)]
    },
    type: ([op, context, at]) => `S.ContextEntry<${op}, ${context}, ${at}>`,
    value: shapes.contextEntry,
  },
  {
    name: 'SameContext',
    operands: (random) => {
      const context = Array.from({ length: upTo(random, 5) }, () => shape(random))
      const other = context.map((each) => nearly(random, each, 0.15))
      if (chance(random, 0.15)) other.push(shape(random))
      return ['append', other, context]
    },
    type: ([op, context, wanted]) => `S.SameContext<${op}, ${context}, ${wanted}>`,
    value: shapes.sameContext,
  },
  {
    name: 'AxisCheck',
    operands: (random) => {
      const s = shape(random)
      return ['softmax', s, axisOf(random, s.length)]
    },
    type: ([op, s, axis]) => `S.AxisCheck<${op}, ${s}, ${axis}>`,
    value: shapes.axisCheck,
  },
  {
    name: 'Convolution',
    operands: (random) => {
      const count = 1 + upTo(random, 2)
      const groups = chance(random, 0.7) ? 1 : pick(random, groupCounts)
      const [inGroup, out] = [
        dim(random),
        shapes.multiplyDims(dim(random), chance(random, 0.8) ? Math.ceil(groups) : 1),
      ]
      const channels = shapes.multiplyDims(inGroup, Math.ceil(groups))
      const kernel: Dim[] = Array.from({ length: count }, () => pick(random, kernels))
      if (chance(random, 0.05)) kernel[0] = 'k'
      const batch = chance(random, 0.7) ? [dim(random)] : []
      const bias = chance(random, 0.3) ? nearly(random, [out]) : undefined
      return [
        nearly(random, [...batch, channels, ...spatialOf(random, count)], 0.12),
        nearly(random, [out, inGroup, ...kernel], 0.12),
        bias,
        perAxis(random, count, strides),
        perAxis(random, count, paddings),
        chance(random, 0.6) ? 1 : perAxis(random, count, dilations),
        groups,
      ]
    },
    type: ([x, w, b, s, p, d, g]) => `S.Convolution<${x}, ${w}, ${b}, ${s}, ${p}, ${d}, ${g}>`,
    value: shapes.convolution,
  },
  {
    name: 'ConvTranspose',
    operands: (random) => {
      const count = 1 + upTo(random, 2)
      const groups = chance(random, 0.6) ? 1 : pick(random, groupCounts)
      const [channels, inGroup] = [
        shapes.multiplyDims(dim(random), chance(random, 0.8) ? Math.ceil(groups) : 1),
        dim(random),
      ]
      const out = shapes.multiplyDims(inGroup, Math.ceil(groups))
      const kernel: Dim[] = Array.from({ length: count }, () => pick(random, kernels))
      if (chance(random, 0.05)) kernel[0] = 'k'
      const batch = chance(random, 0.7) ? [dim(random)] : []
      return [
        nearly(random, [...batch, channels, ...spatialOf(random, count)], 0.12),
        nearly(random, [channels, inGroup, ...kernel], 0.12),
        chance(random, 0.3) ? nearly(random, [out]) : undefined,
        perAxis(random, count, strides),
        perAxis(random, count, paddings),
        chance(random, 0.5) ? 0 : perAxis(random, count, [0, 0, 1, 1, 2, -1, 0.5]),
        chance(random, 0.6) ? 1 : perAxis(random, count, dilations),
        groups,
      ]
    },
    type: ([x, w, b, s, p, o, d, g]) => `S.ConvTranspose<${x}, ${w}, ${b}, ${s}, ${p}, ${o}, ${d}, ${g}>`,
    value: shapes.convTranspose,
  },
  {
    name: 'ConvTransposeBias',
    operands: (random) => {
      const [out, groups] = [dim(random), pick(random, [1, 1, ...groupCounts])]
      return [nearly(random, [3, out, 5]), nearly(random, [shapes.multiplyDims(out, Math.ceil(groups))], 0.5), groups]
    },
    type: ([w, b, g]) => `S.ConvTransposeBias<${w}, ${b}, ${g}>`,
    value: shapes.convTransposeBias,
  },
  {
    name: 'ConvolutionBias',
    operands: (random) => {
      const out = dim(random)
      return [nearly(random, [out, 3, 5]), nearly(random, [out], 0.5)]
    },
    type: ([w, b]) => `S.ConvolutionBias<${w}, ${b}>`,
    value: shapes.convolutionBias,
  },
  {
    name: 'Pool',
    operands: (random) => {
      const count = 1 + upTo(random, 2)
      const kernel = perAxis(random, count, kernels)
      const lead = chance(random, 0.7) ? [dim(random), dim(random)] : [dim(random)]
      const stride = chance(random, 0.4) ? undefined : perAxis(random, count, strides)
      const x = nearly(random, [...lead, ...spatialOf(random, count)], 0.12)
      return [
        pick(random, ['maxPool', 'avgPool', 'smoothMaxPool']),
        x,
        kernel,
        stride,
        perAxis(random, count, paddings),
      ]
    },
    type: ([op, x, k, s, p]) => `S.Pool<${op}, ${x}, ${k}, ${s}, ${p}>`,
    value: shapes.pool,
  },
  {
    name: 'Beta',
    operands: (random) => ['smoothMaxPool', pick(random, [0, 0, 1, 4, 0.25, -2, 1000])],
    type: ([op, b]) => `S.Beta<${op}, ${b}>`,
    value: shapes.beta,
  },
  {
    name: 'Gather',
    operands: (random) => {
      const s = shape(random, upTo(random, 6))
      return [pick(random, ['gather', 'take']), s, axisOf(random, s.length), shape(random, upTo(random, 3))]
    },
    type: ([op, s, axis, indices]) => `S.Gather<${op}, ${s}, ${axis}, ${indices}>`,
    value: shapes.gather,
  },
  {
    name: 'Positions',
    operands: (random) => {
      const s = shape(random, 1 + upTo(random, 5))
      const axis = axisOf(random, s.length)
      const size = Number(s[axis < 0 ? axis + s.length : axis] ?? 3) || 3
      const at = (): number =>
        chance(random, 0.1) ? pick(random, [size, -size - 1, 0.5]) : upTo(random, 2 * size - 1) - size
      return [s, axis, Array.from({ length: upTo(random, 4) }, at)]
    },
    type: ([s, axis, indices]) => `S.Positions<${s}, ${axis}, ${indices}>`,
    value: shapes.positions,
  },
  {
    name: 'ScatterAdd',
    operands: (random) => {
      const x = shape(random, upTo(random, 6))
      const size = Number(x[0] ?? 3) || 3
      const index = chance(random, 0.15) ? pick(random, [size, -size - 1, 0.5]) : upTo(random, 2 * size - 1) - size
      return [x, index, nearly(random, x.slice(1))]
    },
    type: ([x, index, row]) => `S.ScatterAdd<${x}, ${index}, ${row}>`,
    value: shapes.scatterAdd,
  },
  {
    name: 'Where',
    operands: (random) => {
      const [a, b] = broadcastable(random)
      return shuffled(random, [a, b, nearly(random, chance(random, 0.5) ? a : b)])
    },
    type: ([mask, a, b]) => `S.Where<${mask}, ${a}, ${b}>`,
    value: shapes.where,
  },
  {
    name: 'CrossEntropy',
    operands: (random) => {
      const logits = shape(random)
      return [logits, nearly(random, logits.slice(0, -1), 0.5)]
    },
    type: ([logits, labels]) => `S.CrossEntropy<${logits}, ${labels}>`,
    value: shapes.crossEntropy,
  },
  {
    name: 'SameShape',
    operands: (random) => {
      const s = shape(random)
      return ['mseLoss', s, nearly(random, s, 0.6)]
    },
    type: ([op, a, b]) => `S.SameShape<${op}, ${a}, ${b}>`,
    value: shapes.sameShape,
  },
  {
    name: 'Squeeze',
    operands: (random) => {
      const s = shape(random).map((d) => (chance(random, 0.5) ? 1 : d))
      const ones = s.flatMap((d, i) => (d === 1 ? [chance(random, 0.5) ? i : i - s.length] : []))
      if (chance(random, 0.25)) ones.push(axisOf(random, s.length))
      const one = ones.length > 0 && chance(random, 0.7) ? pick(random, ones) : axisOf(random, s.length)
      return [s, pick<Operand>(random, [undefined, one, one, shuffled(random, ones)])]
    },
    type: ([s, axes]) => `S.Squeeze<${s}, ${axes}>`,
    value: shapes.squeeze,
  },
  {
    name: 'Unsqueeze',
    operands: (random) => {
      const s = shape(random)
      return [s, axisOf(random, s.length + 1)]
    },
    type: ([s, axis]) => `S.Unsqueeze<${s}, ${axis}>`,
    value: shapes.unsqueeze,
  },
  {
    name: 'Expand',
    operands: (random) => {
      const to = shape(random)
      const from = to.slice(upTo(random, to.length)).map((d) => (chance(random, 0.3) ? 1 : d))
      const asked = to.map((d, i) => (chance(random, i < to.length - from.length ? 0.05 : 0.2) ? -1 : d))
      if (chance(random, 0.03)) asked.push(pick(random, [-2, 2.5, 'x y']))
      return [nearly(random, from), asked]
    },
    type: ([a, b]) => `S.Expand<${a}, ${written(b)}>`,
    value: shapes.expand,
  },
  {
    name: 'Einsum',
    literal: 1,
    operands: (random) => einsumOperands(random),
    type: ([e, list]) => `S.Einsum<${e}, ${list}>`,
    value: shapes.einsum,
  },
  {
    name: 'Rearrange',
    operands: (random) => rearrangeOperands(random),
    type: ([s, pattern, sizes]) => `S.Rearrange<${s}, ${pattern}, ${written(sizes)}>`,
    value: shapes.rearrange,
  },
  {
    name: 'Stack',
    operands: (random) => {
      const first = shape(random)
      const others = Array.from({ length: upTo(random, 3) }, () => nearly(random, first, 0.15))
      return [chance(random, 0.02) ? [] : [first, ...others], axisOf(random, first.length + 1)]
    },
    type: ([list, axis]) => `S.Stack<${list}, ${axis}>`,
    value: shapes.stack,
  },
  {
    name: 'Split',
    operands: (random) => {
      const s = shape(random, 1 + upTo(random, 5))
      const axis = axisOf(random, s.length)
      const index = axis < 0 ? axis + s.length : axis
      if (chance(random, 0.45)) {
        const length = s[index]
        const least = typeof length === 'number' ? Math.ceil(length / 40) : 1
        const each = Math.max(1, least) + upTo(random, 9)
        return [s, chance(random, 0.1) ? pick(random, [0, -3, 1.5]) : each, axis]
      }
      const parts = Array.from({ length: upTo(random, 3) }, () => dim(random))
      if (index in s) s[index] = parts.reduce<Dim>(shapes.addDims, 0)
      return [s, nearly(random, parts, 0.15), axis]
    },
    type: ([s, sizes = '', axis]) => `S.Split<${s}, ${sizes.startsWith('[') ? written(sizes) : sizes}, ${axis}>`,
    value: shapes.split,
  },
  {
    name: 'Chunk',
    operands: (random) => {
      const s = shape(random, 1 + upTo(random, 5))
      const axis = axisOf(random, s.length)
      const index = axis < 0 ? axis + s.length : axis
      const count = chance(random, 0.08) ? pick(random, [0, -2, 0.5]) : 1 + upTo(random, 11)
      if (index in s && chance(random, 0.7)) s[index] = shapes.multiplyDims(dim(random), Math.ceil(Math.abs(count)))
      return [s, count, axis]
    },
    type: ([s, count, axis]) => `S.Chunk<${s}, ${count}, ${axis}>`,
    value: shapes.chunk,
  },
  {
    name: 'Pad',
    operands: (random) => {
      const s = shape(random)
      const width = (): number => (chance(random, 0.04) ? pick(random, [-1, 0.5]) : upTo(random, 12))
      const pairs = s.map(() => [width(), width()])
      if (chance(random, 0.08)) pairs.push([0, 1])
      return [s, pairs]
    },
    type: ([s, widths]) => `S.Pad<${s}, ${widths}>`,
    value: shapes.pad,
  },
  {
    name: 'Tile',
    operands: (random) => {
      const s = shape(random)
      const times = (): number => (chance(random, 0.05) ? pick(random, [-1, 0.5]) : upTo(random, 12))
      return [s, Array.from({ length: upTo(random, s.length + 1) }, times)]
    },
    type: ([s, repeats]) => `S.Tile<${s}, ${repeats}>`,
    value: shapes.tile,
  },
  {
    name: 'Flip',
    operands: (random) => {
      const s = shape(random)
      const several = shuffled(
        random,
        s.map((_, i) => (chance(random, 0.5) ? i : i - s.length)),
      ).slice(upTo(random, s.length))
      if (chance(random, 0.3)) several.push(axisOf(random, s.length))
      return [s, pick<Operand>(random, [undefined, axisOf(random, s.length), several])]
    },
    type: ([s, axes]) => `S.Flip<${s}, ${axes}>`,
    value: shapes.flip,
  },
  {
    name: 'Select',
    operands: (random) => {
      const s = shape(random, 1 + upTo(random, 5))
      const axis = axisOf(random, s.length)
      const length = Number(s[axis < 0 ? axis + s.length : axis] ?? 3) || 3
      const at = chance(random, 0.2) ? pick(random, [length, -length - 1, 0.5]) : upTo(random, 2 * length - 1) - length
      return [s, axis, at]
    },
    type: ([s, axis, at]) => `S.Select<${s}, ${axis}, ${at}>`,
    value: shapes.select,
  },
  {
    name: 'Moveaxis',
    operands: (random) => {
      const s = shape(random)
      const order = s.map((_, i) => (chance(random, 0.5) ? i : i - s.length))
      if (chance(random, 0.4)) return [s, axisOf(random, s.length), axisOf(random, s.length)]
      const count = upTo(random, s.length)
      const some = (): number[] => {
        const list = shuffled(random, order).slice(0, count)
        if (chance(random, 0.1)) list.push(axisOf(random, s.length))
        return list
      }
      return [s, some(), some()]
    },
    type: ([s, from, to]) => `S.Moveaxis<${s}, ${from}, ${to}>`,
    value: shapes.moveaxis,
  },
  {
    name: 'SwapAdjacentAtDepth',
    operands: (random) => {
      const s = shape(random)
      return [s, axisOf(random, s.length)]
    },
    type: ([s, depth]) => `S.SwapAdjacentAtDepth<${s}, ${depth}>`,
    value: shapes.swapAdjacentAtDepth,
  },
  {
    name: 'OneHot',
    operands: (random) => [shape(random), chance(random, 0.15) ? pick(random, [-1, 2.5, 'T*B', 'a b']) : dim(random)],
    type: ([labels, classes]) => `S.OneHot<${labels}, ${written(classes)}>`,
    value: shapes.oneHot,
  },
  {
    name: 'NormParameter',
    operands: (random) => {
      const x = shape(random)
      const axis = axisOf(random, x.length)
      return [
        pick(random, ['layerNorm', 'batchNorm']),
        pick(random, ['gamma', 'beta']),
        x,
        axis,
        nearly(random, [x.at(axis) ?? 4], 0.4),
      ]
    },
    type: (operands) => `S.NormParameter<${operands.join(', ')}>`,
    value: shapes.normParameter,
  },
  {
    name: 'GroupCount',
    operands: (random) => {
      const x = shape(random, upTo(random, 6))
      return [x, axisOf(random, x.length), pick(random, [1, 1, 2, 2, 4, 3, 0, -1, 1.5])]
    },
    type: (operands) => `S.GroupCount<${operands.join(', ')}>`,
    value: shapes.groupCount,
  },
  {
    name: 'ScalarOutput',
    operands: (random) => [pick(random, ['grad', 'hessian']), chance(random, 0.3) ? [] : shape(random)],
    type: (operands) => `S.ScalarOutput<${operands.join(', ')}>`,
    value: shapes.scalarOutput,
  },
  {
    name: 'FloatOutput',
    exact: true,
    operands: (random) => [pick(random, ['grad', 'vjp']), pick(random, ['f32', 'f64', 'i32', 'u32', 'bool'])],
    type: (operands) => `S.FloatOutput<${operands.join(', ')}>`,
    value: shapes.floatOutput,
  },
  {
    name: 'FloatArgument',
    exact: true,
    operands: (random) => [
      pick(random, ['grad', 'vjp']),
      upTo(random, 4),
      pick(random, ['f32', 'f64', 'i32', 'u32', 'bool', undefined]),
      upTo(random, 4),
    ],
    type: (operands) => `S.FloatArgument<${operands.join(', ')}>`,
    value: shapes.floatArgument,
  },
  {
    name: 'UnifyDType',
    exact: true,
    operands: (random) => {
      const dtypes = ['f32', 'f64', 'i32', 'u32', 'bool'] as const
      const declared = pick(random, dtypes)
      return [pick(random, ['x', 'label']), declared, chance(random, 0.4) ? declared : pick(random, dtypes)]
    },
    type: (operands) => `S.UnifyDType<${operands.join(', ')}>`,
    value: shapes.unifyDType,
  },
  {
    name: 'Jacobian',
    operands: (random) => [shape(random, upTo(random, 3)), shape(random, upTo(random, 3))],
    type: (operands) => `S.Jacobian<${operands.join(', ')}>`,
    value: shapes.jacobian,
  },
  {
    name: 'BatchSize',
    exact: true,
    operands: (random) => {
      const size = dim(random)
      const passed = Array.from({ length: 1 + upTo(random, 2) }, () =>
        nearly(random, [size, ...shape(random, upTo(random, 5))], 0.2),
      )
      const axes = passed.map(() => pick(random, [0, 0, 0, 0, -3, 1, null]))
      return [passed, axes]
    },
    type: (operands) => `S.BatchSize<${operands.join(', ')}>`,
    value: shapes.batchSize,
  },
  {
    name: 'AttentionScores',
    operands: (random) => attentionOperands(random).slice(0, 2),
    type: (operands) => `S.AttentionScores<${operands.join(', ')}>`,
    value: shapes.attentionScores,
  },
  {
    name: 'Attention',
    operands: attentionOperands,
    type: (operands) => `S.Attention<${operands.join(', ')}>`,
    value: shapes.attention,
  },
  {
    name: 'AttentionMask',
    operands: (random) => {
      const scores = shape(random)
      const mask = scores.slice(upTo(random, scores.length)).map((d) => (chance(random, 0.2) ? 1 : d))
      return ['scaledDotProductAttention', scores, nearly(random, mask, 0.5)]
    },
    type: (operands) => `S.AttentionMask<${operands.join(', ')}>`,
    value: shapes.attentionMask,
  },
  {
    name: 'HeadProjection',
    operands: (random) => {
      const [d, width] = [dim(random), dim(random)]
      return [
        pick(random, ['wq', 'wk', 'wv']),
        nearly(random, [...shape(random, upTo(random, 4)), dim(random), d]),
        nearly(random, [d, width]),
        nearly(random, [d, width]),
      ]
    },
    type: (operands) => `S.HeadProjection<${operands.join(', ')}>`,
    value: shapes.headProjection,
  },
  {
    name: 'HeadOutput',
    operands: (random) => {
      const width = dim(random)
      return [nearly(random, [dim(random), width]), nearly(random, [width, dim(random)], 0.4)]
    },
    type: (operands) => `S.HeadOutput<${operands.join(', ')}>`,
    value: shapes.headOutput,
  },
  {
    name: 'HeadCount',
    operands: (random) => [nearly(random, [dim(random), dim(random)]), pick(random, [1, 1, 2, 2, 4, 8, 3, 0, -1, 1.5])],
    type: (operands) => `S.HeadCount<${operands.join(', ')}>`,
    value: shapes.headCount,
  },
  {
    name: 'MultiHeadAttention',
    operands: (random) => {
      const [d, width] = [dim(random), pick(random, [4, 8, 12, 64, '4*T'])]
      const weight = (): Dim[] => nearly(random, [d, width], 0.08)
      return [
        nearly(random, [...shape(random, upTo(random, 4)), dim(random), d], 0.1),
        weight(),
        weight(),
        weight(),
        nearly(random, [width, dim(random)], 0.1),
        pick(random, [1, 2, 4, 4, 3, 0]),
      ]
    },
    type: (operands) => `S.MultiHeadAttention<${operands.join(', ')}>`,
    value: shapes.multiHeadAttention,
  },
  {
    name: 'Unify',
    literal: 1,
    operands: (random) => {
      const binding = namesFor(random)
      const inputs = shuffled(random, ['x', 'label', 'mask', 'x2']).slice(0, 1 + upTo(random, 2))
      const declared = inputs.map((input): [string, Dim[]] => [input, shape(random, upTo(random, 6))])
      const passed = declared.map(([input, d]): [string, Dim[]] => {
        const actual = d.map((one) => shapes.substituteDim(one, binding) || dim(random))
        return [input, nearly(random, actual, 0.25)]
      })
      return [Object.fromEntries(declared), Object.fromEntries(passed)]
    },
    type: ([declared, passed]) => `Flat<S.Unify<${declared}, ${passed}>>`,
    value: shapes.unify,
  },
  {
    name: 'SubstituteDim',
    exact: true,
    operands: (random) => [chance(random, 0.4) ? dim(random) : pick(random, expressions), namesFor(random)],
    type: ([one, binding]) => `S.SubstituteDim<${one}, ${binding}>`,
    value: shapes.substituteDim,
  },
  {
    name: 'ShapeFault',
    operands: (random) => {
      const odd = [
        -1,
        2.5,
        1e21,
        'T*B',
        'B*2',
        '2*3*B',
        'T--1',
        '-T+5',
        '5+T',
        '7',
        '',
        '9x',
        'a b',
        '2*T+2*T',
        'x+',
        '0*T',
      ] as const
      const mix = shape(random, 1 + upTo(random, 5))
      if (chance(random, 0.6)) mix[upTo(random, mix.length - 1)] = pick(random, odd)
      return ['zeros', mix]
    },
    type: ([op, s]) => `Sound<S.ShapeFault<${op}, ${written(s)}>, ${s}>`,
    value: shapes.shapeArgument,
  },
  ...(
    [
      ['AddDims', shapes.addDims],
      ['SubtractDims', shapes.subtractDims],
      ['MultiplyDims', shapes.multiplyDims],
      ['DivideDims', shapes.divideDims],
      ['QuotientDims', shapes.quotientDims],
    ] as const
  ).map(([name, value]): Rule => ({
    name,
    operands: (random) => {
      const one = (): Dim => (chance(random, 0.5) ? pick(random, expressions) : dim(random))
      const [a, b] = [one(), one()]
      return name === 'DivideDims' && chance(random, 0.6) ? [shapes.multiplyDims(a, b), b] : [a, b]
    },
    type: ([a, b]) => `S.${name}<${a}, ${b}>`,
    ...(name === 'DivideDims' || name === 'QuotientDims' ? { exact: true as const } : {}),
    value,
  })),
  {
    name: 'SizeOf',
    exact: true,
    operands: (random) => [
      Array.from({ length: upTo(random, 6) }, () => (chance(random, 0.7) ? size(random) : dim(random))),
    ],
    type: ([s]) => `S.SizeText<${s}>`,
    value: shapes.sizeText,
  },
]

/** An operand as the text of a type. */
export const textOf = (operand: Operand): string =>
  operand === undefined ? 'undefined'
  : operand === null ? 'null'
  : Array.isArray(operand) ? `[${operand.map(textOf).join(', ')}]`
  : typeof operand === 'object' ?
    `{ ${Object.entries(operand)
      .map(([key, value]) => `${key}: ${textOf(value as Operand)}`)
      .join('; ')} }`
  : JSON.stringify(operand)

/** The operand with some dimensions and numbers hidden from the compiler. Operator names are left alone. */
export const blurred = (operand: Operand, random: Random, depth = 0): string =>
  Array.isArray(operand) ? `[${operand.map((each: Operand) => blurred(each, random, depth + 1)).join(', ')}]`
  : typeof operand === 'object' && operand !== null ?
    `{ ${Object.entries(operand)
      .map(([key, value]) => `${key}: ${blurred(value as Operand, random, depth + 1)}`)
      .join('; ')} }`
  : (typeof operand === 'number' || (typeof operand === 'string' && depth > 0)) && chance(random, 0.25) ? 'number'
  : textOf(operand)
