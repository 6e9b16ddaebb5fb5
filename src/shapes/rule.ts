/**
 * How a rule's answer is used. A rule gives a shape or a sentence; `Argument` turns that into the type of a parameter,
 * `Result` into the shape of the result, and `checked` into a shape or a thrown `ShapeError`.
 */
import { cut, type Cut } from './message.js'
import type { Shape } from './shape.js'

interface Kept<T> {
  readonly text: Cut<T>
}

interface NoKey {
  readonly noKey: never
}

/**
 * `T`, cut to what is shown, and looked at only where it is known. The compiler asks what a parameter's type can at most be while its type parameters
 * are still open, and would build every sentence of the rule for that; of a key that may be no key it can say nothing. (Nor
 * does it infer anything from it.)
 */
export type Late<T> = Kept<T>['text' & ([T] extends [never] ? NoKey : string)]

/**
 * The type of the parameter that a rule is about: `T`, or the sentence, which no argument can be. (`Sentence` is always the
 * outcome; under the name `Outcome` it would stand for "the outcome as far as it is a string", which costs a look at all of it.)
 */
export type Argument<Outcome, T, Sentence = Outcome> = [Outcome] extends [string] ? Late<Sentence> : T

/**
 * The shape of a result. After an error it is any shape at all, so that one mistake makes one diagnostic. (`infer _Dims`
 * and not `Shape`: the compiler then decides it inside generic code as well. `infer Given`, since where a type is expected of a
 * result, the compiler infers operands from it: through `Outcome` it would follow every branch of the rule, and build every
 * sentence, only to learn nothing.)
 */
export type Result<Outcome> =
  Outcome extends infer Given ?
    Given extends readonly (infer _Dims extends number | string)[] ?
      Given
    : Shape
  : never

/** Where an operator was called. */
export interface CallSite {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Thrown where shapes do not fit. `site` is the author's call, when it is known; `message` has the sentence alone. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
  readonly site: CallSite | undefined

  constructor(sentence: string, site?: CallSite) {
    super(cut(sentence))
    this.site = site
  }
}

/**
 * The shape that a rule gave.
 *
 * @throws ShapeError with the rule's sentence when it gave one
 * @example checked(matmul([32, 784], [784, 10])) // [32, 10]
 */
export const checked = (outcome: Shape | string, site?: CallSite): Shape => {
  if (typeof outcome === 'string') throw new ShapeError(outcome, site)
  return outcome
}
