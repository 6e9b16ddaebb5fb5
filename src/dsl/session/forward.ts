/**
 * Forward mode of a session: the directional derivative of one output along tangents of leaves.
 *
 * In: an output, tangents. Out: its derivative along them. SessionError where a tangent does not fit its leaf.
 */
import type { DType } from '../../shapes/dtype.js'
import type { Shape } from '../../shapes/shape.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { checkedValues, SessionError } from './error.js'
import type { Numbers } from './numbers.js'
import { described, type Entry } from './recording.js'
import { ReverseMode } from './reverse.js'

/** A session's methods that run forwards. */
export class ForwardMode extends ReverseMode {
  /**
   * Tangents for the leaves of Γ, one each in order, checked and copied.
   *
   * @throws SessionError for another number of them, one of the wrong size, or a constant that would move
   */
  tangents(list: readonly ArrayLike<number>[]): readonly Float64Array[] {
    const leaves = this.state.recording.leaves()
    if (list.length !== leaves.length)
      throw new SessionError(`jvp: dx array size mismatch (expected ${leaves.length}, got ${list.length})`)
    return leaves.map((leaf, at) => this.#tangent(leaf, at, list[at] as ArrayLike<number>))
  }

  /** The directional derivative of an output along one tangent for each leaf, in order. */
  jvpDenseAll(output: AnyTensor, tangents: readonly ArrayLike<number>[]): Float64Array {
    const entry = this.state.recording.entry('jvp', output)
    const leaves = this.state.recording.leaves()
    return this.state.tangent(
      entry,
      new Map(this.tangents(tangents).map((tangent, at) => [leaves[at] as Entry, tangent])),
    )
  }

  /** The directional derivative along the tangent of one leaf. @throws SessionError for a node, or a tangent of the wrong size */
  jvpLeaf<S extends Shape, const V extends ArrayLike<number>>(
    output: AnyTensor,
    leaf: Tensor<S, DType>,
    tangent: Numbers<'jvp', S, V>,
  ): Float64Array {
    return this.jvp(output, new Map([[leaf, tangent as V]]))
  }

  /** `jvpLeaf` of a scalar. */
  jvpScalarLeaf<S extends Shape, const V extends ArrayLike<number>>(
    loss: Tensor<[], DType>,
    leaf: Tensor<S, DType>,
    tangent: Numbers<'jvp', S, V>,
  ): number {
    const { shape } = this.state.recording.entry('jvp', loss).node
    if (shape.length > 0) throw new SessionError(`jvp: output [${shape.join(', ')}] is not a scalar`)
    return this.jvpLeaf<S, V>(loss, leaf, tangent)[0] as number
  }

  /**
   * The directional derivative of an output along tangents of leaves; leaves that are not named do not move.
   *
   * @throws SessionError for a tangent of a node, of an integer leaf, or of the wrong size
   */
  jvp(output: AnyTensor, tangents: ReadonlyMap<AnyTensor, ArrayLike<number>>): Float64Array {
    const entry = this.state.recording.entry('jvp', output)
    const leaves = this.state.recording.leaves()
    const moved = new Map<Entry, Float64Array>()
    for (const [ref, tangent] of tangents) {
      const leaf = this.state.recording.entry('jvp', ref)
      if (leaf.leaf === null || leaf.leaf === 'slot')
        throw new SessionError(`jvp: invalid leaf: ${described(leaf)} is not a float leaf; leafLen=${leaves.length}`)
      moved.set(leaf, this.#tangent(leaf, leaves.indexOf(leaf), tangent))
    }
    return this.state.tangent(entry, moved)
  }

  #tangent(leaf: Entry, at: number, values: ArrayLike<number>): Float64Array {
    const tangent = checkedValues(`jvp: dx shape mismatch at idx=${at}`, leaf.node.shape as readonly number[], values)
    if (leaf.leaf === 'constant' && tangent.some((x) => x !== 0))
      throw new SessionError(`jvp: leaf ${at} is a constant: its tangent is zeros`)
    return tangent
  }
}
