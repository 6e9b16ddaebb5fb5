/**
 * The error table of torchlean.md §2.3, row by row, and the bad input of issue 4: a typed error in comparable words, and a
 * session that is what it was before, down to the bits of its values.
 */
import { describe, expect, test } from 'vitest'
import { avgPool, gatherRows, input, link, Session, SessionError, smoothMaxPool } from 'shapewright'
import type { Gradients, SessionParameter, Tensor } from 'shapewright'

interface Fixture {
  readonly session: Session
  readonly weight: SessionParameter
  readonly frozen: SessionParameter
  readonly w: Tensor<[2]>
  readonly x: Tensor<[2]>
  readonly c: Tensor<[2]>
  readonly slot: Tensor<[], 'i32'>
  readonly slots: Tensor<[2], 'i32'>
  readonly y: Tensor<[2]>
  readonly loss: Tensor<[]>
  readonly stale: Tensor<[2]>
  readonly foreign: Tensor<[2]>
  readonly early: Gradients
  readonly old: Gradients
  readonly image: Tensor<[1, 4, 4]>
}

function fixture(): Fixture {
  const session = new Session()
  const stale = session.input([2], [1, 2])
  const old = session.backward(stale.sum())
  session.resetTape()
  const weight = session.param([2], [1, -1])
  const frozen = session.param([2], [3, 4], { requiresGrad: false })
  const w = session.use(weight)
  session.use(frozen)
  const x = session.input([2], [0.5, 2])
  const c = session.const([2], [3, 4])
  const slot = session.inputNat(1)
  const slots = session.inputNatVec([0, 1])
  const image = session.input([1, 4, 4], Array<number>(16).fill(1))
  const early = session.backward(w.mul(x).sum())
  const y = w.mul(x).add(c)
  const loss = y.square().sum()
  return {
    session,
    weight,
    frozen,
    w,
    x,
    c,
    slot,
    slots,
    y,
    loss,
    stale,
    early,
    old,
    image,
    foreign: new Session().input([2], [1, 2]),
  }
}

/** Everything one can see of a session. */
const state = ({ session, weight, frozen, slot, slots }: Fixture): unknown => ({
  values: session.values().map((value) => [...value]),
  boxes: [[...weight.values], [...frozen.values]],
  slots: [session.getNat(slot), session.getNatVec(slots)],
})

/** What the types already reject. */
const untyped = (value: unknown): never => value as never

const leaf = /cannot add a new leaf after graph nodes have been created \(resetTape first\)/

