/**
 * Session: a graph that grows while one looks at it. Leaves carry values, operators append nodes, and at any time values,
 * gradients and directional derivatives of anything can be asked for. The same session runs on the reference interpreter
 * or on compiled kernels, through `Executor`; reverse mode is the loop of a link tape.
 *
 * In: values and operators. Out: values, gradients, updated parameters. A failing call leaves the session as it was.
 * The methods stand by concept, each layer a class on the one before: leaves.ts, reverse.ts, forward.ts, and here what
 * looks at the whole.
 */
import type { LinkSnapshot } from './link/check-link.js'
import { graphOf } from './graph-of.js'
import { tensorOf } from './tensor.js'
import { samplesAmong } from './samples.js'
import { SessionError } from './session/error.js'
import { ForwardMode } from './session/forward.js'
import { described } from './session/recording.js'
import type { AnyTensor } from './tensor.js'

export { SessionError } from './session/error.js'
export { Gradients } from './session/gradients.js'
export type { GradientHook } from './session/gradients.js'
export type { LeafOptions } from './session/leaves.js'
export type { SessionParameter } from './session/parameter.js'
export type { SessionOptions } from './session/state.js'

/**
 * Values and gradients step by step, without a model: leaves are given with their values, operators on them are recorded,
 * and values, gradients and directional derivatives are asked for. Lists of values are row-major.
 *
 * @example
 * const session = new Session()
 * const w = session.param([2], [1, -1])
 * const x = session.use(w)
 * const loss = x.mul(x).sum()
 * session.getValue(loss) // => [2]
 * session.sgdStepAll(0.1, session.backward(loss))
 * w.values // => [0.8, -0.8]
 */
export class Session extends ForwardMode {
  /** The value of a leaf or node, row-major, at the current leaf values. Computed once for each state of the session. */
  getValue(ref: AnyTensor): Float64Array {
    const entry = this.state.recording.entry('getValue', ref)
    return (entry.values ?? this.state.value(entry)).slice()
  }

  /** The values of all leaves and nodes in recording order; empty for what stands for one sample of a `vmap`. */
  values(): readonly Float64Array[] {
    return this.state.values().map((value) => value.slice())
  }

  /** Forgets leaves and nodes; parameters keep their values. References from before are rejected from now on. */
  resetTape(): void {
    this.state.reset()
  }

  /** Runs a function on an empty tape, and empties the tape behind it, whatever happens. */
  withFreshTape<R>(run: (session: this) => R): R {
    this.resetTape()
    try {
      return run(this)
    } finally {
      this.resetTape()
    }
  }

  /** The place of a leaf in Γ. @throws SessionError for a node, a slot, or what is not of this session */
  leafIndex(ref: AnyTensor): number {
    const entry = this.state.recording.entry('leafIndex', ref)
    if (entry.leaf === null || entry.leaf === 'slot')
      throw new SessionError(
        `leafIndex: ${described(entry)} is not a leaf; leafLen=${this.state.recording.leaves().length}`,
      )
    return this.state.recording.leaves().indexOf(entry)
  }

  /** The graph recorded so far, with the current numbers of its leaves: what `checkLink` takes. */
  snapshot(): LinkSnapshot {
    const { nodes } = this.state.recording
    const samples = samplesAmong(nodes)
    const outputs = nodes.flatMap((node, at) => (samples.has(node) ? [] : [[`value${at}`, tensorOf(node)] as const]))
    return {
      graph: graphOf({ outputs: Object.fromEntries(outputs) }),
      data: this.state.data(),
      training: this.state.options.training,
    }
  }
}
