/**
 * The families of mistakes: one for each failing sentence of a rule, written at every rank 0-5 where it can be. In: the
 * rank; out: statements in which `«wrong|right»` is the mistake and `⟦…⟧` what must be marked, and the sentence as the
 * rule's function words it.
 */
import * as shapes from '../../src/shapes/index.js'
import type { Dim, Shape } from '../../src/shapes/index.js'
import { attends, floats, integers, layerOperand, mask, numbers, oneDType } from '../../src/shapes/promotion.js'

export interface Family {
  readonly name: string
  readonly ranks: readonly number[]
  readonly at: (rank: number) => readonly [outcome: unknown, ...statements: string[]]
}

/** What the statements stand under. */
export const header = `import * as s from 'shapewright'
import { DGraph, fn, input, zeros, type Tensor } from 'shapewright'
declare const number: number, text: string, several: 2 | 3, list: number[]`

const ranks = (from: number, to = 5): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)
/** A shape of distinct sizes. */
const shape = (rank: number): Dim[] => [2, 3, 4, 5, 6].slice(0, rank)
const names = ['a', 'b', 'c', 'd', 'e'] as const
const lastIs = (dims: readonly Dim[], last: Dim): Dim[] => [...dims.slice(0, -1), last]
const text = (value: unknown): string => JSON.stringify(value)
const zeros = (dims: Shape): string => `zeros(${text(dims)})`
const indices = (dims: Shape): string => `input('i', ${text(dims)}, 'i32')`
const either = (wrong: unknown, right: unknown): string =>
  `«${typeof wrong === 'string' ? wrong : text(wrong)}|${typeof right === 'string' ? right : text(right)}»`
const marked = (wrong: unknown, right: unknown): string => `⟦${either(wrong, right)}⟧`
const tensors = (wrong: Shape, right: Shape): string => marked(zeros(wrong), zeros(right))
/** The function and the method. */
const both = (operator: string, first: string, ...rest: string[]): string[] => [
  `s.${operator}(${[first, ...rest].join(', ')})`,
  `${first}.${operator}(${rest.join(', ')})`,
]
const family = (name: string, at: readonly number[], make: Family['at']): Family => ({ name, ranks: at, at: make })

const axisOperators = ['sum', 'mean', 'softmax', 'logSoftmax', 'cumulativeSum', 'argmax', 'flip'] as const

const elementwise: readonly Family[] = [
  ...(['add', 'sub', 'mul', 'div', 'less'] as const).map((operator) =>
    family(`${operator}: clash`, ranks(1), (r) => {
      const [a, b] = [shape(r), lastIs(shape(r), 7)]
      return [shapes.broadcast(operator, a, b), ...both(operator, zeros(a), tensors(b, a))]
    }),
  ),
  family('broadcastTo: clash', ranks(1), (r) => {
    const [a, b] = [shape(r), lastIs(shape(r), 7)]
    return [shapes.broadcastTo(a, b), ...both('broadcastTo', zeros(a), marked(b, a))]
  }),
  family('broadcastTo: rank', ranks(1), (r) => {
    const [a, b] = [shape(r), shape(r).slice(1)]
    return [shapes.broadcastTo(a, b), ...both('broadcastTo', zeros(a), marked(b, a))]
  }),
  family('expand: clash', ranks(1), (r) => {
    const [a, b] = [shape(r), lastIs(shape(r), 7)]
    return [shapes.expand(a, b), ...both('expand', zeros(a), marked(b, a))]
  }),
  family('expand: rank', ranks(1), (r) => {
    const [a, b] = [shape(r), shape(r).slice(1)]
    return [shapes.expand(a, b), ...both('expand', zeros(a), marked(b, a))]
  }),
  family('expand: keep', ranks(0, 4), (r) => {
    const [a, b] = [shape(r), [-1, ...shape(r)]]
    return [shapes.expand(a, b), ...both('expand', zeros(a), marked(b, [1, ...a]))]
  }),
  family('same shape: rank', ranks(0), (r) => {
    const [a, b] = [shape(r), [...shape(r), 1]]
    return [shapes.sameShape('mseLoss', a, b), ...both('mseLoss', zeros(a), tensors(b, a))]
  }),
  family('same shape: dim', ranks(1), (r) => {
    const [a, b] = [shape(r), lastIs(shape(r), 7)]
    return [shapes.sameShape('huberLoss', a, b), `s.huberLoss(${zeros(a)}, ${tensors(b, a)}, { delta: 1 })`]
  }),
]

const products: readonly Family[] = [
  family('matmul: left', [0, 1], (r) => [
    shapes.matmul(shape(r), [3, 2]),
    `s.matmul(${either(zeros(shape(r)), zeros([2, 3]))}, ⟦zeros([3, 2])⟧)`,
  ]),
  family('matmul: right', [0, 1], (r) => [
    shapes.matmul([3, 2], shape(r)),
    ...both('matmul', zeros([3, 2]), tensors(shape(r), [2, 5])),
  ]),
  family('matmul: inner', ranks(2), (r) => {
    const a = shape(r)
    return [
      shapes.matmul(a, lastIs([...a.slice(0, -2), 7, 1], 8)),
      ...both('matmul', zeros(a), tensors([...a.slice(0, -2), 7, 8], [...a.slice(0, -2), a.at(-1)!, 8])),
    ]
  }),
  family('matmul: batch', ranks(3), (r) => {
    const a = shape(r)
    const [wrong, right] = [
      [7, ...a.slice(1, -2), a.at(-1)!, 8],
      [...a.slice(0, -2), a.at(-1)!, 8],
    ]
    return [shapes.matmul(a, wrong), ...both('matmul', zeros(a), tensors(wrong, right))]
  }),
  family('linear: input', [0], () => [
    shapes.linear([], [4, 5], undefined),
    `s.linear(${either('zeros([])', 'zeros([5])')}, ⟦zeros([4, 5])⟧)`,
  ]),
  family('linear: weight', [0, 1, 3, 4, 5], (r) => [
    shapes.linear([2, 6], shape(r), undefined),
    ...both('linear', zeros([2, 6]), tensors(shape(r), [4, 6])),
  ]),
  family('linear: features', ranks(1), (r) => {
    const x = shape(r)
    return [shapes.linear(x, [9, 8], undefined), ...both('linear', zeros(x), tensors([9, 8], [9, x.at(-1)!]))]
  }),
  family('linear: bias rank', [0, 2, 3, 4, 5], (r) => [
    shapes.linearBias([9, 8], shape(r)),
    ...both('linear', zeros([2, 8]), zeros([9, 8]), tensors(shape(r), [9])),
  ]),
  family('linear: bias', ranks(1), (r) => {
    const x = lastIs(shape(r), 8)
    return [shapes.linearBias([9, 8], [7]), ...both('linear', zeros(x), zeros([9, 8]), tensors([7], [9]))]
  }),
]

