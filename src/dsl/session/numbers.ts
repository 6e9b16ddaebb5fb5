/**
 * Numbers that authors write for a tensor: row-major, one for each element. A literal list of another length is an error at
 * the argument; a list whose length is not known is checked when it is given.
 */
import type { ShowShape } from '../../shapes/message.js'
import type { Product } from '../../shapes/nat.js'
import type { Argument } from '../../shapes/rule.js'

/** `V`, or the sentence that says how many numbers shape `S` takes. */
export type Numbers<Method extends string, S extends readonly unknown[], V> = Argument<Counted<Method, S, V>, V>

type Counted<Method extends string, S extends readonly unknown[], V> =
  V extends readonly unknown[] ?
    number extends V['length'] | S['length'] | S[number] ? V
    : S extends readonly number[] ?
      V['length'] extends Product<S> ?
        V
      : `${Method}: shape ${ShowShape<S>} takes ${Product<S>} values, got ${V['length']}`
    : V
  : V