const rows: readonly (readonly [string, (f: Fixture) => unknown, RegExp])[] = [
  // leaf after op
  ['use after an operator', (f) => f.session.use(f.weight), leaf],
  ['input after an operator', (f) => f.session.input([1], [1]), leaf],
  ['inputNat after an operator', (f) => f.session.inputNat(1), leaf],
  ['inputNatVec after an operator', (f) => f.session.inputNatVec([1]), leaf],
  // bad nat slot
  ['getNat of a leaf', (f) => f.session.getNat(untyped(f.x)), /getNat: invalid nat id/],
  ['setNat of a node', (f) => f.session.setNat(untyped(f.y), 1), /setNat: invalid nat id/],
  ['setNat below zero', (f) => f.session.setNat(f.slot, -1), /setNat: -1 is not a natural number/],
  ['setNat of a fraction', (f) => f.session.setNat(f.slot, 0.5), /0.5 is not a natural number/],
  ['setNatVec of another length', (f) => f.session.setNatVec(f.slots, [1]), /the slot has 2 numbers, got 1/],
  ['setNatVec with NaN', (f) => f.session.setNatVec(f.slots, [0, NaN]), /NaN is not a natural number/],
  ['a gather at a slot that is none', (f) => gatherRows(f.image, untyped(f.x)), /gather/],
  // ref out of range: stale and foreign references
  ['getValue of a stale reference', (f) => f.session.getValue(f.stale), /getValue: stale reference/],
  ['getValue of a foreign reference', (f) => f.session.getValue(f.foreign), /not of this session/],
  ['an operator on a stale reference', (f) => f.stale.relu(), /relu: stale reference/],
  ['an operator on two sessions', (f) => f.x.add(f.foreign), /different sessions/],
  ['an operator on a leaf without value', (f) => f.x.add(input('free', [2])), /"free" has no value in a session/],
  ['getValue of no tensor', (f) => f.session.getValue(untyped(3)), /expected a tensor, got number/],
  // ref of the wrong shape
  ['an operator on wrong shapes', (f) => f.image.matmul(untyped(f.x)), /matmul/],
  // grad lookup
  ['grad of a later node', (f) => f.session.grad(f.early, f.loss), /gradient array out of bounds/],
  ['grad of a slot', (f) => f.session.grad(f.early, f.slot), /slot has no gradient/],
  ['grad of old gradients', (f) => f.session.grad(f.old, f.x), /since reset/],
  ['grad of a foreign reference', (f) => f.session.grad(f.early, f.foreign), /not of this session/],
  // jvp
  ['jvpLeaf of a node', (f) => f.session.jvpLeaf(f.loss, f.y, [1, 1]), /invalid leaf: id=\d+ \(add\) is not a float/],
  ['jvpLeaf of a slot', (f) => f.session.jvpLeaf(f.loss, f.slot, [1]), /invalid leaf: a i32 slot/],
  ['jvpLeaf of a wrong size', (f) => f.session.jvpLeaf(f.loss, f.x, untyped([1])), /dx shape mismatch at idx=2.*got 1/],
  ['jvpDenseAll of too few', (f) => f.session.jvpDenseAll(f.loss, [[1, 1]]), /size mismatch \(expected 5, got 1\)/],
  [
    'jvpDenseAll of a wrong size',
    (f) => f.session.jvpDenseAll(f.loss, [[1, 1], [1], [0, 0], [0, 0], Array<number>(16).fill(0)]),
    /dx shape mismatch at idx=1/,
  ],
  [
    'a tangent of a constant',
    (f) => f.session.jvpDenseAll(f.loss, [[1, 1], [1, 1], [0, 0], [0, 1], Array<number>(16).fill(0)]),
    /leaf 3 is a constant: its tangent is zeros/,
  ],
  ['jvpScalarLeaf of no scalar', (f) => f.session.jvpScalarLeaf(untyped(f.y), f.x, [1, 1]), /\[2\] is not a scalar/],
  ['leafIndex of a node', (f) => f.session.leafIndex(f.y), /leafIndex: id=\d+ \(add\) is not a leaf/],
  ['leafIndex of a slot', (f) => f.session.leafIndex(f.slot), /a i32 slot is not a leaf/],
  // sgd
  ['a step with old gradients', (f) => f.session.sgdStepAll(1, f.old), /sgdStepAll: these gradients are of another/],
  ['a step at the rate NaN', (f) => f.session.sgdStepAll(NaN, f.early), /the rate is NaN/],
  ['a step at an infinite rate', (f) => f.session.sgdStepAll(Infinity, f.early), /the rate is Infinity/],
  // pools
  ['a pool of stride 0', (f) => avgPool(f.image, untyped(2), untyped({ stride: 0 })), /stride/],
  ['a smooth pool at beta 0', (f) => smoothMaxPool(f.image, 2, untyped({ beta: 0 })), /beta/],
  // backward
  ['backward from a slot', (f) => f.session.backward(untyped(f.slot)), /backward: invalid output id/],
  ['backward from a mask', (f) => f.session.backward(f.x.greater(f.w), [1, 1]), /bool, and only floats/],
  ['backward without a seed', (f) => f.session.backward(f.y), /not a scalar; give a seed/],
  [
    'backward with a wrong seed',
    (f) => f.session.backward(f.y, untyped([1])),
    /backward: seed: .*takes 2 values, got 1/,
  ],
  ['a scalar loss that is none', (f) => f.session.backwardScalarDenseAll(untyped(f.y)), /is not a scalar/],
  ['a seed of text', (f) => f.session.backward(f.y, untyped(['1', '2'])), /a value is a string/],
  ['a hook that changes a size', (f) => f.session.backward(f.loss, [1], () => []), /hook's gradient .* got 0/],
  // leaves
  ['a parameter of the wrong size', (f) => f.session.param([2], untyped([1])), /takes 2 values, got 1/],
  ['a constant of the wrong size', (f) => f.session.const([2], untyped([1])), /takes 2 values, got 1/],
  [
    'a shape that is none',
    (f) => f.session.const(untyped([-1]), untyped([])),
    /const: dimension -1 is not a whole number, 0 or more/,
  ],
]

test.each(rows)('%s', (_, misuse, sentence) => {
  const f = fixture()
  const nodes = f.session.values().length
  const before = state(f)
  let thrown: unknown
  try {
    misuse(f)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(Error)
  const { message, name } = thrown as Error
  expect(message).toMatch(sentence)
  expect(name).toMatch(/^(SessionError|ShapeError|TypeError)$/)
  expect(message).toMatch(/^[ -~]{1,250}$/)
  // A mask is a node that was recorded before the misuse.
  expect(f.session.values().length - nodes).toBe(/mask/.test(_) ? 1 : 0)
  if (!/mask/.test(_)) expect(state(f)).toEqual(before)
})

describe('the tape', () => {
  const tape = fixture().session.compileTape()
  const seed = link.tensorValue(link.f64, [2], [1, 1])
  test.each([
    ['an unknown output', () => tape.backwardDense(99, seed), /invalid output id 99/],
    ['a seed of the wrong shape', () => tape.backwardDense(4, seed), /seed gradient \[2\] for output 4/],
    ['too few gradients', () => tape.backwardDenseFrom([null]), /initial dense gradient array has length 1/],
    ['an unknown parent', () => tape.addGrad([], { parent: 99, gradient: seed }), /invalid parent id 99/],
    [
      'a contribution of the wrong shape',
      () =>
        tape.addGrad(
          tape.nodes.map(() => null),
          { parent: 4, gradient: seed },
        ),
      /contribution \[2\] for parent 4/,
    ],
  ])('%s', (_, misuse, sentence) => {
    expect(misuse).toThrow(sentence)
    expect(misuse).toThrow(link.TapeError)
  })
})

test('options that cannot be', () => {
  expect(() => new Session({ seed: -1 })).toThrow(/seed: -1 is not a natural number/)
  expect(() => new Session({ seed: NaN })).toThrow(SessionError)
  const silent = new Session({ trackGradients: false })
  const x = silent.input([2], [3, 4])
  expect(() => silent.backward(x.sum())).toThrow(/does not track gradients/)
  expect([...silent.getValue(x)]).toEqual([3, 4])
})