const axes: readonly Family[] = [
  ...axisOperators.flatMap((operator) => [
    family(`${operator}: axis too large`, ranks(1), (r) => [
      shapes.axisCheck(operator, shape(r), r),
      ...both(operator, zeros(shape(r)), marked(r, r - 1)),
    ]),
    family(`${operator}: axis too small`, ranks(1), (r) => [
      shapes.axisCheck(operator, shape(r), -r - 1),
      ...both(operator, zeros(shape(r)), marked(-r - 1, -r)),
    ]),
  ]),
  family('axis repeated', ranks(1), (r) => [
    shapes.reduce('sum', shape(r), [0, -r], false),
    ...both('sum', zeros(shape(r)), r === 1 ? `[0«, ⟦-1⟧|»]` : `[0, ${marked(-r, r - 1)}]`),
  ]),
  family('permute: count', ranks(1), (r) => {
    const order = shape(r).map((_, i) => i)
    return [
      shapes.permute(shape(r), order.slice(1)),
      ...both('permute', zeros(shape(r)), marked(order.slice(1), order)),
    ]
  }),
  family('permute: repeated', ranks(2), (r) => {
    const order = shape(r).map((_, i) => i)
    const before = order.slice(0, -1)
    return [
      shapes.permute(shape(r), [...before, 0]),
      ...both('permute', zeros(shape(r)), `[${before.join(', ')}, ${marked(0, r - 1)}]`),
    ]
  }),
  family('transpose: axis', ranks(1), (r) => [
    shapes.transpose(shape(r), 0, r),
    ...both('transpose', zeros(shape(r)), '0', marked(r, r - 1)),
  ]),
  family('moveaxis: axis', ranks(1), (r) => [
    shapes.moveaxis(shape(r), 0, r),
    ...both('moveaxis', zeros(shape(r)), '0', marked(r, r - 1)),
  ]),
  family('squeeze: size', ranks(1), (r) => [
    shapes.squeeze(shape(r), r - 1),
    ...both('squeeze', zeros(shape(r)), marked(r - 1, '[]')),
  ]),
  family('squeeze: size of one of two', ranks(2), (r) => [
    shapes.squeeze([1, ...shape(r).slice(1)], [0, r - 1]),
    ...both('squeeze', zeros([1, ...shape(r).slice(1)]), `[0«, ⟦${r - 1}⟧|»]`),
  ]),
  family('moveaxis: destination of two', ranks(2), (r) => [
    shapes.moveaxis(shape(r), [0, 1], [0, r]),
    ...both('moveaxis', zeros(shape(r)), '[0, 1]', `[0, ${marked(r, r - 1)}]`),
  ]),
  family('permute: all the same', ranks(3), (r) => {
    const zeroes = shape(r).map(() => 0)
    return [
      shapes.permute(shape(r), zeroes),
      ...both(
        'permute',
        zeros(shape(r)),
        `[0, «⟦0⟧|1», ${shape(r)
          .slice(2)
          .map((_, i) => either(0, i + 2))
          .join(', ')}]`,
      ),
    ]
  }),
  family('unsqueeze: range', ranks(0), (r) => [
    shapes.unsqueeze(shape(r), r + 1),
    ...both('unsqueeze', zeros(shape(r)), marked(r + 1, r)),
  ]),
  family('flatten: order', ranks(2), (r) => [
    shapes.flatten(shape(r), 1, 0),
    ...both('flatten', zeros(shape(r)), '⟦1⟧', either(0, 1)),
  ]),
]

const counts: readonly Family[] = [
  family('reshape: count', ranks(0), (r) => [
    shapes.reshape(shape(r), [7, 11]),
    ...both('reshape', zeros(shape(r)), marked([7, 11], [1, ...shape(r)])),
  ]),
  family('reshape: twice', ranks(0), (r) => [
    shapes.reshape(shape(r), [-1, -1]),
    ...both('reshape', zeros(shape(r)), marked([-1, -1], [-1, 1])),
  ]),
  family('reshape: zero', ranks(1), (r) => [
    shapes.reshape(lastIs(shape(r), 0), [0, -1]),
    ...both('reshape', zeros(lastIs(shape(r), 0)), marked([0, -1], [0, 1])),
  ]),
  family('reshape: infer', ranks(0), (r) => [
    shapes.reshape(shape(r), [7, -1]),
    ...both('reshape', zeros(shape(r)), marked([7, -1], [1, -1])),
  ]),
  family('reshape: plain array', ranks(0), (r) => [
    shapes.message("reshape: the shape is a plain array: write its dimensions as literals, or 'as const'", {}),
    ...both('reshape', zeros(shape(r)), marked('list', '[-1]')),
  ]),
  family('expand: plain array', ranks(0), (r) => [
    shapes.message("expand: the shape is a plain array: write its dimensions as literals, or 'as const'", {}),
    ...both('expand', zeros(shape(r)), marked('list', shape(r))),
  ]),
]

