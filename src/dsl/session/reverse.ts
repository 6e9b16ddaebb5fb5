/**
 * Reverse mode of a session: gradients of one output with respect to every leaf and node, and the step along them.
 *
 * In: an output, a seed. Out: gradients; parameters moved.
 */
import { isFloat, type DType } from '../../shapes/dtype.js'
import type { Shape } from '../../shapes/shape.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { f64 } from '../domain/floats.js'
import { Tape } from '../link/tape.js'
import { checkedValues, SessionError } from './error.js'
import { Gradients, type GradientHook } from './gradients.js'
import { Leaves } from './leaves.js'
import type { Numbers } from './numbers.js'

/** A session's methods that run backwards. */
export class ReverseMode extends Leaves {
  /**
   * The snapshot as a link tape: a node for each entry of Γ ++ ss, with its value and its reverse mode.
   *
   * @throws SessionError when the graph has a request (`grad`, `vmap` …): take `link.compileAux` of the snapshot then
   */
  compileTape(): Tape<number> {
    if (this.state.recording.requests)
      throw new SessionError(
        'compileTape: a derivative or a vmap was recorded; use link.compileAux(snapshot().graph, …)',
      )
    const tape = new Tape<number>(f64)
    for (const node of this.state.advanced().tape.nodes) tape.addNode(node)
    return tape
  }

  /**
   * The gradients of an output with respect to every leaf and node: of a scalar, or of ⟨seed, output⟩.
   *
   * @throws SessionError for a stale or foreign output, an integer output, or a seed of the wrong size
   */
  backward<S extends Shape, const V extends ArrayLike<number>>(
    output: Tensor<S, DType>,
    seed?: Numbers<'backward', S, V>,
    hook?: GradientHook,
  ): Gradients {
    const entry = this.state.recording.entry('backward', output)
    const { node } = entry
    if (!this.state.options.trackGradients) throw new SessionError('backward: this session does not track gradients')
    if (entry.id < 0) throw new SessionError('backward: invalid output id: a natural-number slot')
    if (!isFloat(node.dtype))
      throw new SessionError(`backward: the output is ${node.dtype}, and only floats have gradients`)
    const shape = node.shape as readonly number[]
    if (seed === undefined && shape.length > 0)
      throw new SessionError(`backward: output [${shape.join(', ')}] is not a scalar; give a seed of that shape`)
    const cells = checkedValues('backward: seed', shape, (seed as V | undefined) ?? [1])
    const found = this.state.gradients(entry, { shape, cells })
    return new Gradients(this.state.recording, found, hook)
  }

  /** `backward` of ⟨seed, output⟩; the array of the result has one gradient for each leaf and node. */
  backwardDenseAll<S extends Shape, const V extends ArrayLike<number>>(
    output: Tensor<S, DType>,
    seed: Numbers<'backward', S, V>,
    hook?: GradientHook,
  ): Gradients {
    return this.backward<S, V>(output, seed, hook)
  }

  /** `backward` of a scalar. */
  backwardScalarDenseAll(loss: Tensor<[], DType>, hook?: GradientHook): Gradients {
    return this.backward(loss, undefined, hook)
  }

  /** The gradient of one leaf or node; zeros where the output does not depend on it. */
  grad(gradients: Gradients, ref: AnyTensor): Float64Array {
    const entry = this.state.recording.entry('grad', ref)
    return gradients.of('grad', this.state.recording, entry).slice()
  }

  /** The gradient of ⟨seed, output⟩ with respect to one leaf or node. */
  vjp<S extends Shape, const V extends ArrayLike<number>>(
    output: Tensor<S, DType>,
    seed: Numbers<'backward', S, V>,
    wrt: AnyTensor,
  ): Float64Array {
    this.state.recording.entry('vjp', wrt)
    return this.grad(this.backward<S, V>(output, seed), wrt)
  }

  /** The gradient of a scalar with respect to one leaf or node. */
  vjpScalar(loss: Tensor<[], DType>, wrt: AnyTensor): Float64Array {
    this.state.recording.entry('vjpScalar', wrt)
    return this.grad(this.backward(loss), wrt)
  }

  /**
   * p ← p − rate·g for every used parameter that requires a gradient; frozen ones stay.
   *
   * @throws SessionError for a rate that is not finite, or gradients that are not of this recording; no parameter has moved
   */
  sgdStepAll(rate: number, gradients: Gradients): void {
    if (!Number.isFinite(rate)) throw new SessionError(`sgdStepAll: the rate is ${rate}`)
    const moves = [...this.state.recording.parameters].flatMap(([entry, { values, requiresGrad }]) =>
      requiresGrad ? [{ values, gradient: gradients.of('sgdStepAll', this.state.recording, entry) }] : [],
    )
    gradients.check('sgdStepAll', this.state.recording)
    for (const { values, gradient } of moves)
      for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) - rate * (gradient[at] as number)
  }
}
