/**
 * The training report: one HTML file that explains a run to a person. No script, no network, light and dark. It holds no
 * date and no path, so the same run gives the same bytes.
 *
 * In: history, settings and predictions of a run. Out: the text of the file. Parts are in report/.
 */
import type { EpochRecord } from './history.js'
import { elementCount } from './arena.js'
import { chart } from './report/chart.js'
import type { Curve } from './report/chart.js'
import { confusionTable } from './report/confusion.js'
import { gallery } from './report/gallery.js'
import type { GalleryItem } from './report/gallery.js'
import { escapeHtml, percent, significant } from './report/html.js'
import { style } from './report/style.js'

export type { GalleryItem } from './report/gallery.js'

export interface ReportOptions {
  readonly title: string
  /** One sentence under the title. */
  readonly subtitle?: string
  /** The result, a fraction of 1, for example { label: 'test accuracy', value: 0.953 }. */
  readonly headline?: { readonly label: string; readonly value: number }
  /** Short facts beside it, for example { label: 'epochs', value: '30' }. */
  readonly facts?: readonly { readonly label: string; readonly value: string }[]
  readonly history: readonly EpochRecord[]
  /** Epoch whose weights were kept, marked in the curves. */
  readonly bestEpoch?: number
  /** The fraction that is drawn beside the loss. Default `accuracy`, where the history has it. */
  readonly metric?: string
  /** Hyper-parameters, in this order. */
  readonly settings?: Readonly<Record<string, string | number>>
  readonly parameters?: readonly { readonly name: string; readonly shape: readonly number[] }[]
  /** confusion[label][predicted], and the names of the classes (default 0, 1, …). */
  readonly confusion?: readonly (readonly number[])[]
  readonly classes?: readonly string[]
  /** Misread images; `rows` is how many were judged in all. */
  readonly misread?: {
    readonly width: number
    readonly height: number
    readonly total: number
    readonly items: readonly GalleryItem[]
  }
}

/**
 * The report as the text of an HTML file.
 *
 * @example
 * const history = [{ epoch: 1, step: 39, rate: 0.1, train: { loss: 0.6 }, validation: null }]
 * renderReport({ title: 'digits', history }).slice(0, 15) // => <!doctype html>
 */
export function renderReport(options: ReportOptions): string {
  const title = escapeHtml(options.title)
  const body = [header(options), curves(options), mistakes(options), tables(options)].filter(Boolean).join('\n')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
${style}
</style>
</head>
<body>
<main>
${body}
<footer>Made by shapewright. Everything on this page is in this one file.</footer>
</main>
</body>
</html>
`
}

function header({ title, subtitle, headline, facts = [] }: ReportOptions): string {
  const list = facts.map(({ label, value }) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`)
  return `<header>
<div class="masthead">
<p class="eyebrow">Training report</p>
<h1>${escapeHtml(title)}</h1>
${subtitle === undefined ? '' : `<p class="lead">${escapeHtml(subtitle)}</p>`}
${list.length > 0 ? `<dl class="facts">${list.join('')}</dl>` : ''}
</div>
${headline ? ring(headline.label, headline.value) : ''}
</header>`
}

/** The headline as a ring that is full at 100 %. */
function ring(label: string, value: number): string {
  const radius = 84
  const length = 2 * Math.PI * radius
  const filled = Math.max(0, Math.min(1, value)) * length
  return `<svg class="ring" viewBox="0 0 200 200" role="img" aria-label="${escapeHtml(label)} ${percent(value)}">
<circle cx="100" cy="100" r="${radius}" class="track"/>
<circle cx="100" cy="100" r="${radius}" class="fill" stroke-dasharray="${filled.toFixed(2)} ${(length - filled).toFixed(2)}" transform="rotate(-90 100 100)"/>
<text x="100" y="102" class="number">${percent(value)}</text>
<text x="100" y="128" class="caption">${escapeHtml(label)}</text>
</svg>`
}