const parts: readonly Family[] = [
  family('chunk: count', ranks(1), (r) => [
    shapes.chunk(shape(r), 0, 0),
    ...both('chunk', zeros(shape(r)), marked(0, 1), '0'),
  ]),
  ...([1.5, -1] as const).map((wrong) =>
    family(`chunk: ${wrong}`, ranks(1), (r) => [
      shapes.chunk(shape(r), wrong, 0),
      ...both('chunk', zeros(shape(r)), marked(wrong, 1), '0'),
    ]),
  ),
  family('chunk: size', ranks(1), (r) => [
    shapes.chunk(shape(r), 7, r - 1),
    ...both('chunk', zeros(shape(r)), marked(7, 1), String(r - 1)),
  ]),
  family('split: whole', ranks(1), (r) => [
    shapes.split(shape(r), 0, 0),
    ...both('split', zeros(shape(r)), marked(0, 1), '0'),
  ]),
  family('split: named', ranks(1), (r) => {
    const s = lastIs(shape(r), 'T')
    return [shapes.split(s, 2, r - 1), ...both('split', zeros(s), marked('2', '["T"]'), String(r - 1))]
  }),
  family('split: sum', ranks(1), (r) => [
    shapes.split(shape(r), [1, 7], 0),
    ...both('split', zeros(shape(r)), marked([1, 7], [1, 1]), '0'),
  ]),
  family('select: range', ranks(1), (r) => [
    shapes.select(shape(r), 0, 2),
    ...both('select', zeros(shape(r)), '0', marked(2, 1)),
  ]),
  family('select: whole', ranks(1), (r) => [
    shapes.select(shape(r), 0, 0.5),
    ...both('select', zeros(shape(r)), '0', marked(0.5, 1)),
  ]),
  family('gather: range', ranks(1), (r) => [
    shapes.positions(shape(r), 0, [0, 2]),
    ...both('gather', zeros(shape(r)), `[0, ${marked(2, 1)}]`),
  ]),
  family('gather: whole', ranks(1), (r) => [
    shapes.positions(shape(r), 0, [0, 0.5]),
    ...both('gather', zeros(shape(r)), `[0, ${marked(0.5, 1)}]`),
  ]),
  family('slice: end', ranks(1), (r) => [
    shapes.slice(shape(r), 0, 0, 3),
    ...both('slice', zeros(shape(r)), '0', '0', marked(3, 2)),
  ]),
  family('slice: order', ranks(1), (r) => [
    shapes.slice(shape(r), 0, 2, 1),
    ...both('slice', zeros(shape(r)), '0', '2', marked(1, 2)),
  ]),
  family('slice: backwards', ranks(1), (r) => [
    shapes.slice(shape(r), 0, 0, 1, -1),
    ...both('slice', zeros(shape(r)), '0', '0', `⟦1⟧`, either(-1, 1)),
  ]),
  family('slice: step', ranks(1), (r) => [
    shapes.slice(shape(r), 0, 0, 1, 0),
    ...both('slice', zeros(shape(r)), '0', '0', '1', marked(0, 1)),
  ]),
  family('slice: multiple', ranks(1), (r) => {
    const s = ['T', ...shape(r - 1)]
    const rest = ['0', 'undefined', 'undefined', marked(2, 1)]
    return [shapes.slice(s, 0, undefined, undefined, 2), ...both('slice', zeros(s), ...rest)]
  }),
  family('at: part', ranks(1), (r) => [shapes.at(shape(r), 'x'), ...both('at', zeros(shape(r)), marked(`'x'`, `'0'`))]),
  family('at: rank', ranks(0), (r) => {
    const parts = Array.from({ length: r + 1 }, () => '0')
    const right = r === 0 ? `'...'` : `'${parts.slice(1).join(', ')}'`
    return [
      shapes.at(shape(r), parts.join(', ')),
      ...both('at', zeros(shape(r)), marked(`'${parts.join(', ')}'`, right)),
    ]
  }),
  family('at: position', ranks(1), (r) => [
    shapes.at(shape(r), '2'),
    ...both('at', zeros(shape(r)), marked(`'2'`, `'1'`)),
  ]),
  family('pad: count', ranks(0), (r) => {
    const pairs = shape(r).map(() => [0, 1] as const)
    return [
      shapes.pad(shape(r), [...pairs, [0, 1]]),
      ...both('pad', zeros(shape(r)), marked([...pairs, [0, 1]], pairs)),
    ]
  }),
  family('pad: whole', ranks(1), (r) => {
    const pairs = shape(r)
      .slice(1)
      .map(() => [0, 1] as const)
    return [
      shapes.pad(shape(r), [[0, -1], ...pairs]),
      ...both('pad', zeros(shape(r)), `[[0, ${marked(-1, 1)}]${pairs.map((pair) => `, ${text(pair)}`).join('')}]`),
    ]
  }),
  family('tile: whole', ranks(1), (r) => {
    const times = shape(r)
      .slice(1)
      .map(() => 1)
    return [
      shapes.tile(shape(r), [-1, ...times]),
      ...both('tile', zeros(shape(r)), `[${[marked(-1, 1), ...times].join(', ')}]`),
    ]
  }),
  family('takeAlongAxis: rank', ranks(1), (r) => {
    const s = shape(r)
    return [
      shapes.alongAxis('takeAlongAxis', s, 0, [...s, 1]),
      ...both('takeAlongAxis', zeros(s), marked(indices([...s, 1]), indices(s)), '0'),
    ]
  }),
  family('takeAlongAxis: dim', ranks(2), (r) => {
    const s = shape(r)
    return [
      shapes.alongAxis('takeAlongAxis', s, 0, lastIs(s, 7)),
      ...both('takeAlongAxis', zeros(s), marked(indices(lastIs(s, 7)), indices(s)), '0'),
    ]
  }),
  family('scatterAdd: scalar', [0], () => [
    shapes.scatterAdd([], 0, []),
    `s.scatterAdd(${either(zeros([]), zeros([3]))}, ⟦0⟧, zeros([]))`,
  ]),
  family('scatterAdd: range', ranks(1), (r) => {
    const [first, ...row] = shape(r)
    return [
      shapes.scatterAdd([first!, ...row], 2, row),
      ...both('scatterAdd', zeros(shape(r)), marked(2, 1), zeros(row)),
    ]
  }),
  family('scatterAdd: whole', ranks(1), (r) => {
    const row = shape(r).slice(1)
    return [shapes.scatterAdd(shape(r), 0.5, row), ...both('scatterAdd', zeros(shape(r)), marked(0.5, 1), zeros(row))]
  }),
  family('scatterAdd: rank', ranks(1), (r) => {
    const row = shape(r).slice(1)
    return [
      shapes.scatterAdd(shape(r), 0, [...row, 1]),
      ...both('scatterAdd', zeros(shape(r)), '0', tensors([...row, 1], row)),
    ]
  }),
  family('scatterAdd: dim', ranks(2), (r) => {
    const row = shape(r).slice(1)
    return [
      shapes.scatterAdd(shape(r), 0, lastIs(row, 7)),
      ...both('scatterAdd', zeros(shape(r)), '0', tensors(lastIs(row, 7), row)),
    ]
  }),
]

const joins: readonly Family[] = (
  [
    ['concat', shapes.concat],
    ['stack', shapes.stack],
  ] as const
).flatMap(([operator, rule]) => {
  return [
    family(`${operator}: rank`, ranks(1), (r) => {
      const [a, b] = [shape(r), [...shape(r), 7]]
      return [rule([a, b], 0), `s.${operator}([${zeros(a)}, ${tensors(b, a)}], 0)`]
    }),
    family(`${operator}: dim`, ranks(operator === 'stack' ? 1 : 2), (r) => {
      const [a, b] = [shape(r), lastIs(shape(r), 7)]
      return [rule([a, b], 0), `s.${operator}([${zeros(a)}, ${tensors(b, a)}], 0)`]
    }),
    family(`${operator}: first of three`, ranks(operator === 'stack' ? 1 : 2), (r) => {
      const [a, b] = [shape(r), lastIs(shape(r), 7)]
      return [rule([a, b, b], 0), `s.${operator}([${either(zeros(a), zeros(b))}, ⟦${zeros(b)}⟧, ${zeros(b)}], 0)`]
    }),
    family(`${operator}: axis`, ranks(1), (r) => {
      const a = shape(r)
      return [rule([a, a], r + 2), `s.${operator}([${zeros(a)}, ${zeros(a)}], ${marked(r + 2, r - 1)})`]
    }),
    family(`${operator}: none`, ranks(0), (r) => [
      rule([], 0),
      `s.${operator}(${marked('[]', `[${zeros([2, ...shape(r)].slice(0, Math.max(1, r)))}]`)}, 0)`,
    ]),
  ]
})

