/**
 * The confusion matrix as a heat map: rows are what an image is, columns what it was read as; right answers in one
 * colour, mistakes in another, stronger the more there are. The last column is the part of each row that was right.
 */
import { escapeHtml, percent } from './html.js'

export function confusionTable(matrix: readonly (readonly number[])[], classes?: readonly string[]): string {
  const name = (index: number) => escapeHtml(classes?.[index] ?? String(index))
  const mostWrong = Math.max(3, ...matrix.map((line, i) => Math.max(0, ...line.filter((_, j) => j !== i))))
  const head = matrix.map((_, index) => `<th scope="col">${name(index)}</th>`).join('')
  const rows = matrix.map((line, label) => {
    const total = line.reduce((sum, count) => sum + count, 0)
    const cells = line.map((count, predicted) => {
      const right = predicted === label
      const strength =
        count === 0 ? 0
        : right ? 0.2 + 0.6 * (count / total)
        : 0.25 + 0.6 * (count / mostWrong)
      const title = `${count} of ${total}: a ${name(label)} read as ${name(predicted)}`
      return `<td class="${right ? 'right' : 'wrong'}" style="--strength:${strength.toFixed(3)}" title="${title}">${count === 0 ? '' : count}</td>`
    })
    const recall = total === 0 ? '' : percent(line[label]! / total)
    return `<tr><th scope="row">${name(label)}</th>${cells.join('')}<td class="recall">${recall}</td></tr>`
  })
  return (
    `<div class="scroll"><table class="confusion"><caption>Each row is a class, each column what its images were read as.</caption>` +
    `<thead><tr><th></th>${head}<th class="recall">right</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  )
}