function curves({ history, bestEpoch, metric = 'accuracy' }: ReportOptions): string {
  if (history.length === 0) return ''
  const curve = (name: string, kind: 'train' | 'validation'): Curve[] => {
    const points = history.flatMap((record) => {
      const y = record[kind]?.[name]
      return y !== undefined && Number.isFinite(y) ? [{ x: record.epoch, y }] : []
    })
    return points.length > 0 ? [{ name: kind, kind, points }] : []
  }
  const both = (name: string) => [...curve(name, 'train'), ...curve(name, 'validation')]
  const rate: Curve = { name: 'rate', kind: 'rate', points: history.map(({ epoch, rate: y }) => ({ x: epoch, y })) }
  const figures = [
    figure('Loss', chart({ curves: both('loss'), ...(bestEpoch ? { mark: bestEpoch } : {}) })),
    figure(
      metric[0]!.toUpperCase() + metric.slice(1),
      chart({ curves: both(metric), percent: true, ...(bestEpoch ? { mark: bestEpoch } : {}) }),
    ),
  ]
  const varies = new Set(rate.points.map(({ y }) => y)).size > 1
  if (varies) figures.push(figure('Learning rate', chart({ curves: [rate], low: true }), 'wide'))
  return `<section><h2>How it learned</h2><div class="figures">${figures.filter(Boolean).join('')}</div></section>`
}

function figure(name: string, drawing: string, kind = ''): string {
  if (drawing === '') return ''
  return `<figure class="card ${kind}"><figcaption>${escapeHtml(name)}</figcaption>${drawing}</figure>`
}

function mistakes({ confusion, classes, misread }: ReportOptions): string {
  const parts: string[] = []
  if (misread) {
    const { items, total } = misread
    const shown = items.length
    // A long list may have been cut; the matrix knows of all mistakes.
    const wrong = confusion ? offDiagonal(confusion) : shown
    const heading =
      wrong === 0 ? 'Nothing was misread'
      : wrong === 1 ? 'The one image it misread'
      : `The ${wrong} images it misread`
    const lead =
      `Of ${total} test images, ${total - wrong} were read correctly` +
      (wrong === 0 ? '.'
      : wrong === 1 ? '. Here is the other.'
      : `. Here are ${shown < wrong ? `${shown} of the others` : 'the others'}, the surest mistakes first.`)
    parts.push(`<section><h2>${heading}</h2><p class="lead">${lead}</p>${gallery(misread, classes)}</section>`)
  }
  if (confusion) {
    parts.push(
      `<section><h2>What it took for what</h2><div class="card">${confusionTable(confusion, classes)}</div></section>`,
    )
  }
  return parts.join('\n')
}

const offDiagonal = (matrix: readonly (readonly number[])[]): number =>
  matrix.reduce((sum, line, i) => sum + line.reduce((rest, count, j) => rest + (i === j ? 0 : count), 0), 0)

function tables({ settings, parameters }: ReportOptions): string {
  const parts: string[] = []
  if (settings && Object.keys(settings).length > 0) {
    const rows = Object.entries(settings).map(
      ([name, value]) =>
        `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(typeof value === 'number' ? significant(value, 6) : value)}</td></tr>`,
    )
    parts.push(`<section><h2>Settings</h2><div class="card"><table>${rows.join('')}</table></div></section>`)
  }
  if (parameters && parameters.length > 0) {
    const counts = parameters.map(({ shape }) => elementCount(shape))
    const total = counts.reduce((sum, count) => sum + count, 0)
    const rows = parameters.map(
      ({ name, shape }, i) =>
        `<tr><th scope="row"><code>${escapeHtml(name)}</code></th><td>${shape.join(' × ') || 'scalar'}</td><td>${group(counts[i]!)}</td>` +
        `<td class="bar"><span style="width:${((100 * counts[i]!) / Math.max(...counts)).toFixed(1)}%"></span></td></tr>`,
    )
    const head = '<tr><th>parameter</th><td>shape</td><td>numbers</td><td></td></tr>'
    const foot = `<tr><th>total</th><td></td><td>${group(total)}</td><td></td></tr>`
    parts.push(
      `<section><h2>What it learned</h2><div class="card"><table><thead>${head}</thead><tbody>${rows.join('')}</tbody><tfoot>${foot}</tfoot></table></div></section>`,
    )
  }
  return parts.length > 0 ? `<div class="columns">${parts.join('\n')}</div>` : ''
}

/** Thousands apart, without asking the locale. */
const group = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