const layers: readonly Family[] = [
  ...(['layerNorm', 'rmsNorm'] as const).flatMap((operator) => [
    family(`${operator}: rank`, ranks(1), (r) => {
      const x = shape(r)
      return [
        shapes.normParameter(operator, 'gamma', x, -1, [1, x.at(-1)!]),
        ...both(operator, zeros(x), tensors([1, x.at(-1)!], [x.at(-1)!])),
      ]
    }),
    family(`${operator}: size`, ranks(1), (r) => {
      const x = shape(r)
      return [
        shapes.normParameter(operator, 'gamma', x, -1, [7]),
        ...both(operator, zeros(x), tensors([7], [x.at(-1)!])),
      ]
    }),
  ]),
  family('groupNorm: count', ranks(2), (r) => [
    shapes.groupCount(shape(r), 1, 0),
    ...both('groupNorm', zeros(shape(r)), marked(0, 1), zeros([3])),
  ]),
  family('groupNorm: groups', ranks(2), (r) => [
    shapes.groupCount(shape(r), 1, 2),
    ...both('groupNorm', zeros(shape(r)), marked(2, 3), zeros([3])),
  ]),
  family('rope: rank', [0, 1], (r) => [shapes.rope(shape(r)), `s.rope(${tensors(shape(r), [3, 4])})`]),
  family('rope: even', ranks(2), (r) => [
    shapes.rope(lastIs(shape(r), 7)),
    `s.rope(${tensors(lastIs(shape(r), 7), lastIs(shape(r), 8))})`,
  ]),
  family('crossEntropy: scalar', [0], () => [
    shapes.crossEntropy([], []),
    `s.crossEntropy(${either(zeros([]), zeros([3]))}, ⟦${indices([])}⟧)`,
  ]),
  family('crossEntropy: rank', ranks(1), (r) => {
    const x = shape(r)
    return [shapes.crossEntropy(x, x), ...both('crossEntropy', zeros(x), marked(indices(x), indices(x.slice(0, -1))))]
  }),
  family('crossEntropy: rows', ranks(2), (r) => {
    const x = shape(r)
    const rows = x.slice(0, -1)
    return [
      shapes.crossEntropy(x, lastIs(rows, 7)),
      ...both('crossEntropy', zeros(x), marked(indices(lastIs(rows, 7)), indices(rows))),
    ]
  }),
  family('oneHot: whole', ranks(0), (r) => [
    shapes.oneHot(shape(r), 1.5),
    ...both('oneHot', indices(shape(r)), marked(1.5, 2)),
  ]),
  family('smoothMaxPool: beta', [3, 4, 5], (r) => {
    const kernel = Array.from({ length: r - 2 }, () => 1)
    return [
      shapes.beta('smoothMaxPool', 0),
      ...both('smoothMaxPool', zeros(shape(r)), text(kernel), `{ ⟦beta⟧: ${either(0, 1)} }`),
    ]
  }),
]

/** An image of so many spatial axes, with the batch axis, and a kernel over it. */
const image = (rank: number): Dim[] => [2, 3, 8, 9, 10].slice(0, rank)
const kernel = (rank: number, first: readonly Dim[] = [4, 3], size = 3): Dim[] => [
  ...first,
  ...Array.from({ length: rank - 2 }, () => size),
]

const windowed = (
  rank: number,
  options: { stride?: number | number[]; padding?: number; dilation?: number; groups?: number },
  first: readonly Dim[] = [4, 3],
  size = 3,
): unknown => {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options
  return shapes.convolution(image(rank), kernel(rank, first, size), undefined, stride, padding, dilation, groups)
}
const convolved = (rank: number, weight: string, options = '', x: Shape = image(rank)): string[] =>
  both('convolution', zeros(x), weight, ...(options === '' ? [] : ['undefined', `{ ${options} }`]))

const windows: readonly Family[] = [
  family('convolution: weight', [0, 1, 2], (r) => [
    shapes.convolution([2, 3, 8], shape(r), undefined, 1, 0, 1, 1),
    ...convolved(3, tensors(shape(r), kernel(3))),
  ]),
  family('convolution: input', [0, 1, 5], (r) => [
    shapes.convolution(shape(r), kernel(3), undefined, 1, 0, 1, 1),
    `s.convolution(${either(zeros(shape(r)), zeros(image(3)))}, ⟦${zeros(kernel(3))}⟧)`,
  ]),
  family('convolution: channels', ranks(3), (r) => [
    windowed(r, {}, [4, 7]),
    ...convolved(r, tensors(kernel(r, [4, 7]), kernel(r))),
  ]),
  family('convolution: groups', ranks(3), (r) => [
    windowed(r, { groups: 0 }),
    ...convolved(r, zeros(kernel(r)), `⟦groups⟧: ${either(0, 1)}`),
  ]),
  family('convolution: grouped', ranks(3), (r) => [
    windowed(r, { groups: 2 }, [4, 2]),
    `s.convolution(${zeros(image(r))}, ⟦${either(zeros(kernel(r, [4, 2])), zeros(kernel(r, [4, 3])))}⟧, undefined, { groups: ${either(2, 1)} })`,
  ]),
  family('convolution: divide', ranks(3), (r) => [
    windowed(r, { groups: 3 }, [4, 1]),
    `s.convolution(${zeros(image(r))}, ${either(zeros(kernel(r, [4, 1])), zeros(kernel(r, [6, 1])))}, undefined, { ⟦groups⟧: 3 })`,
  ]),
  family('convolution: bias rank', ranks(3), (r) => [
    shapes.convolutionBias(kernel(r), [1, 4]),
    ...both('convolution', zeros(image(r)), zeros(kernel(r)), tensors([1, 4], [4])),
  ]),
  family('convolution: bias', ranks(3), (r) => [
    shapes.convolutionBias(kernel(r), [5]),
    ...both('convolution', zeros(image(r)), zeros(kernel(r)), tensors([5], [4])),
  ]),
  family('convolution: stride', ranks(3), (r) => [
    windowed(r, { stride: 0 }),
    ...convolved(r, zeros(kernel(r)), `⟦stride⟧: ${either(0, 1)}`),
  ]),
  family('convolution: padding', ranks(3), (r) => [
    windowed(r, { padding: -1 }),
    ...convolved(r, zeros(kernel(r)), `⟦padding⟧: ${either(-1, 1)}`),
  ]),
  family('convolution: dilation', ranks(3), (r) => [
    windowed(r, { dilation: 1.5 }),
    ...convolved(r, zeros(kernel(r)), `⟦dilation⟧: ${either(1.5, 1)}`),
  ]),
  family('convolution: count', ranks(3), (r) => [
    windowed(r, { stride: [1, 1, 1, 1] }),
    ...convolved(r, zeros(kernel(r)), `⟦stride⟧: ${either([1, 1, 1, 1], 1)}`),
  ]),
  family('convolution: large', ranks(3), (r) => [
    windowed(r, {}, [4, 3], 11),
    ...convolved(r, tensors(kernel(r, [4, 3], 11), kernel(r))),
  ]),
  family('convolution: dilated', ranks(3), (r) => [
    windowed(r, { dilation: 7 }),
    ...convolved(r, `⟦${zeros(kernel(r))}⟧`, `dilation: ${either(7, 1)}`),
  ]),
  family('convolution: named', ranks(3), (r) => {
    const x = [2, 3, 'T', ...image(r).slice(3)]
    return [
      shapes.convolution(x, kernel(r), undefined, 2, 0, 1, 1),
      ...convolved(r, zeros(kernel(r)), `⟦stride⟧: ${either(2, 1)}`, x),
    ]
  }),
  family('maxPool: few', [0, 1], (r) => [
    shapes.pool('maxPool', shape(r), 2, undefined, 0),
    `s.maxPool(${either(zeros(shape(r)), zeros(image(4)))}, ⟦2⟧)`,
  ]),
  family('maxPool: rank', ranks(0), (r) => {
    const list = r === 3 || r === 4 ? [2, 2, 2, 2] : [2, 2]
    return [
      shapes.pool('maxPool', shape(r), list, undefined, 0),
      `s.maxPool(${either(zeros(shape(r)), zeros(image(list.length + 2).concat(list.length === 4 ? [11] : [])))}, ⟦${text(list)}⟧)`,
    ]
  }),
  family('avgPool: kernel', ranks(3), (r) => [
    shapes.pool('avgPool', image(r), 0, undefined, 0),
    ...both('avgPool', zeros(image(r)), marked(0, 2)),
  ]),
  family('avgPool: half', ranks(3), (r) => [
    shapes.pool('avgPool', image(r), 2, undefined, 2),
    ...both('avgPool', zeros(image(r)), '2', `{ ⟦padding⟧: ${either(2, 1)} }`),
  ]),
  family('convTranspose: weight', [0, 1, 2], (r) => [
    shapes.convTranspose(image(3), shape(r), undefined, 1, 0, 0, 1, 1),
    ...both('convTranspose', zeros(image(3)), tensors(shape(r), [3, 4, 3])),
  ]),
  family('convTranspose: input', [0, 1, 5], (r) => [
    shapes.convTranspose(shape(r), [3, 4, 3], undefined, 1, 0, 0, 1, 1),
    `s.convTranspose(${either(zeros(shape(r)), zeros(image(3)))}, ⟦zeros([3,4,3])⟧)`,
  ]),
  family('convTranspose: channels', ranks(3), (r) => [
    shapes.convTranspose(image(r), kernel(r, [7, 4]), undefined, 1, 0, 0, 1, 1),
    ...both('convTranspose', zeros(image(r)), tensors(kernel(r, [7, 4]), kernel(r, [3, 4]))),
  ]),
  family('convTranspose: bias', ranks(3), (r) => [
    shapes.convTransposeBias(kernel(r, [3, 4]), [5], 1),
    ...both('convTranspose', zeros(image(r)), zeros(kernel(r, [3, 4])), tensors([5], [4])),
  ]),
  family('convTranspose: bias rank', ranks(3), (r) => [
    shapes.convTransposeBias(kernel(r, [3, 4]), [1, 4], 1),
    ...both('convTranspose', zeros(image(r)), zeros(kernel(r, [3, 4])), tensors([1, 4], [4])),
  ]),
  ...(
    [
      ['groups', 0, 1, [1, 0, 0, 1, 0]],
      ['groups', 2, 1, [1, 0, 0, 1, 2]],
      ['outputPadding', -1, 0, [1, 0, -1, 1, 1]],
      ['outputPadding', 1, 0, [1, 0, 1, 1, 1]],
    ] as const
  ).map(([option, wrong, right, [stride, padding, more, dilation, groups]]) =>
    family(`convTranspose: ${option} ${wrong}`, ranks(3), (r) => [
      shapes.convTranspose(image(r), kernel(r, [3, 4]), undefined, stride, padding, more, dilation, groups),
      ...both(
        'convTranspose',
        zeros(image(r)),
        zeros(kernel(r, [3, 4])),
        'undefined',
        `{ ⟦${option}⟧: ${either(wrong, right)} }`,
      ),
    ]),
  ),
]

