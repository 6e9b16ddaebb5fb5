/**
 * Exact rational numbers. Every constant of the comprehension IR is one, folded exactly and rounded only by a printer,
 * so that the same constant has one meaning in f32, in f64 and in a finite field.
 */
export interface Rational {
  readonly numerator: bigint
  /** Positive, and coprime with the numerator. */
  readonly denominator: bigint
}
