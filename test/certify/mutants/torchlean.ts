/**
 * Defects of TorchLean's derivatives, put into ours: each is the derivative of another function, taken for that of the
 * operator, in both modes alike or in forward mode alone. Names say which operator has it there and what it does.
 *
 * One defect of a derivative is not here, since fields have no infinities: in TorchLean's dense reverse sweep a node that the
 * loss does not reach is multiplied by 0, which gives NaN where its derivative is infinite. In a field that product is the
 * 0 it should be; `test/regressions/singular.test.ts` holds the case in floats.
 */
import { topologicalOrder } from '../../../src/dsl/comprehension/value.js'
import type { Leaf, Value } from '../../../src/dsl/comprehension/types.js'
import { jvp } from '../../../src/dsl/differentiate/jvp.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { expandNodes } from '../../../src/dsl/expand.js'
import { source } from '../../../src/dsl/record.js'
import { graphOf } from '../../../src/dsl/graph-of.js'
import type { Differentiation } from '../../../src/certify/statements/subject.js'
import type { AnyTensor } from '../../../src/dsl/tensor.js'
import { loose, type Loose } from '../graphs.js'
import { judgeDerivatives } from './derivatives.js'
import type { Mutant } from './judge.js'

interface Defect {
  readonly right: Loose
  /** The function whose derivative is taken instead, of the same leaves. */
  readonly wrong: Loose
  /** Default: both, which adjointness cannot see. */
  readonly only?: 'forward'
}

/** Parameters, since two graphs expand those of one name to one leaf. */
const leaf = (name: string, ...shape: number[]): Loose => loose(source('parameter', { name, shape, dtype: 'f32' }))
const slotsOf = (shape: readonly number[]): Loose => loose(source('parameter', { name: 'slots', shape, dtype: 'i32' }))

const greater = (a: Loose, b: Loose, then: Loose, otherwise: Loose): Loose => a.greater!(b).where!(then, otherwise)

/**
 * The value of the cell that wins in TorchLean: cells of a row are compared with the best of the rows before (at first with
 * the first cell), so that the last larger one wins instead of the largest.
 */
function lastOfRow(cells: readonly Loose[], columns: number): Loose {
  let best = cells[0]!
  for (let row = 0; row < cells.length; row += columns) {
    const before = best
    for (const cell of cells.slice(row, row + columns)) best = greater(cell, before, cell, best)
  }
  return best
}

/** Over windows of 2 by 2, side by side. */
const square = (channels: number, side: number) => (): Defect => {
  const image = leaf('x', 1, channels, side, side)
  const split = image.reshape!([1, channels, side / 2, 2, side / 2, 2])
  const cells = [0, 1].flatMap((row) => [0, 1].map((column) => split.select!(5, column).select!(3, row)))
  return { right: image.maxPool!([2, 2]), wrong: lastOfRow(cells, 2) }
}

const wide = (rows: number) => (): Defect => {
  const image = leaf('x', 1, 1, rows, 3)
  const cells = [0, 1, 2].map((column) => image.slice!(3, column, column + 1))
  return { right: image.maxPool!([1, 3]), wrong: lastOfRow(cells, 3) }
}

/** A gather whose tangent is the structural zero. */
const still = (shape: readonly number[], slots: readonly number[]) => (): Defect => {
  const [table, at] = [leaf('x', ...shape), slotsOf(slots)]
  return { right: table.gatherRows!(at), wrong: table.detach!().gatherRows!(at), only: 'forward' }
}

/** A tie gives everything to one side. */
const oneSide = (name: 'maximum' | 'minimum', first: boolean) => (): Defect => {
  const [a, b] = [leaf('a', 24), leaf('b', 24)]
  const [low, high] = name === 'maximum' ? [a, b] : [b, a]
  return { right: a[name]!(b), wrong: first ? greater(high, low, b, a) : greater(low, high, a, b) }
}