const attention: readonly Family[] = [
  family('attention: key', [0, 1], (r) => [
    shapes.attentionScores([3, 4], shape(r)),
    `s.scaledDotProductAttention(zeros([3, 4]), ${tensors(shape(r), [3, 4])}, zeros([3, 4]))`,
  ]),
  family('attention: query', [0, 1], (r) => [
    shapes.attentionScores(shape(r), [3, 4]),
    `s.scaledDotProductAttention(${either(zeros(shape(r)), zeros([3, 4]))}, ⟦zeros([3, 4])⟧, zeros([3, 4]))`,
  ]),
  family('attention: value', [0, 1], (r) => [
    shapes.attention([3, 4], [3, 4], shape(r)),
    `s.scaledDotProductAttention(zeros([3, 4]), zeros([3, 4]), ${tensors(shape(r), [3, 4])})`,
  ]),
  family('attention: width', ranks(2), (r) => {
    const [q, k] = [shape(r), lastIs(shape(r), 7)]
    return [shapes.attentionScores(q, k), `s.scaledDotProductAttention(${zeros(q)}, ${tensors(k, q)}, ${zeros(q)})`]
  }),
  family('attention: batch', ranks(3), (r) => {
    const [q, k] = [shape(r), [7, ...shape(r).slice(1)]]
    return [shapes.attentionScores(q, k), `s.scaledDotProductAttention(${zeros(q)}, ${tensors(k, q)}, ${zeros(q)})`]
  }),
  family('attention: length', ranks(2), (r) => {
    const [q, v] = [shape(r), [...shape(r).slice(0, -2), 7, 8]]
    return [shapes.attention(q, q, v), `s.scaledDotProductAttention(${zeros(q)}, ${zeros(q)}, ${tensors(v, q)})`]
  }),
  family('attention: values', ranks(3), (r) => {
    const [q, v] = [shape(r), [7, ...shape(r).slice(1)]]
    return [shapes.attention(q, q, v), `s.scaledDotProductAttention(${zeros(q)}, ${zeros(q)}, ${tensors(v, q)})`]
  }),
]

