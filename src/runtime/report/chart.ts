/**
 * Line charts as inline SVG: axes with round numbers, grid, legend, a value on each point for the pointer.
 *
 * In: curves of (epoch, value). Out: SVG text. A loss that falls by more than a factor of 20 is drawn on a logarithmic axis.
 */
import { escapeHtml, percent, significant } from './html.js'

export interface Curve {
  readonly name: string
  /** Decides the colour. */
  readonly kind: 'train' | 'validation' | 'rate'
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

export interface ChartOptions {
  readonly curves: readonly Curve[]
  /** Values are fractions of 1. */
  readonly percent?: boolean
  /** A vertical line at this epoch: the weights that were kept. */
  readonly mark?: number
  /** A flat, wide chart. */
  readonly low?: boolean
}

interface Axis {
  readonly ticks: readonly number[]
  /** Value to 0 … 1. */
  readonly place: (value: number) => number
}

export function chart(options: ChartOptions): string {
  const { curves, mark, low = false } = options
  const points = curves.flatMap((curve) => curve.points)
  if (points.length === 0) return ''
  const width = low ? 1040 : 520
  const height = low ? 180 : 300
  const frame = { left: 52, right: width - 16, top: 34, bottom: height - 40 }
  const last = Math.max(...points.map(({ x }) => x))
  const first = Math.min(...points.map(({ x }) => x))
  const across = (x: number) =>
    last === first ?
      (frame.left + frame.right) / 2
    : frame.left + ((x - first) / (last - first)) * (frame.right - frame.left)
  const axis = valueAxis(
    points.map(({ y }) => y),
    options,
  )
  const up = (y: number) => frame.bottom - axis.place(y) * (frame.bottom - frame.top)
  const format = options.percent ? (y: number) => percent(y) : (y: number) => significant(y, 4)
  const label = options.percent ? (y: number) => `${significant(100 * y, 4)}\u202f%` : (y: number) => significant(y, 3)

  const grid = axis.ticks.map(
    (tick) =>
      `<line class="grid" x1="${frame.left}" x2="${frame.right}" y1="${at(up(tick))}" y2="${at(up(tick))}"/>` +
      `<text class="tick" x="${frame.left - 8}" y="${at(up(tick) + 4)}" text-anchor="end">${label(tick)}</text>`,
  )
  const epochs = epochTicks(first, last, low ? 20 : 8).map(
    (tick) => `<text class="tick" x="${at(across(tick))}" y="${frame.bottom + 18}" text-anchor="middle">${tick}</text>`,
  )
  const marked =
    mark === undefined || mark < first || mark > last ?
      ''
    : `<line class="mark" x1="${at(across(mark))}" x2="${at(across(mark))}" y1="${frame.top}" y2="${frame.bottom}"/>` +
      `<text class="tick" x="${at(across(mark) + (across(mark) > width / 2 ? -6 : 6))}" y="${options.percent ? frame.bottom - 8 : frame.top + 14}" text-anchor="${across(mark) > width / 2 ? 'end' : 'start'}">kept: epoch ${mark}</text>`
  const lines = curves.map(({ kind, name, points: list }) => {
    const path = list.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${at(across(x))} ${at(up(y))}`).join('')
    const radius = list.length > 60 ? 1.5 : 2.5
    const dots = list.map(
      ({ x, y }) =>
        `<circle cx="${at(across(x))}" cy="${at(up(y))}" r="${radius}"><title>epoch ${x}, ${escapeHtml(name)} ${format(y)}</title></circle>`,
    )
    return `<g class="curve ${kind}"><path d="${path}"/>${dots.join('')}</g>`
  })
  return (
    `<svg class="chart" viewBox="0 0 ${width} ${height}" role="img">` +
    [...grid, ...epochs, marked, ...lines, legend(curves, frame.left, format)].join('') +
    `<text class="axis" x="${frame.right}" y="${height - 4}" text-anchor="end">epoch</text></svg>`
  )
}

const at = (coordinate: number): string => coordinate.toFixed(1)

/** A swatch, the name and the last value of each curve. */
function legend(curves: readonly Curve[], left: number, format: (y: number) => string): string {
  if (curves.length === 1 && curves[0]!.kind === 'rate') return ''
  return curves
    .map(({ kind, name, points }, i) => {
      const x = left + 175 * i
      const text = `${escapeHtml(name)} ${format(points.at(-1)!.y)}`
      return `<g class="key ${kind}"><line x1="${x}" x2="${x + 18}" y1="14" y2="14"/><text x="${x + 25}" y="18">${text}</text></g>`
    })
    .join('')
}

function valueAxis(values: readonly number[], { percent: fractions, low }: ChartOptions): Axis {
  const smallest = Math.min(...values)
  const largest = Math.max(...values)
  if (!fractions && !low && smallest > 0 && largest / smallest > 20) return logarithmicAxis(smallest, largest)
  // Fractions end at 1; losses and rates begin at 0.
  const from = fractions ? smallest : Math.min(0, smallest)
  const to = fractions ? Math.max(1, largest) : largest
  const step = roundStep((to - from || Math.abs(to) || 1) / (low ? 2.5 : 4.5))
  const bottom = Math.floor(from / step + 1e-9) * step
  const top = Math.max(bottom + step, Math.ceil(to / step - 1e-9) * step)
  const count = Math.round((top - bottom) / step)
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((bottom + i * step).toPrecision(12)))
  return { ticks, place: (value) => (value - bottom) / (top - bottom) }
}

/** Ticks at 1, 2 and 5 times the powers of ten, or at the powers alone over more than three decades. */
function logarithmicAxis(smallest: number, largest: number): Axis {
  const decades = Math.log10(largest / smallest)
  const factors = decades > 3 ? [1] : [1, 2, 5]
  const candidates: number[] = []
  for (let exponent = Math.floor(Math.log10(smallest)) - 1; exponent <= Math.ceil(Math.log10(largest)); exponent++) {
    for (const factor of factors) candidates.push(Number(`${factor}e${exponent}`))
  }
  const bottom = candidates.findLast((tick) => tick <= smallest) ?? smallest
  const top = candidates.find((tick) => tick >= largest) ?? largest
  const ticks = candidates.filter((tick) => tick >= bottom && tick <= top)
  const span = Math.log(top / bottom)
  return { ticks, place: (value) => Math.log(value / bottom) / span }
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `size`. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size))
  return power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= size * 0.999) ?? 10)
}

function epochTicks(first: number, last: number, most: number): readonly number[] {
  const step = Math.max(1, Math.ceil(roundStep(Math.max(1, (last - first) / most))))
  const ticks = [first]
  for (let tick = Math.ceil((first + 1) / step) * step; tick <= last; tick += step) ticks.push(tick)
  return ticks.filter((tick, i) => i === 0 || tick - first >= step / 2)
}
