/** The proofs must be able to fail: kernels and plans are broken on purpose, one way each, and every break is caught. */
import { describe, expect, it } from 'vitest'
import { compileLowered } from '../../../src/codegen/compile-program.js'
import type { Instruction, Kernel } from '../../../src/codegen/kernel.js'
import { javascriptTiles, tileStatement } from '../../../src/codegen/passes/tile.js'
import type { Buffer, Statement } from '../../../src/codegen/statement.js'
import { VerifyError, verifyKernel } from '../../../src/codegen/verify.js'
import { verifyMemory, verifyOrder } from '../../../src/codegen/verify-plan.js'
import {
  apply,
  at,
  buffer,
  cell,
  general,
  leaf,
  load,
  nonnegative,
  output,
  program,
  select,
  statement,
  store,
  variable,
} from './support.js'

function kernelOf(one: Statement): Kernel {
  const { part, instructions } = tileStatement(one, javascriptTiles, () => expect.fail('no lookups here'))
  return { name: one.name, parts: [part], instructions }
}

/** The kernel with every instruction for which `change` returns something replaced by that. */
function mutate(kernel: Kernel, change: (instruction: Instruction) => readonly Instruction[] | undefined): Kernel {
  const rewrite = (instructions: readonly Instruction[]): readonly Instruction[] =>
    instructions.flatMap((instruction) => {
      const changed = change(instruction)
      if (changed) return changed
      if (instruction.kind === 'loop') return [{ ...instruction, body: rewrite(instruction.body) }]
      if (instruction.kind === 'branch')
        return [{ ...instruction, then: rewrite(instruction.then), otherwise: rewrite(instruction.otherwise) }]
      return [instruction]
    })
  return { ...kernel, instructions: rewrite(kernel.instructions) }
}

function product(batch = 6, inner = 5, outer = 9): { one: Statement; buffers: Buffer[] } {
  const [x, w, y] = [leaf('x', [batch, inner]), leaf('w', [inner, outer]), output('y', [batch, outer])]
  const [b, k, o] = [variable('b', batch), variable('k', inner), variable('o', outer)]
  const body = apply('mul', load(cell(x, b, k)), load(cell(w, k, o)))
  return {
    one: statement('product', { loops: [b, o], over: [k], reduce: 'sum', body, stores: [store(cell(y, b, o))] }),
    buffers: [x, w, y],
  }
}

describe('verify, kernels', () => {
  it('accepts what the schedules make', () => {
    const { one } = product()
    expect(() => verifyKernel(kernelOf(one), [one])).not.toThrow()
  })

  it('catches a store one row too far', () => {
    const { one } = product()
    const broken = mutate(kernelOf(one), (i) =>
      i.kind === 'store' ? [{ ...i, at: { ...i.at, constant: i.at.constant + 9 } }] : undefined,
    )
    expect(() => verifyKernel(broken, [one])).toThrow(VerifyError)
  })

  it('catches a load before its buffer', () => {
    const { one } = product()
    const broken = mutate(kernelOf(one), (i) =>
      i.kind === 'define' && i.operation.kind === 'load' ?
        [{ ...i, operation: { ...i.operation, at: { ...i.operation.at, constant: i.operation.at.constant - 1 } } }]
      : undefined,
    )
    expect(() => verifyKernel(broken, [one])).toThrow(/loads x at -1/)
  })

  it('catches lanes that run over the end', () => {
    const { one } = product()
    const broken = mutate(kernelOf(one), (i) => (i.kind === 'store' ? [{ ...i, laneStride: 9 }] : undefined))
    expect(() => verifyKernel(broken, [one])).toThrow(VerifyError)
  })

  it('catches a forgotten output', () => {
    const { one } = product()
    const broken = mutate(kernelOf(one), (i) => (i.kind === 'store' ? [] : undefined))
    expect(() => verifyKernel(broken, [one])).toThrow(/output 0 of product is never stored/)
  })

  it('catches a value used outside its scope', () => {
    const { one } = product()
    const broken = mutate(kernelOf(one), (i) => (i.kind === 'define' && i.operation.kind === 'load' ? [] : undefined))
    expect(() => verifyKernel(broken, [one])).toThrow(/used where it is not defined/)
  })

  it('proves guarded loads by their guards, and misses the guard when it is gone', () => {
    const n = 8
    const [x, y] = [leaf('x', [n]), output('y', [n])]
    const [i, k] = [variable('i', n), variable('k', 3)]
    const shifted = at(-1, [i, 1], [k, 1])
    const guards = [nonnegative(shifted), nonnegative(at(n, [i, -1], [k, -1]))]
    const one = statement('shift', {
      loops: [i],
      over: [k],
      reduce: 'sum',
      body: select(guards, load(general(x, shifted))),
      stores: [store(cell(y, i))],
    })
    const kernel = kernelOf(one)
    expect(() => verifyKernel(kernel, [one])).not.toThrow()
    const open = mutate(kernel, (j) => (j.kind === 'branch' ? [{ ...j, guards: j.guards.slice(1) }] : undefined))
    expect(() => verifyKernel(open, [one])).toThrow(/loads x at -1/)
  })

  it('keeps stores off borders', () => {
    const [h, w] = [4, 4]
    const x = leaf('x', [h, w])
    const y = buffer('y', [h, w], { strides: [w + 2, 1], base: w + 3, elements: (h + 2) * (w + 2), bordered: true })
    const [i, j] = [variable('i', h), variable('j', w)]
    const one = statement('inside', { loops: [i, j], body: load(cell(x, i, j)), stores: [store(cell(y, i, j))] })
    expect(() => verifyKernel(kernelOf(one), [one])).not.toThrow()
    for (const shift of [1, -1, w + 2, -(w + 2)]) {
      const broken = mutate(kernelOf(one), (s) =>
        s.kind === 'store' ? [{ ...s, at: { ...s.at, constant: s.at.constant + shift } }] : undefined,
      )
      expect(() => verifyKernel(broken, [one]), `shifted by ${shift}`).toThrow(/border/)
    }
  })
})

