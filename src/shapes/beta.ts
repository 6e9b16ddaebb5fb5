/**
 * The sharpness of a smooth maximum: any finite number other than 0, by which it divides. In: the operator and the number;
 * out: the number, or the sentence.
 */
import { message, type Message } from './message.js'

const sentences = { beta: '{op}: beta {beta} is not a finite number other than 0' } as const

/** The number when a smooth maximum can have it, else the sentence. */
export type Beta<Op extends string, B extends number> =
  B extends 0 ? Message<typeof sentences.beta, { op: Op; beta: B }> : B

/** The number when a smooth maximum can have it, else the sentence. @example beta('smoothMaxPool', 4) // 4 */
export const beta = (operator: string, value: number): number | string =>
  Number.isFinite(value) && value !== 0 ? value : message(sentences.beta, { op: operator, beta: value })
