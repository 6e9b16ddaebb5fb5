/** The theorems about lists, exactly, over 1,000 random lists of rationals. */
import { link } from 'shapewright'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../support/seeded-random.js'

type Rationals = link.TList<link.Context, link.Rational>
const { exact } = link

interface Draw {
  readonly context: link.Context
  readonly a: Rationals
  readonly b: Rationals
  readonly c: Rationals
  readonly tensor: link.AnyTensorValue<link.Rational>
  readonly scalar: link.Rational
  readonly random: () => number
}

function draw(seed: number): Draw {
  const random = seededRandom(seed)
  const shape = (): number[] => Array.from({ length: Math.floor(random() * 3) }, () => Math.floor(random() * 4))
  const number = (): link.Rational =>
    exact.div(exact.fromNumber(Math.floor(random() * 19) - 9), exact.fromNumber(1 + Math.floor(random() * 4)))
  const tensor = (of: link.Sizes): link.AnyTensorValue<link.Rational> => ({
    shape: of,
    cells: Array.from({ length: of.reduce((p, n) => p * n, 1) }, number),
  })
  const context = Array.from({ length: 1 + Math.floor(random() * 5) }, shape)
  const list = (): Rationals => {
    const entries = context.flatMap((of, at) => (random() < 0.2 ? [] : [[at, tensor(of)] as const]))
    return link.TList.of<link.Context, link.Rational>(exact, context, new Map(entries))
  }
  return { context, a: list(), b: list(), c: list(), tensor: tensor(shape()), scalar: number(), random }
}

const cases = Array.from({ length: 1000 }, (_, seed) => draw(seed))

const same = (a: link.TList<link.Context, link.Rational>, b: link.TList<link.Context, link.Rational>): boolean =>
  a.length === b.length && a.toAnyArray().every((tensor, at) => link.sameTensor(exact, tensor, b.toAnyArray()[at]!))

const every = (holds: (one: Draw) => boolean): void => {
  expect(cases.findIndex((one) => !holds(one))).toBe(-1)
}
const dot = (a: Rationals, b: Rationals): link.Rational => link.dotList(a, b)
const at = (context: link.Context, position: number): link.Idx<link.Context, link.Sizes> =>
  link.idx<link.Context, number>(context, position)

