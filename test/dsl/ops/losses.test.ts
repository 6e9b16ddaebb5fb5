/** Losses against their formulas, written out once more as plain loops, and at the points where a careless formula overflows. */
import { constant, input, Session } from 'shapewright'
import { describe, expect, test } from 'vitest'
import { evaluate } from './evaluate.js'

const near = (got: readonly number[], want: readonly number[]): void => {
  expect(got.length).toBe(want.length)
  got.forEach((value, i) => expect(value).toBeCloseTo(want[i]!, 12))
}
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe('integer labels', () => {
  const logits = [0.5, -1, 2, 3, 0, -2, 1, 1, 1, -4, 5, 0.25]
  const rows = [0, 1, 2, 3].map((row) => logits.slice(3 * row, 3 * row + 3))
  const labels = [2, 1, 0, 1]
  const weights = [0.5, 2, 3]
  const x = constant(logits, [4, 3])
  const label = constant(labels, [4], 'i32')
  const weight = constant(weights, [3])
  const logProbabilities = rows.map((row) => {
    const total = Math.log(sum(row.map(Math.exp)))
    return row.map((value) => value - total)
  })
  /** PyTorch's cross_entropy, one row after another. */
  const penalties = (smoothing: number, w: readonly number[]): number[] =>
    logProbabilities.map(
      (row, i) =>
        (1 - smoothing) * w[labels[i]!]! * -row[labels[i]!]! +
        (smoothing / 3) * sum(row.map((value, j) => -w[j]! * value)),
    )
  const ones = [1, 1, 1]

  test('crossEntropy with its reductions', () => {
    near(evaluate(x.crossEntropy(label, { reduction: 'none' })), penalties(0, ones))
    near(evaluate(x.crossEntropy(label, { reduction: 'sum' })), [sum(penalties(0, ones))])
    near(evaluate(x.crossEntropy(label, { reduction: 'mean' })), [sum(penalties(0, ones)) / 4])
  })

  test('smoothing and weights, whose mean is weighted too', () => {
    near(evaluate(x.crossEntropy(label, { labelSmoothing: 0.2 })), [sum(penalties(0.2, ones)) / 4])
    near(evaluate(x.crossEntropy(label, { labelSmoothing: 0.2, weight, reduction: 'none' })), penalties(0.2, weights))
    near(evaluate(x.crossEntropy(label, { labelSmoothing: 0.2, weight })), [
      sum(penalties(0.2, weights)) / sum(labels.map((one) => weights[one]!)),
    ])
    near(evaluate(x.crossEntropy(label, { labelSmoothing: 1, weight, reduction: 'sum' })), [sum(penalties(1, weights))])
  })

  test('a label to ignore takes no part, not even with NaN', () => {
    const broken = constant([...logits.slice(0, 9), NaN, NaN, NaN], [4, 3])
    const masked = constant([2, 1, 0, -100], [4], 'i32')
    const rest = penalties(0.2, weights).slice(0, 3)
    const options = { labelSmoothing: 0.2, weight, ignoreIndex: -100 }
    near(evaluate(broken.crossEntropy(masked, options)), [sum(rest) / (3 + 2 + 0.5)])
    near(evaluate(broken.crossEntropy(masked, { ...options, reduction: 'none' })), [...rest, 0])
    const none = constant([7, 7, 7, 7], [4], 'i32')
    expect(evaluate(x.crossEntropy(none, { ignoreIndex: 7 }))).toEqual([0])
    expect(evaluate(x.nllLoss(none, { ignoreIndex: 7, weight }))).toEqual([0])
  })

  test('nllLoss of logSoftmax is crossEntropy', () => {
    for (const options of [{}, { weight }, { ignoreIndex: 1 }, { weight, ignoreIndex: 2 }]) {
      near(evaluate(x.logSoftmax().nllLoss(label, options)), evaluate(x.crossEntropy(label, options)))
    }
    near(evaluate(x.nllLoss(label, { reduction: 'none' })), [-2, -0, -1, -5])
  })

  test('large logits neither overflow nor lose the difference', () => {
    const large = constant([1e6, 1e6, -1e6], [1, 3])
    const one = constant([1], [1], 'i32')
    near(evaluate(large.crossEntropy(one, { reduction: 'sum' })), [Math.LN2])
    near(evaluate(large.crossEntropy(one, { labelSmoothing: 0.3 })), [0.9 * Math.LN2 + 0.1 * (2e6 + Math.LN2)])
  })
})