const construction: readonly Family[] = [
  // What a type alone can be has no value: these sentences are written here.
  family('zeros: any', ranks(1), (r) => [
    "zeros: dimension is any: use a literal, a name such as 'batch', or dyn(n)",
    `zeros(⟦[${[...shape(r - 1), either('JSON.parse(text)', 9)].join(', ')}]⟧)`,
  ]),
  ...(
    [
      ['number', "zeros: dimension is a plain number: use a literal, 'as const', a name such as 'batch', or dyn(n)"],
      ['text', "zeros: dimension is a plain string: use a literal name such as 'batch', or 'as const'"],
      ['several', "zeros: dimension is one of several: use one literal, a name such as 'batch', or dyn(n)"],
    ] as const
  ).map(([wrong, sentence]) =>
    family(`zeros: ${wrong}`, ranks(1), (r) => [
      sentence,
      `zeros([${[...shape(r - 1), marked(wrong, 9)].join(', ')}])`,
    ]),
  ),
  ...([-1, 2.5, 'T*B', 'a b'] as const).map((wrong) =>
    family(`zeros: ${wrong}`, ranks(1), (r) => [
      shapes.shapeArgument('zeros', [...shape(r - 1), wrong]),
      `zeros([${[...shape(r - 1), marked(text(wrong), 9)].join(', ')}])`,
    ]),
  ),
  family('zeros: plain array', ranks(0), (r) => [
    "zeros: the shape is a plain array: write its dimensions as literals, or 'as const'",
    `zeros(${marked('list', shape(r))})`,
  ]),
  family('function: undeclared', ranks(0), (r) => [
    shapes.undeclaredInput(['x'], ['x', 'y']),
    `fn({ x: ${text(shape(r))} }, ({ x }) => x.relu())({ x: ${zeros(shape(r))}«, ⟦y⟧: ${zeros(shape(r))}|» })`,
  ]),
  family('function: rank', ranks(0), (r) => [
    shapes.unify({ x: shape(r) }, { x: [...shape(r), 1] }),
    `fn({ x: ${text(shape(r))} }, ({ x }) => x.relu())({ ⟦x⟧: ${either(zeros([...shape(r), 1]), zeros(shape(r)))} })`,
  ]),
  family('function: number', ranks(1), (r) => [
    shapes.unify({ x: shape(r) }, { x: lastIs(shape(r), 7) }),
    `fn({ x: ${text(shape(r))} }, ({ x }) => x.relu())({ ⟦x⟧: ${either(zeros(lastIs(shape(r), 7)), zeros(shape(r)))} })`,
  ]),
  family('function: name', ranks(2), (r) => {
    const [declared, passed] = [
      ['T', 'T', ...shape(r).slice(2)],
      [8, 9, ...shape(r).slice(2)],
    ]
    return [
      shapes.unify({ x: declared }, { x: passed }),
      `fn({ x: ${text(declared)} }, ({ x }) => x.relu())({ ⟦x⟧: ${either(zeros(passed), zeros([8, 8, ...passed.slice(2)]))} })`,
    ]
  }),
  family('context: position', ranks(0), (r) => [
    shapes.contextEntry('entry', [shape(r)], 1),
    `DGraph.empty([${text(shape(r))}]).snoc((entry) => entry(${marked(1, 0)}))`,
  ]),
  family('context: length', ranks(0), (r) => [
    shapes.sameContext('append', [shape(r)], [shape(r), shape(r)]),
    `DGraph.empty([${text(shape(r))}]).snoc((entry) => entry(0).relu()).append(⟦DGraph.empty([${text(shape(r))}«|, ${text(shape(r))}»])⟧)`,
  ]),
  family('grad: scalar', ranks(1), (r) => [
    shapes.scalarOutput('grad', shape(r)),
    `s.grad(⟦(v: Tensor<${text(shape(r))}>) => v.relu()«|.sum()»⟧)`,
  ]),
  family('vmap: size', ranks(1), (r) => {
    const [a, b] = [shape(r), [7, ...shape(r).slice(1)]]
    const sample = `Tensor<${text(shape(r).slice(1))}>`
    return [
      shapes.batchSize([a, b], [0, 0]),
      `s.vmap((a: ${sample}, b: ${sample}) => a.add(b))(${zeros(a)}, ${tensors(b, a)})`,
    ]
  }),
  family('einsum: rank', [0, 2, 3, 4, 5], (r) => [
    shapes.einsum('i->i', [shape(r)]),
    `s.einsum('i->i', ${tensors(shape(r), [2])})`,
  ]),
  family('einsum: size', ranks(1), (r) => {
    const letters = 'abcde'.slice(0, r)
    return [
      shapes.einsum(`${letters},${letters}->`, [shape(r), lastIs(shape(r), 7)]),
      `s.einsum('${letters},${letters}->', ${zeros(shape(r))}, ${tensors(lastIs(shape(r), 7), shape(r))})`,
    ]
  }),
  family('einsum: ellipsis', ranks(1), (r) => [
    shapes.einsum('...,...->...', [shape(r), lastIs(shape(r), 7)]),
    `s.einsum('...,...->...', ${zeros(shape(r))}, ${tensors(lastIs(shape(r), 7), shape(r))})`,
  ]),
  ...(['->z', '->AA', ';->', ',->', '->...'] as const).map((rest) =>
    family(`einsum: ${rest}`, ranks(rest === '->AA' ? 1 : 0), (r) => {
      const letters = 'Abcde'.slice(0, r)
      return [
        shapes.einsum(`${letters}${rest}`, [shape(r)]),
        `s.einsum(${marked(`'${letters}${rest}'`, `'${letters}->${letters}'`)}, ${zeros(shape(r))})`,
      ]
    }),
  ),
  family('einsum: dropped', ranks(1), (r) => [
    shapes.einsum('i...->i', [shape(r)]),
    `s.einsum(${marked(`'i...->i'`, `'i...->i...'`)}, ${zeros(shape(r))})`,
  ]),
  ...(
    [
      ['arrow', (n: string) => n],
      ['token', (n: string) => `${n} -> ${n} -`],
      ['twice', (n: string) => `${n} a -> ${n}`],
      ['side', (n: string) => `${n} -> ${n} z`],
    ] as const
  ).map(([kind, make]) =>
    family(`rearrange: ${kind}`, ranks(1), (r) => {
      const letters = names.slice(0, r).join(' ')
      return [
        shapes.rearrange(shape(r), make(letters), {}),
        ...both('rearrange', zeros(shape(r)), marked(`'${make(letters)}'`, `'${letters} -> ${letters}'`)),
      ]
    }),
  ),
  family('rearrange: rank', ranks(1), (r) => {
    const letters = names.slice(0, r).join(' ')
    const wrong = `${letters} z -> z ${letters}`
    return [
      shapes.rearrange(shape(r), wrong, {}),
      ...both('rearrange', zeros(shape(r)), marked(`'${wrong}'`, `'${letters} -> ${letters}'`)),
    ]
  }),
  family('rearrange: unknown', ranks(1), (r) => {
    const others = names
      .slice(0, r - 1)
      .map((name) => ` ${name}`)
      .join('')
    const wrong = `(x y)${others} -> x y${others}`
    return [
      shapes.rearrange(shape(r), wrong, {}),
      ...both('rearrange', zeros(shape(r)), marked(`'${wrong}'`, `'x${others} -> x${others}'`)),
    ]
  }),
  ...(
    [
      ['multiple', { x: 7 }, '⟦x⟧: «7|2»'],
      ['product', { x: 1, y: 7 }, 'x: 1, ⟦y⟧: «7|2»'],
      ['extra', { x: 2, q: 1 }, 'x: 2«, ⟦q⟧: 1|»'],
    ] as const
  ).map(([kind, wrong, sizes]) =>
    family(`rearrange: ${kind}`, ranks(1), (r) => {
      const others = names
        .slice(0, r - 1)
        .map((name) => ` ${name}`)
        .join('')
      const pattern = `(x y)${others} -> x y${others}`
      return [
        shapes.rearrange(shape(r), pattern, wrong),
        ...both('rearrange', zeros(shape(r)), `'${pattern}'`, `{ ${sizes} }`),
      ]
    }),
  ),
]

/** Cells of one step: an input of 8 features and a state of 16, with leading axes. */
const cell = (rank: number, features: number): Dim[] => [...shape(rank - 1), features]
const recurrent: readonly Family[] = [
  family('gruCell: input', [0], () => [
    shapes.recurrentState('gruCell', [], [16]),
    `s.gruCell(${either(zeros([]), zeros([8]))}, ⟦zeros([16])⟧, zeros([48, 8]), zeros([48, 16]))`,
  ]),
  family('gruCell: rank of the state', ranks(1), (r) => [
    shapes.recurrentState('gruCell', cell(r, 8), [1, ...cell(r, 16)]),
    `s.gruCell(${zeros(cell(r, 8))}, ${tensors([1, ...cell(r, 16)], cell(r, 16))}, zeros([48, 8]), zeros([48, 16]))`,
  ]),
  family('gruCell: leading axes', ranks(2), (r) => [
    shapes.recurrentState('gruCell', cell(r, 8), [7, ...cell(r, 16).slice(1)]),
    `s.gruCell(${zeros(cell(r, 8))}, ${tensors([7, ...cell(r, 16).slice(1)], cell(r, 16))}, zeros([48, 8]), zeros([48, 16]))`,
  ]),
  ...([[48], [64, 8], [48, 7]] as const).map((wrong) =>
    family(`gruCell: weight ${text(wrong)}`, ranks(1), (r) => [
      shapes.recurrentWeight('gruCell', 'weightIh', 3, cell(r, 8), cell(r, 16), wrong),
      `s.gruCell(${zeros(cell(r, 8))}, ${zeros(cell(r, 16))}, ${tensors(wrong, [48, 8])}, zeros([48, 16]))`,
    ]),
  ),
  ...([[1, 48], [64]] as const).map((wrong) =>
    family(`gruCell: bias ${text(wrong)}`, ranks(1), (r) => [
      shapes.recurrentBias('gruCell', 'biasIh', 3, cell(r, 16), wrong),
      `s.gruCell(${zeros(cell(r, 8))}, ${zeros(cell(r, 16))}, zeros([48, 8]), zeros([48, 16]), ${tensors(wrong, [48])})`,
    ]),
  ),
]

