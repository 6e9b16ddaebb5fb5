/**
 * `model`: everything a training run needs, recorded once. The forward pass, the loss and the metrics are traced at
 * symbolic inputs; the optimiser's update is recorded over requests for gradients; what comes out are three graphs that
 * share their parameters.
 *
 * In: declared inputs, forward, loss, metrics, optimiser. Out: `Model`, read by codegen/compile.ts and the command line.
 */
import type { Initializer, OptimizerDescription } from '../../runtime/manifest.js'
import type { DType } from '../../shapes/dtype.js'
import { ShapeError } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { declaredInputs } from '../function.js'
import type { CheckedDeclarations, InputDeclarations, InputTensors } from '../function.js'
import type { Graph, Node } from '../graph.js'
import type { Optimizer, Update } from '../optim/optimizer.js'
import { requestGradient, source } from '../record.js'
import { graphOf } from '../graph-of.js'
import { graphHash } from '../serialize.js'
import { isTensor, nodeOf, tensorOf } from '../tensor.js'
import { carriedUpdates } from '../state.js'
import type { Tensor } from '../tensor.js'
import type { AnyLayer } from './layer.js'
import { nameParameters, recordedName, renameParameters } from './names.js'

/** What `loss` and the metrics are given: the inputs, and `output`, what `forward` returned. */
export type LossArguments<I extends InputDeclarations, O> = InputTensors<I> & { readonly output: O }

export interface ModelDefinition<I extends InputDeclarations, O extends Tensor<Shape, DType>> {
  /** Default `model`. */
  readonly name?: string
  /** Shapes with named dims; `i32([...])` declares integers: `{ x: ['batch', 64], label: i32(['batch']) }`. */
  readonly inputs: CheckedDeclarations<I>
  /** Names the parameters: `{ hidden }` gives `hidden.weight`. Layers left out get numbered names. */
  readonly layers?: Readonly<Record<string, AnyLayer>>
  readonly forward: (inputs: InputTensors<I>) => O
  readonly loss: (given: LossArguments<I, O>) => Tensor<[]>
  readonly metrics?: Readonly<Record<string, (given: LossArguments<I, O>) => Tensor<[]>>>
  readonly optimizer?: Optimizer
}

export interface ModelInput {
  readonly name: string
  readonly shape: Shape
  readonly dtype: DType
}

export interface ModelParameter {
  readonly name: string
  readonly role: 'parameter' | 'state'
  readonly shape: readonly number[]
  readonly initializer: Initializer
}

export interface Model {
  readonly kind: 'model'
  readonly name: string
  readonly inputs: readonly ModelInput[]
  /** Trained parameters in the order of their creation, then the optimiser's state. */
  readonly parameters: readonly ModelParameter[]
  readonly graphs: {
    /** Outputs `loss` and the metrics; updates parameters and state. Without an optimiser it updates nothing. */
    readonly step: Graph
    /** Outputs `loss` and the metrics. */
    readonly evaluate: Graph
    /** Output `output`. */
    readonly predict: Graph
  }
  readonly optimizer: OptimizerDescription | null
}

/** The hashes of a model's graphs, by name: what a manifest and a certificate know it by. */
export const graphHashes = ({ graphs: { step, evaluate, predict } }: Model): Readonly<Record<string, string>> => ({
  step: graphHash(step),
  evaluate: graphHash(evaluate),
  predict: graphHash(predict),
})

/** The nodes a value depends on, itself included, in the order of their recording. */
function dependenciesOf(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>(roots)
  // A set yields what is added while it is walked.
  for (const node of seen) for (const operand of node.operands) seen.add(operand)
  return [...seen].sort((a, b) => a.id - b.id)
}

const keys: readonly (keyof ModelDefinition<InputDeclarations, Tensor>)[] = [
  'name',
  'inputs',
  'layers',
  'forward',
  'loss',
  'metrics',
  'optimizer',
]

/** What a program without types may get wrong; with types the compiler says it first. */
function checkDefinition(definition: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(definition).find((key) => !(keys as readonly string[]).includes(key))
  if (unknown !== undefined) throw new TypeError(`model: there is no option ${unknown}; there are ${keys.join(', ')}`)
  const { inputs, forward, loss, metrics = {}, optimizer } = definition
  if (typeof inputs !== 'object' || inputs === null)
    throw new TypeError(`model: inputs is ${String(inputs)}, expected shapes by name such as { x: ['batch', 64] }`)
  for (const [name, given] of Object.entries({ forward, loss, ...(metrics as object) }))
    if (typeof given !== 'function') throw new TypeError(`model: ${name} is ${String(given)}, expected a function`)
  if (optimizer !== undefined && typeof (optimizer as Optimizer | null)?.update !== 'function')
    throw new TypeError(`model: optimizer is ${String(optimizer)}, expected one such as optim.sgd({ rate: 0.1 })`)
}