describe('pairs', () => {
  const [a, b] = [
    [0, 1, -2.5, 4],
    [0, 1.5, 0.5, -4],
  ] as const
  const [x, y] = [constant(a, [4]), constant(b, [4])]
  const distances = a.map((value, i) => Math.abs(value - b[i]!))

  test('distances', () => {
    near(evaluate(x.mseLoss(y, { reduction: 'sum' })), [sum(distances.map((d) => d * d))])
    near(evaluate(x.l1Loss(y, { reduction: 'none' })), distances)
    near(evaluate(x.l1Loss(y)), [sum(distances) / 4])
    near(evaluate(x.huberLoss(y, { delta: 3, reduction: 'none' })), [0, 0.125, 4.5, 3 * (8 - 1.5)])
    near(evaluate(x.smoothL1Loss(y, { beta: 3, reduction: 'none' })), [0, 0.125 / 3, 1.5, 6.5])
    near(evaluate(x.smoothL1Loss(y, { beta: 0, reduction: 'none' })), distances)
    near(
      evaluate(x.logCoshLoss(y, { reduction: 'none' })),
      distances.map((d) => Math.log(Math.cosh(d))),
    )
    near(evaluate(constant([900, -900], [2]).logCoshLoss(constant([0, 0], [2]))), [900 - Math.LN2])
    near(evaluate(x.hingeLoss(constant([1, 1, -1, -1], [4]), { reduction: 'none' })), [1, 0, 0, 5])
    expect(evaluate(constant([], [0]).huberLoss(constant([], [0])))).toEqual([0])
  })

  test('at the knee of huberLoss either side has gradient delta', () => {
    const session = new Session()
    const left = session.input([3], [2, -2, 2.5])
    const loss = left.huberLoss(session.input([3], [0, 0, 0]), { delta: 2, reduction: 'sum' })
    expect([...session.grad(session.backward(loss), left)]).toEqual([2, -2, 2])
  })

  test('counts', () => {
    near(
      evaluate(x.poissonNllLoss(y, { reduction: 'none' })),
      a.map((value, i) => Math.exp(value) - b[i]! * value),
    )
    near(evaluate(x.abs().poissonNllLoss(y, { logInput: false, eps: 1 })), [
      sum(a.map((value, i) => Math.abs(value) - b[i]! * Math.log(Math.abs(value) + 1))) / 4,
    ])
  })

  test('divergence: a target of 0 contributes nothing, whatever the logarithm', () => {
    const target = [0.5, 0, 0.25, 0.25]
    const scores = [-0.5, -Infinity, -1, -2]
    const terms = [0, 2, 3].map((i) => target[i]! * (Math.log(target[i]!) - scores[i]!))
    const [p, q] = [constant(scores, [2, 2]), constant(target, [2, 2])]
    near(evaluate(p.klDiv(q, { reduction: 'sum' })), [sum(terms)])
    near(evaluate(p.klDiv(q)), [sum(terms) / 4])
    near(evaluate(p.klDiv(q, { reduction: 'batchmean' })), [sum(terms) / 2])
    const logarithms = constant([-1, -2, -3, -4], [2, 2])
    const finite = constant([-0.5, 0, -1, -2], [2, 2])
    near(evaluate(finite.klDiv(logarithms, { logTarget: true, reduction: 'none' })), [
      Math.exp(-1) * -0.5,
      Math.exp(-2) * -2,
      Math.exp(-3) * -2,
      Math.exp(-4) * -2,
    ])
  })

  test('yes and no, from probabilities and from logits', () => {
    const target = constant([1, 0, 0.25, 1], [4])
    const p = a.map((value) => 1 / (1 + Math.exp(-value)))
    const want = [1, 0, 0.25, 1].map((t, i) => -(t * Math.log(p[i]!) + (1 - t) * Math.log(1 - p[i]!)))
    near(evaluate(x.sigmoid().binaryCrossEntropy(target, { reduction: 'none' })), want)
    near(evaluate(x.binaryCrossEntropyWithLogits(target, { reduction: 'none' })), want)
    near(
      evaluate(constant([0, 1, 0, 1], [4]).binaryCrossEntropy(constant([0, 1, 1, 0], [4]), { reduction: 'none' })),
      [0, 0, 100, 100],
    )
    const posWeight = constant([2, 3, 4, 5], [4])
    near(evaluate(x.binaryCrossEntropyWithLogits(target, { posWeight })), [
      sum([1, 0, 0.25, 1].map((t, i) => -((i + 2) * t * Math.log(p[i]!) + (1 - t) * Math.log(1 - p[i]!)))) / 4,
    ])
  })

  test('logits far out, and their gradients, keep their digits', () => {
    const session = new Session()
    const logit = session.input([4], [800, -800, 800, -30])
    const loss = logit.binaryCrossEntropyWithLogits(session.input([4], [1, 0, 0, 0]), { reduction: 'none' })
    expect([...session.getValue(loss)]).toEqual([0, 0, 800, expect.closeTo(Math.exp(-30), 25)])
    const gradient = session.grad(session.backward(loss.sum()), logit)
    expect([...gradient]).toEqual([0, 0, 1, expect.closeTo(Math.exp(-30), 25)])
    expect(gradient[3]! / Math.exp(-30)).toBeCloseTo(1, 10)
  })

  test('a probability of 0 or 1 leaves no NaN in the gradient', () => {
    const session = new Session()
    const p = session.input([2], [0, 1])
    const loss = p.binaryCrossEntropy(session.input([2], [0, 1]))
    expect([...session.grad(session.backward(loss), p)]).toEqual([0.5, -0.5])
  })
})

test('a loss of named dims is a mean over what they are bound to', () => {
  const x = input('x', ['batch', 2])
  const data = { x: [1, 2, 3, 4, 5, 6] }
  expect(evaluate(x.l1Loss(x.scale(2)), { binding: { batch: 3 }, data })).toEqual([3.5])
  expect(evaluate(x.huberLoss(x.scale(2), { reduction: 'none' }), { binding: { batch: 3 }, data })).toHaveLength(6)
})
