/**
 * Random numbers: what dropout, bernoulliMask and randUniform share. In: how an element follows from 24 random bits. Out: a value of
 * the result's shape, a function of the run's seed, the step, the operator's place in the graph and the element's number alone.
 */
import { apply, fromIndex, read } from '../../comprehension/expression.js'
import type { Expression, Value } from '../../comprehension/types.js'
import type { Builder } from '../../operator.js'
import { map } from '../../primitives/map.js'
import { linearIndex } from '../../primitives/movement.js'

/** Of 32 random bits the upper 24 are used: the precision of f32. */
export const randomLevels = 2 ** 24

/** `element` of an integer from 0 to 2²⁴ − 1, drawn for each element of the result. */
export function drawEach(build: Builder, element: (bits: Expression) => Expression, name: string): Value {
  const [seed, step] = [build.counter('seed'), build.counter('step')]
  const salt = fromIndex(build.salt)
  // One key for this operator and step, then one word for each element: never two of the same (key, counter).
  const key = map(build, [], () => apply('randomBits', read(seed, [0]), read(seed, [1]), read(step, []), salt), {
    name: `${build.name}_key`,
    dtype: 'u32',
  })
  const { shape } = build.result
  return map(
    build,
    shape,
    (out) => {
      const bits = apply('randomBits', read(key, []), read(seed, [1]), fromIndex(linearIndex(out, shape)), salt)
      return element(apply('upperBits', bits))
    },
    { name },
  )
}