describe('verify, memory', () => {
  /** a → b → c → d, each of its own size. */
  function chain(): ReturnType<typeof program> {
    const n = 100
    const buffers = [leaf('a', [n]), buffer('b', [n]), buffer('c', [n]), buffer('d', [n]), output('e', [n])]
    const statements = buffers.slice(1).map((to, index) => {
      const i = variable('i', n)
      return statement(`copy_${to.name}`, {
        loops: [i],
        body: load(cell(buffers[index]!, i)),
        stores: [store(cell(to, i))],
      })
    })
    return program(statements, buffers, [buffers[4]!])
  }

  it('shares memory between temporaries that are never alive together, and between entries', () => {
    const [first, second] = [chain(), chain()]
    const { memory, segments } = compileLowered([
      { name: 'step', functionName: 'step', lowered: first },
      { name: 'evaluate', functionName: 'evaluate', lowered: second },
    ])
    const of = (entry: number, name: string) => memory[entry]!.find((one) => one.buffer.name === name)!
    expect(of(0, 'd').offset).toBe(of(0, 'b').offset)
    expect(of(1, 'b').offset).toBe(of(0, 'b').offset)
    expect(of(0, 'c').offset).not.toBe(of(0, 'b').offset)
    for (const residences of memory) expect(() => verifyMemory(residences, segments)).not.toThrow()
    for (const { offset } of memory.flat()) expect(offset % 256).toBe(0)
    // the leaf and output of each, and two temporaries for all
    expect(segments[0]!.bytes).toBe(5 * 512)
  })

  it('catches an offset moved onto a live neighbour, out of the segment, or off its alignment', () => {
    const { memory, segments } = compileLowered([{ name: 'step', functionName: 'step', lowered: chain() }])
    const residences = memory[0]!
    const c = residences.findIndex((one) => one.buffer.name === 'c')
    const b = residences.find((one) => one.buffer.name === 'b')!
    const moved = (offset: number) => residences.map((one, index) => (index === c ? { ...one, offset } : one))
    expect(() => verifyMemory(moved(b.offset), segments)).toThrow(/overlaps/)
    expect(() => verifyMemory(moved(segments[0]!.bytes), segments)).toThrow(/outside segment/)
    expect(() => verifyMemory(moved(b.offset + 4), segments)).toThrow(VerifyError)
  })

  it('shares a leaf between entries and refuses two layouts of it', () => {
    const shared = { kind: 'leaf', id: 1, name: 'w', shape: [4, 3], dtype: 'f32', role: 'parameter' } as const
    const entry = (strides: readonly number[]) => {
      const [w, y] = [leaf('w', [4, 3], { leaf: shared, strides }), output('y', [4, 3])]
      const [i, j] = [variable('i', 4), variable('j', 3)]
      return program(
        [statement('copy', { loops: [i, j], body: load(cell(w, i, j)), stores: [store(cell(y, i, j))] })],
        [w, y],
        [y],
      )
    }
    const two = (a: readonly number[], b: readonly number[]) =>
      compileLowered([
        { name: 'step', functionName: 'step', lowered: entry(a) },
        { name: 'predict', functionName: 'predict', lowered: entry(b) },
      ])
    const { memory } = two([3, 1], [3, 1])
    expect(memory[0]![0]!.offset).toBe(memory[1]![0]!.offset)
    expect(() => two([3, 1], [1, 4])).toThrow(/two layouts/)
  })
})

describe('verify, order', () => {
  const dependences = [new Set<number>(), new Set([0]), new Set([1])]
  const statements = ['a', 'b', 'c'].map((name) => {
    const [x, y] = [leaf('x', [2]), buffer(name, [2])]
    const i = variable('i', 2)
    return statement(name, { loops: [i], body: load(cell(x, i)), stores: [store(cell(y, i))] })
  })
  const unit = (...indices: number[]) => ({
    members: indices.map((index) => ({ index, statement: statements[index]! })),
  })
  const written = (one: Statement): Buffer[] => one.stores.map(({ address }) => address.buffer)
  const known = new Set(statements.flatMap(written))

  it('accepts the order itself, together and apart', () => {
    expect(() => verifyOrder(dependences, [unit(0), unit(1), unit(2)], written, known)).not.toThrow()
    expect(() => verifyOrder(dependences, [unit(0, 1), unit(2)], written, known)).not.toThrow()
  })

  it('catches a statement that was moved before what it needs, lost, or run twice', () => {
    expect(() => verifyOrder(dependences, [unit(1), unit(0), unit(2)], written, known)).toThrow(/runs before/)
    expect(() => verifyOrder(dependences, [unit(1, 0), unit(2)], written, known)).toThrow(/runs before/)
    expect(() => verifyOrder(dependences, [unit(0), unit(1)], written, known)).toThrow(/missing/)
    expect(() => verifyOrder(dependences, [unit(0), unit(0), unit(1), unit(2)], written, known)).toThrow(/twice/)
  })

  it('catches scratch that leaves its group', () => {
    const shared = [statements[0]!, { ...statements[1]!, stores: statements[0]!.stores }]
    const two = shared.map((one, index) => ({ members: [{ index, statement: one }] }))
    expect(() => verifyOrder([new Set(), new Set()], two, written, new Set())).toThrow(/leaves its group/)
  })
})