function checkTensor(what: string, value: unknown): void {
  if (!isTensor(value)) throw new TypeError(`model: ${what} gives ${String(value)}, expected a tensor`)
}

function checkScalar(what: string, tensor: Tensor<Shape, DType>): void {
  checkTensor(what, tensor)
  if (tensor.shape.length > 0)
    throw new ShapeError(`model: ${what} must be a scalar, got shape [${tensor.shape.join(', ')}]`, nodeOf(tensor).site)
}

function describeParameters({ nodes }: Graph): ModelParameter[] {
  const found = nodes
    .filter(({ operator }) => operator === 'parameter' || operator === 'state')
    .map(({ operator, attributes, shape }) => ({
      name: String(attributes['name']),
      role: operator as 'parameter' | 'state',
      shape: shape as readonly number[],
      initializer: attributes['initializer'] as unknown as Initializer, // JSON data, written by `source`
    }))
  return [...found.filter(({ role }) => role === 'parameter'), ...found.filter(({ role }) => role === 'state')]
}

/**
 * Records a model. (The default of `O` is what the compiler takes where a declaration is wrong: one mistake, one diagnostic.)
 *
 * @throws ShapeError for a declared dimension that is not sound, from the operators, and when the loss or a metric is no scalar;
 *   TypeError for an option that there is not or of another kind; Error when a metric is named `loss`, or two parameters have
 *   one name.
 * @example
 * const hidden = nn.linear(64, 32)
 * const output = nn.linear(32, 10)
 * const digits = model({
 *   inputs: { x: ['batch', 64], label: i32(['batch']) },
 *   layers: { hidden, output },
 *   forward: ({ x }) => output(hidden(x).relu()),
 *   loss: ({ output: logits, label }) => crossEntropy(logits, label),
 *   optimizer: optim.sgd({ rate: 0.1 }),
 * })
 * digits.parameters.map(({ name }) => name) // => [hidden.weight, hidden.bias, output.weight, output.bias]
 */
export function model<const I extends InputDeclarations, O extends Tensor<Shape, DType> = Tensor>(
  definition: ModelDefinition<I, O>,
): Model {
  checkDefinition(definition as unknown as Readonly<Record<string, unknown>>) // looked at as a program without types gives it
  const declared = declaredInputs(definition.inputs as InputDeclarations)
  const inputs = Object.entries(declared).map(([name, input]) => ({ name, ...input }))
  // One tensor for each declared input, which fromEntries cannot say.
  const given = Object.fromEntries(
    inputs.map((input) => [input.name, source('input', input)]),
  ) as unknown as InputTensors<I>
  const output = definition.forward(given)
  checkTensor('forward', output)
  const loss = definition.loss({ ...given, output })
  checkScalar('the loss', loss)
  const outputs: Record<string, Tensor<Shape, DType>> = { loss }
  for (const [name, metric] of Object.entries(definition.metrics ?? {})) {
    if (name in outputs) throw new Error(`model: a metric cannot be named ${name}`)
    outputs[name] = metric({ ...given, output })
    checkScalar(`metric ${name}`, outputs[name])
  }

  const behindLoss = dependenciesOf([nodeOf(loss)])
  const trained = behindLoss.filter(({ operator }) => operator === 'parameter')
  const persistent = dependenciesOf([nodeOf(loss), nodeOf(output)]).filter(
    ({ operator }) => operator === 'parameter' || operator === 'state',
  )
  const names = nameParameters(definition.layers ?? {}, persistent)
  const updates: readonly Update[] =
    definition.optimizer?.update(
      trained.map((node) => ({
        name: names.get(recordedName(node)) as string,
        parameter: tensorOf(node) as Tensor,
        gradient: requestGradient(loss, tensorOf(node)) as Tensor,
      })),
    ) ?? []
  const carried = carriedUpdates(behindLoss).map(([leaf, value]) => [tensorOf(leaf), tensorOf(value)] as const)
  const step = renameParameters(graphOf({ outputs, updates: [...updates, ...carried] }), names)
  return {
    kind: 'model',
    name: definition.name ?? 'model',
    inputs,
    parameters: describeParameters(step),
    graphs: {
      step,
      evaluate: renameParameters(graphOf({ outputs }), names),
      predict: renameParameters(graphOf({ outputs: { output } }), names),
    },
    optimizer: definition.optimizer?.description ?? null,
  }
}
