/**
 * What a classifier got right and wrong: accuracy, confusion matrix and the records it misread.
 *
 * In: logits (or probabilities' logarithms), row-major, and labels. Out: plain data for the report and the command line.
 */
import { RuntimeShapeError } from './errors.js'

/** A record whose most probable class is not its label. */
export interface Misread {
  readonly row: number
  readonly label: number
  readonly predicted: number
  /** Softmax probabilities of the two classes. */
  readonly probability: number
  readonly labelProbability: number
}

export interface PredictionSummary {
  readonly accuracy: number
  /** confusion[label][predicted]: number of records. */
  readonly confusion: readonly (readonly number[])[]
  /** The surest mistakes first. */
  readonly misread: readonly Misread[]
}

/**
 * Compares logits [rows, classes] with labels [rows]. Of equal logits the first counts.
 *
 * @throws RuntimeShapeError where the two do not belong together.
 * @example
 * const logits = [2, 0, 1, 3, 5, 4] // three rows, two classes
 * const { accuracy, confusion } = summarisePredictions(logits, [0, 1, 1])
 * accuracy // => 0.6667
 * confusion // => [[1, 0], [1, 1]]
 */
export function summarisePredictions(logits: ArrayLike<number>, labels: ArrayLike<number>): PredictionSummary {
  const rows = labels.length
  const classes = logits.length / rows
  if (rows === 0 || !Number.isInteger(classes)) {
    throw new RuntimeShapeError(`summarisePredictions: ${logits.length} logits are no whole rows for ${rows} labels`)
  }
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  const misread: Misread[] = []
  for (let row = 0; row < rows; row++) {
    const label = labels[row]!
    const start = row * classes
    let predicted = 0
    for (let c = 1; c < classes; c++) if (logits[start + c]! > logits[start + predicted]!) predicted = c
    const line = confusion[label]
    if (line === undefined) {
      throw new RuntimeShapeError(`summarisePredictions: label ${label} in row ${row}, there are ${classes} classes`)
    }
    line[predicted]!++
    if (predicted === label) continue
    let sum = 0
    const largest = logits[start + predicted]!
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[start + c]! - largest)
    const labelProbability = Math.exp(logits[start + label]! - largest) / sum
    misread.push({ row, label, predicted, probability: 1 / sum, labelProbability })
  }
  misread.sort((a, b) => b.probability - a.probability || a.row - b.row)
  return { accuracy: 1 - misread.length / rows, confusion, misread }
}
