/**
 * Misread images as small cards: the pixels, what it is, what it was read as, and how sure the model was of each.
 * Pixels are rectangles of one colour with an opacity, so that they follow the light or dark page.
 */
import { escapeHtml, percent } from './html.js'

export interface GalleryItem {
  /** Row-major, 0 (paper) to 1 (ink). */
  readonly pixels: ArrayLike<number>
  readonly label: number
  readonly predicted: number
  readonly probability: number
  /** Probability of the right class, where it is known. */
  readonly labelProbability?: number
}

export function gallery(
  images: { readonly width: number; readonly height: number; readonly items: readonly GalleryItem[] },
  classes?: readonly string[],
): string {
  const name = (index: number) => escapeHtml(classes?.[index] ?? String(index))
  const cards = images.items.map((item) => {
    const { label, predicted, probability, labelProbability } = item
    const alt = `a ${name(label)}, read as ${name(predicted)}`
    const bars = bar('wrong', name(predicted), probability)
    const truth = labelProbability === undefined ? '' : bar('right', name(label), labelProbability)
    return (
      `<li class="card"><svg viewBox="-0.5 -0.5 ${images.width + 1} ${images.height + 1}" role="img" aria-label="${alt}" shape-rendering="crispEdges">` +
      `${pixels(item.pixels, images.width)}</svg>` +
      `<p><b>${name(label)}</b> read as <b class="wrong">${name(predicted)}</b></p>${bars}${truth}</li>`
    )
  })
  return `<ul class="gallery">${cards.join('')}</ul>`
}

function bar(kind: string, name: string, probability: number): string {
  const text = percent(probability)
  return (
    `<div class="sureness ${kind}"><span>${name}</span><i><s style="width:${(100 * probability).toFixed(1)}%"></s></i>` +
    `<span>${text}</span></div>`
  )
}

function pixels(values: ArrayLike<number>, width: number): string {
  const squares: string[] = []
  for (let i = 0; i < values.length; i++) {
    const ink = Math.max(0, Math.min(1, values[i]!))
    if (ink < 0.005) continue
    squares.push(`<path d="M${i % width} ${Math.floor(i / width)}h1v1h-1z" fill-opacity="${Number(ink.toFixed(2))}"/>`)
  }
  return squares.join('')
}
