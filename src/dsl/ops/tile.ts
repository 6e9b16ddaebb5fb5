/** tile: a tensor repeated along its axes. */
import type { DType } from '../../shapes/dtype.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { tile as tileShape, type Tile, type TileArgument } from '../../shapes/tile.js'
import { read } from '../comprehension/expression.js'
import { modulo } from '../comprehension/index-expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * y[i…] = x[i mod n…]: x so many times along each axis, aligned at the right; missing numbers are 1, further ones make new axes
 * in front. NumPy: `tile`; PyTorch: `torch.tile`.
 *
 * @throws ShapeError when a number is not whole (in types: at that number)
 * @example
 * const x = zeros(['batch', 10])
 * tile(x, [3]) // => [batch, 30]
 * tile(x, [2, 1, 1]) // => [2, batch, 10]
 */
export function tile<S extends Shape, D extends DType, const R extends readonly number[]>(
  x: Tensor<S, D>,
  repeats: TileArgument<S, R>,
): Tensor<Result<Tile<S, R>>, D> {
  return record('tile', [x], { repeats: repeats as readonly number[] }) as Tensor<Result<Tile<S, R>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** tile: a tensor repeated along its axes. See `tile`. */
    tile<S extends Shape, D extends DType, const R extends readonly number[]>(
      this: Tensor<S, D>,
      repeats: TileArgument<S, R>,
    ): Tensor<Result<Tile<S, R>>, D>
  }
}

defineOperator<{ repeats: readonly number[] }>({
  name: 'tile',
  infer: (operands, { repeats }) => movedResult(operands, tileShape(operandShape(operands, 0), repeats)),
  expand(build, [x]) {
    const { shape, dtype } = build.result
    const lead = shape.length - x!.shape.length
    const at = (out: readonly Parameters<typeof modulo>[0][]) =>
      x!.shape.map((extent, axis) => modulo(out[axis + lead]!, Math.max(1, extent)))
    return map(build, shape, (out) => read(x!, at(out)), { dtype })
  },
})
