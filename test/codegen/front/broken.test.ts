/** Faults put in on purpose: each must be caught, by the verification or by the comparison with the reference. */
import { describe, expect, it } from 'vitest'
import { isWithin } from '../../../src/codegen/index-bounds.js'
import { electLayouts, lowerProgram } from '../../../src/codegen/program.js'
import { fuse } from '../../../src/codegen/passes/fuse.js'
import { order } from '../../../src/codegen/passes/order.js'
import type { Work, WorkParts } from '../../../src/codegen/passes/work.js'
import { WorkList } from '../../../src/codegen/passes/work-list.js'
import type { LoweredExpression, LoweredProgram, Statement } from '../../../src/codegen/statement.js'
import { defaultThresholds } from '../../../src/codegen/thresholds.js'
import { ProgramError, verifyLowered, verifyOrder, verifyWorks } from '../../../src/codegen/verify-program.js'
import { apply, constant, read, select } from '../../../src/dsl/comprehension/expression.js'
import { rewrite } from '../../../src/dsl/comprehension/substitute.js'
import { nonnegative, within } from '../../../src/dsl/comprehension/guards.js'
import { index, lookup, minus, modulo, plus, times, variable } from '../../../src/dsl/comprehension/index-expression.js'
import type { Comprehension, Index, Leaf, Program, Value } from '../../../src/dsl/comprehension/types.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { map } from '../../../src/dsl/primitives/map.js'
import { convolution, elementwise, matmul, meanSquare } from '../../dsl/differentiate/operations.js'
import { builder, input, integers } from '../../dsl/differentiate/support.js'
import { expectSameResults, parameter, programOf } from './support.js'

const build = builder('f')

/** A product of two trained factors, whose updates wait for each other. */
function trained(): Program {
  const [a, b] = [parameter('a', [4, 3]), parameter('b', [3, 5])]
  const loss = meanSquare(matmul(a, b), input('y', [4, 5]))
  const gradients = vjp([{ value: loss, cotangent: map(build, [], () => constant(1)) }], [a, b])
  const step = (leaf: Leaf, i: number): [Leaf, Value] => [
    leaf,
    map(build, leaf.shape, (o) => apply('sub', read(leaf, o), read(gradients[i]!, o))),
  ]
  return programOf({ loss }, [a, b].map(step))
}

const fused = (program: Program): WorkList => {
  const list = new WorkList(program)
  fuse(list, () => null, defaultThresholds)
  return list
}

/** Works with one read moved by a constant along its last axis. */
const shifted = (works: readonly Work[], by: number): readonly WorkParts[] =>
  works.map((work) => ({
    ...work,
    body: rewrite(work.body, (node) =>
      node.kind === 'read' && node.at.length > 0 ?
        read(node.tensor, [...node.at.slice(0, -1), plus(node.at.at(-1)!, by)])
      : undefined,
    ),
  }))

/** The lowered program with each statement changed. */
const withStatements = (lowered: LoweredProgram, change: (statement: Statement) => Statement): LoweredProgram => ({
  ...lowered,
  statements: lowered.statements.map(change),
})

const rewriteLowered = (
  e: LoweredExpression,
  change: (e: LoweredExpression) => LoweredExpression,
): LoweredExpression => {
  const visited = change(e)
  if (visited !== e) return visited
  if (e.kind === 'apply') return { ...e, arguments: e.arguments.map((argument) => rewriteLowered(argument, change)) }
  if (e.kind === 'select')
    return { ...e, then: rewriteLowered(e.then, change), otherwise: rewriteLowered(e.otherwise, change) }
  return e
}

describe('a fused index', () => {
  const program = programOf({ y: convolution(input('x', [1, 2, 5, 5]), input('w', [3, 2, 3, 3]), 1, 1) })

  it('that leaves its tensor is refused by the verification', () => {
    for (const by of [1, -1]) {
      const works = shifted(fused(programOf({ y: matmul(input('a', [3, 4]), input('b', [4, 2])) })).works, by)
      expect(() => verifyWorks(works, [], 'fuse')).toThrow(ProgramError)
    }
    expect(() => verifyWorks(shifted(fused(program).works, 1), [], 'fuse')).toThrow(/not proven in range/)
  })

  it('that stays inside but is wrong is seen by the comparison', () => {
    const lowered = lowerProgram(program, electLayouts([program]))
    const broken = withStatements(lowered, (statement) => ({
      ...statement,
      body: rewriteLowered(statement.body, (e) => {
        if (e.kind !== 'load' || e.address.kind !== 'affine' || e.address.buffer.name !== 'w') return e
        const strides = new Map(
          [...e.address.strides].map(([v, stride], i, all): [typeof v, number] => [
            v,
            i < 2 && all.length > 2 ? all[1 - i]![1] : stride,
          ]),
        )
        return { ...e, address: { ...e.address, strides } }
      }),
    }))
    expect(() => expectSameResults(program, lowered)).not.toThrow()
    expect(() => expectSameResults(program, broken)).toThrow()
  })

  it('whose base is off by one is seen by the comparison', () => {
    const lowered = lowerProgram(program, electLayouts([program]))
    const broken = withStatements(lowered, (statement) => ({
      ...statement,
      body: rewriteLowered(statement.body, (e) =>
        e.kind === 'load' && e.address.kind === 'affine' ?
          { ...e, address: { ...e.address, base: e.address.base + 1 } }
        : e,
      ),
    }))
    expect(() => expectSameResults(program, broken)).toThrow()
  })

  it('under a guard that proves too little is refused', () => {
    const x = input('x', [4])
    const wrong = map(build, [6], ([i]) => select([nonnegative(minus(4, i!))], read(x, [i!])))
    expect(
      () =>
        new WorkList(programOf({ wrong })).works && verifyWorks(new WorkList(programOf({ wrong })).works, [], 'expand'),
    ).toThrow(ProgramError)
    const right = map(build, [6], ([i]) => select([nonnegative(minus(3, i!))], read(x, [i!])))
    verifyWorks(new WorkList(programOf({ right })).works, [], 'expand')
  })

  it('of a lookup without a guard is refused', () => {
    const x = input('x', [4])
    const at = lookup(integers('t', [3]), [index(0)])
    const y = map(build, [3], () => apply('exp', read(x, [at])))
    expect(() =>
      lowerProgram(programOf({ y }), electLayouts([programOf({ y })], { verify: false }), {
        thresholds: { ...defaultThresholds, cutOperations: 99 },
      }),
    ).toThrow(/not proven/)
  })
})

