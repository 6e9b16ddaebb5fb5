import { expectError, expectType } from 'tsd'
import { dyn, fn, i32, input, zeros, type Fn, type Tensor } from '../../src/index.js'

const head = fn({ x: ['batch', 64], label: i32(['batch']) }, ({ x, label }) => {
  expectType<Tensor<['batch', 64]>>(x)
  expectType<Tensor<['batch'], 'i32'>>(label)
  return { loss: x.crossEntropy(label), half: x.slice(1, 0, 32), twice: x.reshape([-1, 32]) }
})
const label = input('label', [8], 'i32')

const { loss, half, twice } = head({ x: input('x', [8, 64]), label })
expectType<Tensor<[]>>(loss)
expectType<Tensor<[8, 32]>>(half)
expectType<Tensor<[16, 32]>>(twice)
expectType<Tensor<['batch', 32]>>(head.outputs.half)
expectType<Tensor<['T', 32]>>(head({ x: input('x', ['T', 64]), label: input('label', ['T'], 'i32') }).half)

expectError(head({ x: input('x', [8, 63]), label }))
expectError(head({ x: input('x', [9, 64]), label }))
expectError(head({ x: input('x', [8]), label }))
expectError(head({ x: input('x', [8, 64]), label: input('label', [8]) }))
expectError(head({ x: input('x', [8, 64]) }))
expectError(head({ x: input('x', [8, 64]), label, other: label }))

// One output needs no name; functions compose.
const relu = fn({ x: ['n', 4] }, ({ x }) => x.relu())
expectType<Fn<{ readonly x: readonly ['n', 4] }, Tensor<['n', 4]>>>(relu)
expectType<Tensor<['m', 4]>>(fn({ y: ['m', 4] }, ({ y }) => relu({ x: y })).outputs)

// A declaration is checked like any shape that is written down.
let widened = 3
widened += 1
expectError(fn({ x: ['batch', widened] }, ({ x }) => x))
expectError(fn({ x: ['a b'] }, ({ x }) => x))
expectError(i32([0.5]))
expectType<Tensor<['batch', number]>>(fn({ x: ['batch', dyn(widened)] }, ({ x }) => x).outputs)
expectError(fn({ x: ['batch', 4] }, ({ x }) => x.sum(2)))

// Quotients of names that a call has not given yet: inside another function, generic code, an argument.
const parted = fn({ x: ['B', 'D'], parts: ['H'] }, ({ x }) => x.reshape(['B', 'H', 'D/H']))
const inside = fn({ z: ['N', 12] }, ({ z }) => parted({ x: z, parts: zeros([4]) }))
expectType<Tensor<['N', 4, 3]>>(inside.outputs)
const generic = <N extends string>(z: Tensor<[N, 12]>) => parted({ x: z, parts: zeros([4]) })
expectType<Tensor<['rows', 4, 3]>>(generic(zeros(['rows', 12])))
const argument = fn({ z: ['N', 'W'] }, ({ z }) => zeros(['N', 'H', 1]).add(parted({ x: z, parts: zeros(['H']) })))
expectType<Tensor<['N', 'H', 'W/H']>>(argument.outputs)
