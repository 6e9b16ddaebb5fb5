import { describe, expect, it } from 'vitest'
import { summarisePredictions } from '../../src/runtime/predictions.js'
import { renderReport } from '../../src/runtime/report.js'
import type { ReportOptions } from '../../src/runtime/report.js'
import { chart } from '../../src/runtime/report/chart.js'

const history = Array.from({ length: 5 }, (_, i) => ({
  epoch: i + 1,
  step: 4 * (i + 1),
  rate: 0.1 / (i + 1),
  train: { loss: 1 / (i + 1), accuracy: 0.5 + i / 10 },
  validation: { loss: 1.2 / (i + 1), accuracy: 0.45 + i / 10 },
}))
const full: ReportOptions = {
  title: 'digits <cnn> & "friends"',
  subtitle: 'a & b',
  headline: { label: 'test accuracy', value: 0.9528 },
  facts: [{ label: 'epochs', value: '5' }],
  history,
  bestEpoch: 4,
  settings: { rate: 0.1, optimizer: '<script>alert(1)</script>' },
  parameters: [
    { name: 'hidden.weight', shape: [32, 64] },
    { name: 'scale', shape: [] },
  ],
  confusion: [
    [3, 1],
    [0, 4],
  ],
  classes: ['cat<', 'dog'],
  misread: {
    width: 2,
    height: 2,
    total: 8,
    items: [{ pixels: [0, 0.5, 1, 2], label: 0, predicted: 1, probability: 0.75, labelProbability: 0.2 }],
  },
}

/** Names of elements that are opened and not closed, or closed and not opened. */
function unbalanced(html: string): string[] {
  const empty = new Set(['meta', 'line', 'circle', 'path', 'rect'])
  const open: string[] = []
  for (const [, close, name, self] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^<>]*?(\/?)>/g)) {
    if (close === '/') {
      if (open.pop() !== name) return [`</${name}>`]
    } else if (self !== '/' && !(empty.has(name!) && !html.includes(`</${name}>`))) open.push(name!)
  }
  return open
}

