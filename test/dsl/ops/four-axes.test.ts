/** Convolutions and pools over four spatial axes, against loops over positions that know nothing of the operators. */
import { constant } from 'shapewright'
import { expect, test } from 'vitest'
import { Generator } from '../../../src/runtime/random.js'
import { evaluate } from './evaluate.js'

type Sizes = readonly number[]

const count = (sizes: Sizes): number => sizes.reduce((product, size) => product * size, 1)
const draw = (name: string, sizes: Sizes): number[] => {
  const draws = new Generator(11, name)
  return Array.from({ length: count(sizes) }, () => draws.uniform() * 2 - 1)
}
/** All positions, row-major. */
const positions = (sizes: Sizes): number[][] =>
  sizes.reduce<number[][]>((all, size) => all.flatMap((at) => Array.from({ length: size }, (_, i) => [...at, i])), [[]])
const flat = (sizes: Sizes, at: Sizes): number => at.reduce((offset, i, axis) => offset * sizes[axis]! + i, 0)
const inside = (sizes: Sizes, at: Sizes): boolean => at.every((i, axis) => i >= 0 && i < sizes[axis]!)
const near = (got: readonly number[], want: readonly number[]): void => {
  expect(got.length).toBe(want.length)
  got.forEach((value, i) => expect(value, `element ${i}`).toBeCloseTo(want[i]!, 12))
}

const [stride, padding, dilation] = [
  [1, 2, 1, 2],
  [1, 0, 1, 1],
  [2, 1, 1, 1],
] as const
const groups = 2

test('convolution: stride, padding, dilation and groups', () => {
  const [size, kernel] = [
    [4, 3, 2, 3],
    [2, 2, 1, 2],
  ] as const
  const [x, w, b] = [draw('x', [2, 4, ...size]), draw('w', [6, 2, ...kernel]), draw('b', [6])]
  const out = size.map((n, i) =>
    Math.floor((n + 2 * padding[i]! - dilation[i]! * (kernel[i]! - 1) - 1) / stride[i]! + 1),
  )
  const want = positions([2, 6, ...out]).map(([n, o, ...q]) => {
    let sum = b[o!]!
    for (const [c, ...k] of positions([2, ...kernel])) {
      const at = q.map((p, i) => p * stride[i]! + k[i]! * dilation[i]! - padding[i]!)
      const channel = Math.floor(o! / 3) * 2 + c!
      if (inside(size, at))
        sum += x[flat([2, 4, ...size], [n!, channel, ...at])]! * w[flat([6, 2, ...kernel], [o!, c!, ...k])]!
    }
    return sum
  })
  const y = constant(x, [2, 4, ...size]).convolution(constant(w, [6, 2, ...kernel]), constant(b, [6]), {
    stride,
    padding,
    dilation,
    groups,
  })
  expect(y.shape).toEqual([2, 6, ...out])
  near(evaluate(y), want)
})

test('convTranspose: stride, padding, dilation, output padding and groups', () => {
  const [size, kernel, outputPadding] = [
    [2, 2, 3, 2],
    [2, 2, 3, 2],
    [1, 1, 0, 0],
  ] as const
  const [x, w, b] = [draw('x', [2, 4, ...size]), draw('w', [4, 3, ...kernel]), draw('b', [6])]
  const out = size.map(
    (n, i) => (n - 1) * stride[i]! - 2 * padding[i]! + dilation[i]! * (kernel[i]! - 1) + outputPadding[i]! + 1,
  )
  const want = positions([2, 6, ...out]).map(([, o]) => b[o!]!)
  for (const [n, c, ...p] of positions([2, 4, ...size]))
    for (const [o, ...k] of positions([3, ...kernel])) {
      const at = p.map((i, axis) => i * stride[axis]! + k[axis]! * dilation[axis]! - padding[axis]!)
      if (!inside(out, at)) continue
      const channel = Math.floor(c! / 2) * 3 + o!
      want[flat([2, 6, ...out], [n!, channel, ...at])]! +=
        x[flat([2, 4, ...size], [n!, c!, ...p])]! * w[flat([4, 3, ...kernel], [c!, o!, ...k])]!
    }
  const y = constant(x, [2, 4, ...size]).convTranspose(constant(w, [4, 3, ...kernel]), constant(b, [6]), {
    stride,
    padding,
    dilation,
    outputPadding,
    groups,
  })
  expect(y.shape).toEqual([2, 6, ...out])
  near(evaluate(y), want)
})

const size = [3, 4, 2, 3] as const
const kernel = [2, 3, 2, 2] as const
const options = { stride: [1, 2, 1, 2], padding: [1, 1, 0, 1] } as const
const cells = draw('x', [2, 3, ...size])
const image = constant(cells, [2, 3, ...size])

/** What a function makes of the cells of each window; those outside of the tensor are not among them. */
const pooled = (f: (window: readonly number[]) => number): number[] =>
  positions([
    2,
    3,
    ...size.map((n, i) => Math.floor((n + 2 * options.padding[i]! - kernel[i]!) / options.stride[i]! + 1)),
  ]).map(([n, c, ...q]) =>
    f(
      positions(kernel).flatMap((k) => {
        const at = q.map((p, i) => p * options.stride[i]! + k[i]! - options.padding[i]!)
        return inside(size, at) ? [cells[flat([2, 3, ...size], [n!, c!, ...at])]!] : []
      }),
    ),
  )
const total = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0)
const weights = (window: readonly number[]): number[] => window.map((x) => Math.exp(3 * x))
const outside = (window: readonly number[]): number[] => [
  ...window,
  ...Array<number>(count(kernel) - window.length).fill(0),
]
const softly = (window: readonly number[]): number =>
  total(window.map((x) => x * Math.exp(3 * x))) / total(weights(window))

test('pools: kernel, stride and padding of their own on each axis', () => {
  near(
    evaluate(image.maxPool(kernel, options)),
    pooled((window) => Math.max(...window)),
  )
  near(
    evaluate(image.avgPool(kernel, options)),
    pooled((window) => total(window) / count(kernel)),
  )
  near(
    evaluate(image.smoothMaxPool(kernel, { ...options, beta: 3 })),
    pooled((window) => Math.log(total(weights(window))) / 3),
  )
  near(
    evaluate(image.smoothMaxPool(kernel, { ...options, beta: 3, padded: 'zero' })),
    pooled((window) => Math.log(total(weights(outside(window)))) / 3),
  )
  near(evaluate(image.softmaxPool(kernel, { ...options, beta: 3 })), pooled(softly))
  near(
    evaluate(image.softmaxPool(kernel, { ...options, beta: 3, padded: 'zero' })),
    pooled((window) => softly(outside(window))),
  )
})
