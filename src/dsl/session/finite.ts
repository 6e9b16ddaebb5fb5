/** The checked mode of sessions. In: a node, its value and its operands'. Out: an error where it first stops being finite. */
import type { Node } from '../graph.js'
import { formatSite } from '../site.js'
import { SessionError } from './error.js'

/** @throws SessionError when the value is not finite and all operands are */
export function checkFinite(node: Node, value: Float64Array, operands: readonly Float64Array[]): void {
  const at = value.findIndex((x) => !Number.isFinite(x))
  if (at < 0 || !operands.every((operand) => operand.every(Number.isFinite))) return
  const place = node.site === undefined ? '' : ` (${formatSite(node.site)})`
  throw new SessionError(`${node.operator}: element ${at} is ${value[at]} from finite operands${place}`)
}