describe('a definition', () => {
  const program = programOf({ y: matmul(elementwise('exp', input('a', [3, 4])), input('b', [4, 2])) })
  const { works } = fused(program)

  it('that is missing, double or not one of the loops is refused', () => {
    const roots = program.outputs.map(({ value }) => value)
    verifyWorks(works, roots, 'fuse')
    expect(() => verifyWorks(works.slice(0, -1), roots, 'fuse')).toThrow(/never computed/)
    expect(() => verifyWorks([...works, works[0]!], roots, 'fuse')).toThrow(/elements/)
    expect(() => verifyWorks(works.slice(1), roots, 'fuse')).toThrow(ProgramError)
    const stranger = works.map((work) => ({
      ...work,
      body: apply('add', work.body, read(input('z', [9]), [variable(9, 'stranger')])),
    }))
    expect(() => verifyWorks(stranger, roots, 'fuse')).toThrow(/stranger/)
  })
})

describe('an order', () => {
  it('with an update before a reader of the old value is refused', () => {
    const program = trained()
    const list = fused(program)
    const { works, inPlace } = order(list.works, list.updates)
    verifyOrder(works, inPlace, list.updates.values())
    expect(() => verifyOrder([...works].reverse(), inPlace, list.updates.values())).toThrow(ProgramError)
    const inPlaceAnyway = new Map<Comprehension, Leaf>(list.updates)
    expect(() => verifyOrder(works, inPlaceAnyway, list.updates.values())).toThrow(/after its update|reads/)
    expect(() => verifyOrder(works.slice(0, -1), inPlace, list.updates.values())).toThrow(/new value/)
  })

  it('in place although the update reads its leaf elsewhere is refused', () => {
    const a = parameter('a', [4, 4])
    const turned = map(build, [4, 4], ([i, j]) => apply('sub', read(a, [i!, j!]), read(a, [j!, i!])))
    const list = fused(programOf({}, [[a, turned]]))
    expect(() => verifyOrder(list.works, list.updates, list.updates.values())).toThrow(/reads elsewhere/)
    expect(order(list.works, list.updates).works).toHaveLength(2)
  })
})

describe('a lowered program', () => {
  const program = trained()
  const lowered = lowerProgram(program, electLayouts([program]))

  it('with an address outside its buffer, a missing output or a double name is refused', () => {
    verifyLowered(lowered)
    const far = withStatements(lowered, (statement) => ({
      ...statement,
      stores: statement.stores.map((store) => ({
        ...store,
        address: { ...store.address, base: 1000 } as typeof store.address,
      })),
    }))
    expect(() => verifyLowered(far)).toThrow(/outside/)
    expect(() =>
      verifyLowered({
        ...lowered,
        statements: lowered.statements.filter(({ stores }) => stores[0]!.address.buffer !== lowered.outputs[0]!.buffer),
      }),
    ).toThrow(/never stored/)
    expect(() => verifyLowered({ ...lowered, statements: [...lowered.statements, lowered.statements[0]!] })).toThrow(
      /has its name/,
    )
    expect(() => verifyLowered(withStatements(lowered, (statement) => ({ ...statement, stores: [] })))).toThrow(
      /stores nothing/,
    )
  })
})

describe('bounds under guards', () => {
  const [i, j] = [variable(10, 'i'), variable(10, 'j')]
  const cases: [string, Index, number, number, ReturnType<typeof within>, boolean][] = [
    ['plain', index(i), 0, 9, [], true],
    ['plain, too tight', index(i), 0, 8, [], false],
    ['a difference', minus(i, j), 0, 9, [nonnegative(minus(i, j))], true],
    ['a difference, one side only', minus(i, j), -8, 9, [], false],
    ['half a guarded sum', plus(times(i, 2), j), 0, 12, within(plus(i, j), 4), true],
    ['a congruence', modulo(plus(i, 1), 3), 0, 2, [], true],
    [
      'a lookup under its guards',
      lookup(integers('t', [1]), [0]),
      0,
      4,
      within(lookup(integers('t', [1]), [0]), 5),
      false,
    ],
  ]
  for (const [name, of, low, high, guards, expected] of cases)
    it(name, () => expect(isWithin(of, low, high, guards)).toBe(expected))
  it('the same lookup', () => {
    const at = lookup(integers('t', [1]), [0])
    expect(isWithin(at, 0, 4, within(at, 5))).toBe(true)
    expect(isWithin(at, 0, 3, within(at, 5))).toBe(false)
  })
})