const square = 'zeros([4, 4])'
const sequence = (rank: number): Dim[] => lastIs(shape(rank), 4)
const heads: readonly Family[] = [
  family('multiHeadAttention: input', [0, 1], (r) => [
    shapes.headProjection('wq', shape(r), [4, 4], [4, 4]),
    `s.multiHeadAttention(${either(zeros(shape(r)), zeros([3, 4]))}, ⟦${square}⟧, ${square}, ${square}, ${square}, { heads: 2 })`,
  ]),
  ...([[4], [5, 4], [4, 6]] as const).map((wrong) =>
    family(`multiHeadAttention: wk ${text(wrong)}`, ranks(2), (r) => [
      shapes.headProjection('wk', sequence(r), wrong, [4, 4]),
      `s.multiHeadAttention(${zeros(sequence(r))}, ${square}, ${tensors(wrong, [4, 4])}, ${square}, ${square}, { heads: 2 })`,
    ]),
  ),
  ...([[4], [6, 4]] as const).map((wrong) =>
    family(`multiHeadAttention: wo ${text(wrong)}`, ranks(2), (r) => [
      shapes.headOutput([4, 4], wrong),
      `s.multiHeadAttention(${zeros(sequence(r))}, ${square}, ${square}, ${square}, ${tensors(wrong, [4, 4])}, { heads: 2 })`,
    ]),
  ),
  ...([0, 3] as const).map((wrong) =>
    family(`multiHeadAttention: ${wrong} heads`, ranks(2), (r) => [
      shapes.headCount([4, 4], wrong),
      `s.multiHeadAttention(${zeros(sequence(r))}, ${square}, ${square}, ${square}, ${square}, { ⟦heads⟧: ${either(wrong, 2)} })`,
    ]),
  ),
  ...(['clash', 'rank'] as const).map((kind) =>
    family(`attention mask: ${kind}`, ranks(2), (r) => {
      const q = zeros(shape(r))
      const scores = lastIs(shape(r), shape(r).at(-2)!)
      const allowed = (dims: Shape): string => `input('m', ${text(dims)}, 'bool')`
      const wrong = kind === 'clash' ? [7] : [1, ...scores]
      return [
        shapes.attentionMask('scaledDotProductAttention', scores, wrong),
        `s.scaledDotProductAttention(${q}, ${q}, ${q}, { ⟦mask⟧: ${either(allowed(wrong), allowed(scores))} })`,
      ]
    }),
  ),
]