describe('renderReport', () => {
  it('shows the result, curves, mistakes, settings and parameters', () => {
    const html = renderReport(full)
    expect(html).toContain('95.3\u202f%')
    expect(html).toContain('epoch 5, validation 0.24')
    expect(html).toContain('epoch 5, train 90.0\u202f%')
    expect(html).toContain('kept: epoch 4')
    expect(html).toContain('Learning rate')
    expect(html).toContain('Of 8 test images, 7 were read correctly.')
    expect(html).toContain('The one image it misread')
    expect(html).toContain('title="1 of 4: a cat&lt; read as dog"')
    expect(html).toContain('32 × 64')
    expect(html).toContain('2,049')
  })
  it('is one file: nothing is loaded and nothing runs; all text is escaped', () => {
    const html = renderReport(full)
    expect(html.match(/<script|<link|<img|@import|url\(|https?:|\son[a-z]+=/g)).toBeNull()
    expect(html).toContain('<h1>digits &lt;cnn&gt; &amp; &quot;friends&quot;</h1>')
    expect(html).toContain('&lt;script&gt;')
    expect(unbalanced(html.replace('<!doctype html>', ''))).toEqual([])
    expect(html).not.toMatch(/NaN|undefined|Infinity/)
  })
  it('is the same text for the same run, whatever the locale', () => {
    expect(renderReport(full)).toBe(renderReport(structuredClone(full)))
  })
  it('leaves out what there is not', () => {
    const html = renderReport({ title: 'bare', history: [] })
    expect(html).not.toContain('<h2>')
    expect(renderReport({ title: 'one epoch', history: history.slice(0, 1) })).not.toMatch(/NaN|Infinity/)
    const noMetric = history.map((record) => ({ ...record, train: { loss: 1 }, validation: null }))
    expect(renderReport({ title: 'loss only', history: noMetric })).not.toContain('Accuracy')
    const nothing = { width: 8, height: 8, total: 10, items: [] }
    expect(renderReport({ title: 'perfect', history, misread: nothing })).toContain('Nothing was misread')
  })
  it('says so when only some mistakes are shown', () => {
    const confusion = [
      [5, 2],
      [1, 0],
    ]
    const html = renderReport({ ...full, confusion })
    expect(html).toContain('The 3 images it misread')
    expect(html).toContain(
      'Of 8 test images, 5 were read correctly. Here are 1 of the others, the surest mistakes first.',
    )
  })
  it('draws pixels as ink between 0 and 1', () => {
    const html = renderReport(full)
    expect(html.match(/fill-opacity="[^"]*"/g)).toEqual(['fill-opacity="0.5"', 'fill-opacity="1"', 'fill-opacity="1"'])
  })
})

describe('chart', () => {
  const ticks = (svg: string) => [...svg.matchAll(/text-anchor="end">([^<]*)</g)].map(([, text]) => text)
  const curve = (values: readonly number[]) => ({
    name: 'train',
    kind: 'train' as const,
    points: values.map((y, i) => ({ x: i + 1, y })),
  })
  it('has round ticks that enclose the values', () => {
    expect(ticks(chart({ curves: [curve([1.83, 0.4])] }))).toEqual(['0', '0.5', '1', '1.5', '2', 'epoch'])
    expect(ticks(chart({ curves: [curve([0.913, 0.958])], percent: true }))).toEqual([
      '90\u202f%',
      '92\u202f%',
      '94\u202f%',
      '96\u202f%',
      '98\u202f%',
      '100\u202f%',
      'epoch',
    ])
  })
  it('is logarithmic when the loss falls far', () => {
    expect(ticks(chart({ curves: [curve([2.3, 0.02])] }))).toEqual([
      '0.02',
      '0.05',
      '0.1',
      '0.2',
      '0.5',
      '1',
      '2',
      '5',
      'epoch',
    ])
  })
  it('draws all points inside the frame', () => {
    for (const values of [[3, 3, 3], [0, 0], [-1, 5, 2], [1e-9, 4e6], [7]]) {
      const svg = chart({ curves: [curve(values)] })
      for (const [, x, y] of svg.matchAll(/<circle cx="([^"]*)" cy="([^"]*)"/g)) {
        expect(Number(x)).toBeGreaterThanOrEqual(52)
        expect(Number(x)).toBeLessThanOrEqual(504)
        expect(Number(y)).toBeGreaterThanOrEqual(34)
        expect(Number(y)).toBeLessThanOrEqual(260)
      }
    }
  })
})

describe('summarisePredictions', () => {
  it('counts, and puts the surest mistakes first', () => {
    const logits = [2, 0, 0, /* */ 0, 1, 0, /* */ 0, 9, 0, /* */ 5, 5, 0]
    const { accuracy, confusion, misread } = summarisePredictions(logits, [0, 2, 2, 0])
    expect(accuracy).toBe(0.5)
    expect(confusion).toEqual([
      [2, 0, 0],
      [0, 0, 0],
      [0, 2, 0],
    ])
    expect(misread.map(({ row, label, predicted }) => [row, label, predicted])).toEqual([
      [2, 2, 1],
      [1, 2, 1],
    ])
    expect(misread[1]!.probability).toBeCloseTo(Math.E / (Math.E + 2), 12)
    expect(misread[1]!.labelProbability).toBeCloseTo(1 / (Math.E + 2), 12)
  })
  it('refuses what does not belong together', () => {
    expect(() => summarisePredictions([1, 2, 3], [0, 1])).toThrow('3 logits are no whole rows for 2 labels')
    expect(() => summarisePredictions([1, 2], [2])).toThrow('label 2 in row 0, there are 2 classes')
    expect(() => summarisePredictions([], [])).toThrow('no whole rows')
  })
})