const smooth = (options: object, other: (image: Loose) => Loose) => (): Defect => {
  const image = leaf('x', 1, 1, 4, 4)
  return { right: image.smoothMaxPool!([2, 2], options), wrong: other(image) }
}

const safeLog = (form: string) => (): Defect => {
  const x = leaf('x', 24)
  return { right: x.safeLog!(), wrong: x.logEps!({ form }) }
}

const padded = { stride: 1, padding: 1, beta: 1 }

const defects: Readonly<Record<string, () => Defect>> = {
  'maxPool2d: the last cell of a row that beats the rows before wins': square(2, 6),
  'maxPool2d: the same, in a single window of 2 by 2': square(1, 2),
  'maxPool2d, wide rows: the last cell that beats the first wins': wide(8),
  'maxPool2d, wide rows: the same, in a single row of 3': wide(1),
  'logSoftmax: forward mode is dx - exp(y) sum(dx), the rule of reverse mode': () => {
    const x = leaf('x', 4, 5)
    const weighted = x.softmax!().detach!().mul!(x.sum!(1, { keepDims: true }))
    return { right: x.logSoftmax!(), wrong: x.sub!(weighted), only: 'forward' }
  },
  'gatherScalarRef: forward mode is 0': still([5], []),
  'gatherRowRef: forward mode is 0': still([5, 3], []),
  'gatherVecRef: forward mode is 0': still([5], [4]),
  'gatherRowsRef: forward mode is 0': still([5, 3], [4]),
  'smoothMaxPool: padding counts as 0, and takes gradient with it': smooth(padded, (image) =>
    image.smoothMaxPool!([2, 2], { ...padded, padded: 'zero' }),
  ),
  'smoothMaxPool2d: the derivative of the expected value that its comment names': smooth({ beta: 1 }, (image) =>
    image.softmaxPool!([2, 2], { beta: 1 }),
  ),
  'safeLog: the derivative of log(max(x, eps)) that its comment names': safeLog('clamp'),
  'safeLog: the derivative of log(x + eps) that another comment names': safeLog('shift'),
  'max of the proof: a tie gives everything to the first': oneSide('maximum', true),
  'max of the proof: a tie gives everything to the second': oneSide('maximum', false),
  'min of the proof: a tie gives everything to the first': oneSide('minimum', true),
  'min of the proof: a tie gives everything to the second': oneSide('minimum', false),
}

/** A function's value over these leaves, found by name. */
function valueOver(graph: Loose, leaves: readonly Leaf[]): Value {
  const output = graph as unknown as AnyTensor // a loose tensor is a tensor
  const named = new Map(leaves.map((each) => [each.name, each]))
  const options = { name: 'other', binding: {}, training: true, leaves: named }
  return expandNodes(graphOf({ outputs: { output } }), options).program.outputs[0]!.value
}

function differentiationOf({ wrong, only }: Defect): Differentiation {
  const other = (outputs: readonly Value[]): Value =>
    valueOver(
      wrong,
      topologicalOrder(outputs).filter((value) => value.kind === 'leaf'),
    )
  return {
    jvp: (outputs, directions) => jvp([other(outputs)], directions),
    vjp:
      only === 'forward' ? vjp : (
        (outputs, wrt) =>
          vjp([{ value: other(outputs.map(({ value }) => value)), cotangent: outputs[0]!.cotangent }], wrt)
      ),
  }
}

/** The operators themselves, with our derivatives: none of them may be refused. */
export function* soundOfTorchlean(): Generator<Mutant> {
  for (const [name, make] of Object.entries(defects))
    yield { class: 'sound', name, judge: () => judgeDerivatives(() => make().right, { jvp, vjp }) }
}

export function* torchleanMutants(): Generator<Mutant> {
  for (const [name, make] of Object.entries(defects)) {
    const defect = make()
    yield {
      class: 'defects of TorchLean',
      name,
      judge: () => judgeDerivatives(() => defect.right, differentiationOf(defect)),
    }
  }
}
