/** The ranks that TorchLean's names are for. In: an operand. Out: a ShapeError where it has another. */
import { ShapeError } from '../../shapes/rule.js'
import { captureSite } from '../site.js'
import type { AnyTensor } from '../tensor.js'

/** What the types of these operands have checked already, for those who bypass them. */
export function checkRank(operator: string, x: AnyTensor, rank: number): void {
  if (x.shape.length === rank) return
  const sentence = `${operator}: [${x.shape.join(', ')}] has rank ${x.shape.length}, expected ${rank}`
  throw new ShapeError(sentence, captureSite())
}