describe('TList', () => {
  it('get_cons_zero, get_cons_succ: what is put at a position is there, and the rest is where it was', () =>
    every(({ a, tensor }) => {
      const longer = a.snoc(tensor)
      const shapes = longer.shapes
      const moved = a.toAnyArray().every((own, position) => link.sameTensor(exact, own, longer.toAnyArray()[position]!))
      return moved && link.sameTensor(exact, longer.get(link.last(shapes)), tensor)
    }))
  it('cast_rfl, cast_cast, cast_symm: transport changes nothing', () =>
    every(({ a, context }) => {
      const copy = context.map((shape) => [...shape])
      return same(a.cast<link.Context>(context), a) && same(a.cast<link.Context>(copy).cast<link.Context>(context), a)
    }))
  it('dotList_cast_left: the inner product is invariant under casts', () =>
    every(({ a, b, context }) =>
      exact.same(dot(a.cast<link.Context>(context.map((shape) => [...shape])), b), dot(a, b)),
    ))
  it('dotList_add_right: the inner product is additive', () =>
    every(({ a, b, c }) => exact.same(dot(a, b.add(c)), exact.add(dot(a, b), dot(a, c)))))
  it('dotList_scale, dotList_sub: and linear', () =>
    every(
      ({ a, b, c, scalar }) =>
        exact.same(dot(a.scale(scalar), b), exact.mul(scalar, dot(a, b))) &&
        exact.same(dot(a, b.sub(c)), exact.add(dot(a, b), exact.neg(dot(a, c)))),
    ))
  it('dotList_snoc: it splits at the end', () =>
    every(({ a, b, tensor }) => {
      const last = link.dotTensors(exact, tensor, tensor)
      return exact.same(link.dotList(a.snoc(tensor), b.snoc(tensor)), exact.add(dot(a, b), last))
    }))
  it('dotList_zero_right: it vanishes on zero', () =>
    every(({ a, context }) =>
      exact.same(dot(a, link.TList.zero<link.Context, link.Rational>(exact, context)), exact.fromNumber(0)),
    ))
  it('dotList_single: pairing with a one-slot list is the inner product at that slot', () =>
    every(({ a, b, context, random }) => {
      const position = at(context, Math.floor(random() * context.length))
      const single = link.TList.single(exact, context, position, b.get(position))
      return exact.same(dot(a, single), link.dotTensors(exact, a.get(position), b.get(position)))
    }))
  it('unsnoc_snoc: taking off what was added gives both back', () =>
    every(({ a, tensor }) => {
      const [rest, own] = a.snoc(tensor).unsnoc()
      return same(rest, a) && link.sameTensor(exact, own, tensor)
    }))
  it('snoc_unsnoc: adding what was taken off gives the list back', () =>
    every(({ a }) => {
      const [rest, own] = a.unsnoc()
      return same(rest.snoc(own).cast<link.Context>(a.shapes), a)
    }))
  it('length_toAnyList, size_toAnyArray, get_toAnyArray, toAnyArray_snoc, toAnyArray_cast: erasing shapes keeps order, length and entries', () =>
    every(({ a, context, tensor }) => {
      const erased = a.toAnyArray()
      const cast = a.cast<link.Context>(context.map((shape) => [...shape])).toAnyArray()
      const entries = erased.every(
        (own, position) =>
          link.sameTensor(exact, own, a.get(at(context, position))) && link.sameTensor(exact, own, cast[position]!),
      )
      const longer = a.snoc(tensor).toAnyArray()
      return entries && erased.length === context.length && link.sameTensor(exact, longer.at(-1)!, tensor)
    }))
  it('mem_toIndexedAnyList_lt: positions of entries are below the length', () =>
    every(({ a }) => [...a.entries()].every(([position]) => position >= 0 && position < a.length)))
  it('weaken keeps the position, last is the end', () =>
    every(({ a, context, tensor }) => {
      const weakened = link.weaken(at(context, 0), [tensor.shape])
      const longer = a.snoc(tensor).cast<readonly [...link.Context, link.Sizes]>([...context, tensor.shape])
      return (
        link.sameTensor(exact, longer.get(weakened), a.get(at(context, 0))) &&
        link.last(context).position === context.length - 1
      )
    }))
})

describe('misuse', () => {
  const list = link.TList.empty(link.f64).snoc(link.zerosLike(link.f64, [2, 3]))
  it.each<[string, () => unknown, string]>([
    [
      'a position that is not there',
      () => link.idx<link.Context, number>([[2]], 1),
      'idx: position 1 of a context of 1',
    ],
    ['the end of nothing', () => link.last([]), 'last: the context is empty'],
    [
      'a cast between unequal contexts',
      () => list.cast([[3, 2]]),
      'cast: position 0 is [2, 3] in one context and [3, 2] in the other',
    ],
    [
      'a cast to a longer context',
      () => list.cast([[2, 3], [1]]),
      'cast: position 1 is no entry in one context and [1] in the other',
    ],
    [
      'an entry of another shape',
      () => link.TList.of(link.f64, [[2]], new Map([[0, link.zerosLike(link.f64, [3])]])),
      'TList: entry 0 has shape [3], expected [2]',
    ],
    [
      'an entry without a place',
      () => link.TList.of(link.f64, [[2]], new Map([[4, link.zerosLike(link.f64, [2])]])),
      'TList: position 4 of a context of 1',
    ],
    [
      'numbers that do not fill a shape',
      () => link.tensorValue(link.f64, [2, 2], [1, 2, 3]),
      'tensorValue: shape [2, 2] takes 4 numbers, got 3',
    ],
  ])('%s', (_, act, sentence) => {
    expect(act).toThrow(link.LinkError)
    expect(act).toThrow(sentence)
  })
})