const functions: readonly Family[] = [
  family('moveaxis: count', ranks(1), (r) => [
    shapes.moveaxis(shape(r), [0], []),
    ...both('moveaxis', zeros(shape(r)), '[0]', marked([], [0])),
  ]),
  family('vmap: none', ranks(0, 4), (r) => [
    shapes.batchSize([shape(r)], [null]),
    `s.vmap((a: Tensor<${text(shape(r))}>) => a.relu(), { inAxes: ${either('null', 0)} })(${tensors(shape(r), [7, ...shape(r)])})`,
  ]),
  family('function: expression', ranks(1), (r) => {
    const [declared, passed] = [
      { a: ['T'], b: ['2*T', ...shape(r - 1)] },
      { a: [4], b: [9, ...shape(r - 1)] },
    ]
    return [
      shapes.unify(declared, passed),
      `fn(${text(declared)}, ({ b }) => b.relu())({ a: zeros([4]), ⟦b⟧: ${either(zeros(passed.b), zeros([8, ...shape(r - 1)]))} })`,
    ]
  }),
  family('function: divisor', ranks(1), (r) => {
    const [declared, passed] = [
      { a: ['a'], b: ['B'], c: ['B/a', ...shape(r - 1)] },
      { a: [0], b: [4], c: [2, ...shape(r - 1)] },
    ]
    return [
      shapes.unify(declared, passed),
      `fn(${text(declared)}, ({ c }) => c.relu())({ a: zeros([${either(0, 2)}]), b: zeros([4]), ⟦c⟧: ${zeros(passed.c)} })`,
    ]
  }),
  family('grad: dtype of the argument', ranks(0), (r) => [
    shapes.floatArgument('grad', 1, 'i32', 2),
    `s.grad(⟦(v: Tensor<${text(shape(r))}>, n: Tensor<${text(shape(r))}, 'i32'>) => v.sum()⟧, ${either([0, 1], [0])})`,
  ]),
  family('grad: none', ranks(0), (r) => [
    shapes.floatArgument('grad', 2, undefined, 1),
    `s.grad(⟦(v: Tensor<${text(shape(r))}>) => v.sum()⟧, ${either(2, 0)})`,
  ]),
  family('grad: dtype of the result', ranks(0), (r) => [
    shapes.floatOutput('grad', 'i32'),
    `s.grad(⟦(v: Tensor<${text(shape(r))}>) => v.reshape([-1]).${either('argmax', 'max')}(0)⟧)`,
  ]),
  family('context: entry', ranks(0), (r) => [
    shapes.sameContext('append', [[7, 7]], [shape(r)]),
    `DGraph.empty([${text(shape(r))}]).append(⟦DGraph.empty([${either([7, 7], shape(r))}])⟧)`,
  ]),
  family('convTranspose: size', ranks(3), (r) => [
    shapes.convTranspose(image(r), kernel(r, [3, 4]), undefined, 1, 5, 0, 1, 1),
    ...both(
      'convTranspose',
      zeros(image(r)),
      `⟦${zeros(kernel(r, [3, 4]))}⟧`,
      'undefined',
      `{ padding: ${either(5, 1)} }`,
    ),
  ]),
  family('flatten: size', ranks(3), (r) => {
    const big = [9007199254740991, ...shape(r - 1)]
    return [
      shapes.flatten(big, 0),
      ...both('flatten', zeros([either('9007199254740991', 2), ...shape(r - 1)]).replace(/"/g, ''), '⟦0⟧'),
    ]
  }),
]

const declared = ['f32', 'i32', 'u32', 'f64', 'bool'] as const
const f64s = (dims: Shape): string => `input('a', ${text(dims)}, 'f64')`
const layerArguments: readonly Family[] = [
  ...(['conv2d', 'convTranspose2d'] as const).flatMap((layer) => [
    ...[0, -1, 1.5].flatMap((wrong) => [
      family(`nn.${layer}: kernel ${wrong}`, [4], () => [
        shapes.layerOption(layer, 'kernel', 1, wrong, 2),
        `s.nn.${layer}(3, 4, ${marked(wrong, 2)})`,
        `s.nn.${layer}(3, 4, [2, ${marked(wrong, 2)}])(${zeros([1, 3, 8, 8])})`,
      ]),
      family(`nn.${layer}: stride ${wrong}`, [4], () => [
        shapes.layerOption(layer, 'stride', 1, wrong, 2),
        `s.nn.${layer}(3, 4, 2, { ⟦stride⟧: ${either(wrong, 2)} })(${zeros([1, 3, 8, 8])})`,
        `s.nn.${layer}(3, 4, 2, { stride: [1, ${marked(wrong, 2)}] })`,
      ]),
    ]),
    family(`nn.${layer}: padding`, [4], () => [
      shapes.layerOption(layer, 'padding', 0, -1, 2),
      `s.nn.${layer}(3, 4, 2, { ⟦padding⟧: ${either(-1, 0)} })(${zeros([1, 3, 8, 8])})`,
    ]),
  ]),
  ...[0, -2, 2.5].map((wrong) =>
    family(`nn.groupNorm: groups ${wrong}`, [4], () => [
      shapes.layerGroups('groupNorm', wrong, 8),
      `s.nn.groupNorm(${marked(wrong, 2)}, 8)(${zeros([1, 8, 2, 2])})`,
    ]),
  ),
  family('nn.groupNorm: divide', ranks(2), (r) => [
    shapes.layerGroups('groupNorm', 2, 3),
    `s.nn.groupNorm(${marked(2, 3)}, 3)(${zeros(shape(r))})`,
  ]),
  family('nn.multiHeadAttention: heads', ranks(2), (r) => [
    shapes.headCount([12, 12], 5),
    `s.nn.multiHeadAttention(12, ${marked(5, 4)})(${zeros(lastIs(shape(r), 12))})`,
  ]),
]

/** Layers by their names in sentences, and the least rank of their input: 3 of it are features, or channels. */
const layersOfFloats = [
  ['linear', 'linear(3, 2)', 1],
  ['layerNorm', 'layerNorm(3)', 1],
  ['multiHeadAttention', 'multiHeadAttention(3, 1)', 2],
  ['relu', 'sequential(s.nn.relu(), s.nn.linear(3, 2))', 1],
  ['batchNorm', 'batchNorm2d(3)', 3],
] as const

const elementTypes: readonly Family[] = [
  family('operand: float', ranks(1), (r) => {
    const [x, labels] = [shape(r), shape(r).slice(0, -1)]
    return [floats('crossEntropy', ['i32']), `s.crossEntropy(${marked(indices(x), zeros(x))}, ${indices(labels)})`]
  }),
  family('labels: integer', ranks(1), (r) => {
    const [x, labels] = [shape(r), shape(r).slice(0, -1)]
    return [
      integers('crossEntropy', 'label', 'f32'),
      ...both('crossEntropy', zeros(x), marked(zeros(labels), indices(labels))),
    ]
  }),
  ...(['relu', 'exp', 'sum', 'detach', 'square'] as const).map((operator) =>
    family(`${operator}: floats`, ranks(0), (r) => {
      const x = shape(r)
      return [floats(operator, ['i32']), ...both(operator, marked(indices(x), zeros(x)))]
    }),
  ),
  ...(['add', 'sub', 'mul', 'div', 'maximum', 'less', 'mseLoss', 'huberLoss'] as const).map((operator) =>
    family(`${operator}: one element type`, ranks(0), (r) => {
      const x = shape(r)
      return [oneDType(operator, ['f32', 'i32']), ...both(operator, zeros(x), marked(indices(x), zeros(x)))]
    }),
  ),
  family('matmul: one element type', ranks(2), (r) => {
    const x = [...shape(r - 2), 3, 3]
    return [oneDType('matmul', ['f32', 'f64']), ...both('matmul', zeros(x), marked(f64s(x), zeros(x)))]
  }),
  family('concat: one element type', ranks(1), (r) => {
    const x = shape(r)
    return [oneDType('concat', ['f32', 'i32']), `s.concat([${zeros(x)}, ${marked(indices(x), zeros(x))}, ${zeros(x)}])`]
  }),
  family('stack: one element type', ranks(0), (r) => {
    const x = shape(r)
    return [oneDType('stack', ['f32', 'i32']), `s.stack([${zeros(x)}, ${marked(indices(x), zeros(x))}])`]
  }),
  ...(['less', 'equal', 'greaterEqual'] as const).map((operator) =>
    family(`${operator}: numbers`, ranks(0), (r) => {
      const [x, wrong] = [zeros(shape(r)), `input('b', ${text(shape(r))}, 'bool')`]
      return [numbers(operator, ['bool']), ...both(operator, marked(wrong, x), '1')]
    }),
  ),
  family('mask', ranks(0), (r) => {
    const x = zeros(shape(r))
    return [mask('where', 'f32'), `s.where(${marked(x, `${x}.less(0)`)}, ${x}, ${x})`]
  }),
  family('attention mask: element type', ranks(2), (r) => {
    const q = zeros(shape(r))
    return [
      attends('scaledDotProductAttention', 'f32'),
      `s.scaledDotProductAttention(${q}, ${q}, ${q}, { ⟦mask⟧: ${either('zeros([1])', "input('m', [1], 'bool')")} })`,
    ]
  }),
  ...layersOfFloats.map(([kind, made, smallest]) =>
    family(`nn.${kind}: element type`, ranks(smallest), (r) => {
      const x = [...shape(r).slice(0, -1), 3].with(smallest > 2 ? 1 : -1, 3)
      return [layerOperand(kind, 'i32'), `s.nn.${made}(${marked(indices(x), zeros(x))})`]
    }),
  ),
  ...declared.map((dtype) =>
    family(`function: ${dtype}`, ranks(0), (r) => {
      const passed = dtype === 'f32' ? 'i32' : 'f32'
      const given = (of: string): string => `input('i', ${text(shape(r))}, '${of}')`
      return [
        shapes.unifyDType('x', dtype, passed),
        `fn({ x: ${dtype === 'f32' ? text(shape(r)) : `s.${dtype}(${text(shape(r))})`} }, ({ x }) => x)({ ⟦x⟧: ${either(given(passed), given(dtype))} })`,
      ]
    }),
  ),
  family('one element type', ranks(2), (r) => {
    const x = shape(r)
    return [
      oneDType('scaledDotProductAttention', ['f32', 'f64']),
      `s.scaledDotProductAttention(${zeros(x)}, ${marked(f64s(x), zeros(x))}, ${zeros(x)})`,
    ]
  }),
]

export const families: readonly Family[] = [
  ...elementwise,
  ...products,
  ...axes,
  ...counts,
  ...parts,
  ...joins,
  ...layers,
  ...windows,
  ...attention,
  ...construction,
  ...recurrent,
  ...heads,
  ...functions,
  ...layerArguments,
  ...elementTypes,
]
