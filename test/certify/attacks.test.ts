/**
 * Kernels built to deceive: wrong where a trial hardly looks, or wrong by what vanishes in a field. Each is refused, or its
 * certificate claims no more than is so; what no trial can see is here too, as docs/certificates.md says it.
 */
import { describe, expect, it } from 'vitest'
import { certifyBuild } from '../../src/certify/certify.js'
import type { Build } from '../../src/codegen/compile.js'
import type { ElementType, Instruction, Kernel, Local, Operation, Place } from '../../src/codegen/kernel.js'
import type { Buffer } from '../../src/codegen/statement.js'
import { where } from '../../src/dsl/ops/where.js'
import { source } from '../../src/dsl/record.js'
import { rational } from '../../src/dsl/rational.js'
import type { ScalarFunctionName } from '../../src/dsl/scalar.js'
import { inOperation, withFault, withKernels } from './faults.js'
import { buildGraph, loose, x } from './graphs.js'

type Store = Extract<Instruction, { kind: 'store' }>

/** What a deceiver writes in front of a store. */
class Forger {
  readonly definitions: Instruction[] = []
  #next = 100_000

  constructor(
    readonly store: Store,
    private readonly buffers: readonly Buffer[],
  ) {}

  define(type: ElementType, operation: Operation): Local {
    const local: Local = { kind: 'local', id: this.#next++, type, lanes: this.store.lanes, mutable: false }
    this.definitions.push({ kind: 'define', local, operation })
    return local
  }

  buffer(name: string): Buffer {
    return this.buffers.find((buffer) => buffer.name === name)!
  }

  load(name: string, at: Place = this.store.at): Local {
    const buffer = this.buffer(name)
    const type = buffer.dtype === 'f32' ? 'float' : 'integer'
    return this.define(type, { kind: 'load', buffer, at, laneStride: this.store.laneStride })
  }

  constant(numerator: number | bigint, denominator = 1): Local {
    return this.define('float', { kind: 'constant', value: rational(BigInt(numerator), BigInt(denominator)) })
  }

  index(at: Place): Local {
    return this.define('integer', { kind: 'index', at, laneStride: 0 })
  }

  apply(name: ScalarFunctionName, ...operands: readonly Local[]): Local {
    const mask = ['equal', 'lessThan', 'lessEqual', 'and', 'not'].includes(name)
    return this.define(mask ? 'mask' : 'float', { kind: 'apply', function: name, arguments: operands })
  }

  /** One more than what is right, where the mask holds. */
  oneMoreWhere(mask: Local): Local {
    return this.apply('where', mask, this.apply('add', this.store.value, this.constant(1)), this.store.value)
  }

  power(base: Local, exponent: number): Local {
    let result: Local | null = null
    let square = base
    for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = result === null ? square : this.apply('mul', result, square)
      square = this.apply('mul', square, square)
    }
    return result!
  }

  /** xᵖ − x, which is zero in the field of p and nowhere else. */
  vanishing(name: string, prime: number): Local {
    const base = this.load(name)
    return this.apply('sub', this.power(base, prime), base)
  }
}

/** The build whose kernel stores to `result` what the forger makes of it. */
function forged(build: Build, result: string, forge: (forger: Forger) => Local | readonly Instruction[]): Build {
  const buffers = build.explain.entries.flatMap(({ lowered }) => lowered.buffers)
  const rewritten = (instructions: readonly Instruction[]): Instruction[] =>
    instructions.flatMap((instruction): readonly Instruction[] => {
      if (instruction.kind === 'loop') return [{ ...instruction, body: rewritten(instruction.body) }]
      if (instruction.kind === 'branch')
        return [{ ...instruction, then: rewritten(instruction.then), otherwise: rewritten(instruction.otherwise) }]
      if (instruction.kind !== 'store' || instruction.buffer.name !== result) return [instruction]
      const forger = new Forger(instruction, buffers)
      const made = forge(forger)
      const stores = 'kind' in made ? [{ ...instruction, value: made }] : made
      return [...forger.definitions, ...stores]
    })
  return withKernels(build, (kernels) =>
    kernels.map((kernel): Kernel => ({ ...kernel, instructions: rewritten(kernel.instructions) })),
  )
}

const sum = (): Build => buildGraph('sum', loose(x('a', 7)).add!(x('b', 7)))
const gather = (rows: number): Build =>
  buildGraph('gather', loose(x('x', rows, 1)).gatherRows!(source('input', { name: 'rows', shape: [7], dtype: 'i32' })))
/** So many elements that some are drawn between two thresholds that are close. */
const atLeast = (): Build => {
  const [a, b] = [x('a', 300), x('b', 300)]
  return buildGraph('chosen', where(x('x', 300).less(6), a, b))
}
const at = (constant: number): Place => ({ constant, terms: [] })
const [p, q, large] = [4079, 4093, 67_108_859] as const

const refused = async (build: Build): Promise<string> => {
  const { refusals } = await certifyBuild(build)
  return refusals.map(({ message }) => message).join()
}

describe('refused: a sum that is wrong', () => {
  const wrong: Readonly<Record<string, (forger: Forger) => Local | readonly Instruction[]>> = {
    'where two inputs are equal': (f) => f.oneMoreWhere(f.apply('equal', f.load('a'), f.load('b'))),
    'in the last element': (f) => f.oneMoreWhere(f.apply('equal', f.index(f.store.at), f.index(at(6)))),
    'where its memory held less': (f) => f.oneMoreWhere(f.apply('lessThan', f.load('add'), f.load('a'))),
    'by nothing times what its memory held': (f) =>
      f.apply('add', f.store.value, f.apply('mul', f.constant(0), f.load('add'))),
    'by what a later kernel stores': (f) => f.apply('sub', f.store.value, f.load('a_gradient')),
    'by a quotient that is 1 but at 0': (f) => f.apply('mul', f.store.value, f.apply('div', f.load('a'), f.load('a'))),
    'by what is divided by a - a': (f) =>
      f.apply('add', f.store.value, f.apply('div', f.load('b'), f.apply('sub', f.load('a'), f.load('a')))),
    'by what is divided by b - b, times a - a': (f) => {
      const [a, b] = [f.load('a'), f.load('b')]
      const quotient = f.apply('div', a, f.apply('sub', b, b))
      return f.apply('add', f.store.value, f.apply('mul', quotient, f.apply('sub', a, a)))
    },
    'beyond its end': (f) => [
      f.store,
      { ...f.store, at: { ...f.store.at, constant: f.store.at.constant + f.buffer('add').elements } },
    ],
    ...Object.fromEntries(
      [p, q, large, p * q, p * large, q * large].map((multiple) => [
        `by ${multiple} times an input`,
        (f: Forger) => f.apply('add', f.store.value, f.apply('mul', f.constant(multiple), f.load('a'))),
      ]),
    ),
    'by a^4079 - a': (f) => f.apply('add', f.store.value, f.vanishing('a', p)),
    'by (a^4079 - a)(b^4093 - b)': (f) =>
      f.apply('add', f.store.value, f.apply('mul', f.vanishing('a', p), f.vanishing('b', q))),
  }
  it.each(Object.entries(wrong))('%s', async (_, forge) => {
    expect(await refused(forged(sum(), 'add', forge))).not.toBe('')
  })
})

describe('refused', () => {
  it('an attention whose masked weights are divided as well: 0/0 in a row that attends to none', async () => {
    const mask = source('input', { name: 'mask', shape: [5, 3], dtype: 'bool' })
    const build = buildGraph(
      'attention',
      loose(x('q', 5, 2)).scaledDotProductAttention!(x('k', 3, 2), x('v', 3, 2), { mask }),
    )
    const unguarded = (instruction: Instruction): readonly Instruction[] => {
      if (instruction.kind === 'loop') return [{ ...instruction, body: instruction.body.flatMap(unguarded) }]
      return instruction.kind === 'branch' ? instruction.then : [instruction]
    }
    const broken = withKernels(build, (kernels) =>
      kernels.map((kernel) =>
        kernel.name === 'scaledDotProductAttention_weights' ?
          { ...kernel, instructions: kernel.instructions.flatMap(unguarded) }
        : kernel,
      ),
    )
    expect(broken.kernels).not.toBe(build.kernels)
    expect(await refused(broken)).toMatch(/weights/)
  })

  it('a gather that is wrong for the second of two equal indices', async () => {
    const broken = forged(gather(11), 'gatherRows', (f) => {
      const place = f.store.at
      const same = f.apply('equal', f.load('rows', place), f.load('rows', at(3)))
      return f.oneMoreWhere(f.apply('and', same, f.apply('not', f.apply('equal', f.index(place), f.index(at(3))))))
    })
    expect(await refused(broken)).toMatch(/gatherRows/)
  })

  it.each([
    [601, 100, /(uniform|planted|thresholds) trial/],
    [6 * 2 ** 16 + 1, 2 ** 16, /thresholds trial/],
    [6 * 2 ** 30 + 1, 2 ** 30, /which is not the program's 6/],
  ])('a comparison with %i/%i for 6', async (numerator, denominator, reason) => {
    const moved = inOperation((operation) =>
      operation.kind === 'constant' && typeof operation.value !== 'string' && operation.value.numerator === 6n ?
        { kind: 'constant', value: rational(BigInt(numerator), BigInt(denominator)) }
      : undefined,
    )
    expect(await refused(atLeast())).toBe('')
    expect(await refused(withFault(atLeast(), moved)!)).toMatch(reason)
  })
})

describe('not refused, and not certified', () => {
  const labels = async (build: Build, name: string): Promise<string> => {
    const { entries, refusals } = await certifyBuild(build)
    if (refusals.length > 0) return 'refused'
    return entries.flatMap(({ kernels }) => kernels).find(({ kernel }) => kernel.includes(name))!.label
  }

  it('what is right: certified', async () => {
    expect(await labels(sum(), 'add')).toBe('certified')
  })

  it('a difference at one point alone: above a weight', async () => {
    const broken = forged(sum(), 'add', (f) => {
      // both operands here, at the first and at the last element: six numbers are far from 1/61 each, the smallest field's share
      const places = [f.store.at, at(0), at(6)]
      const loads = places.flatMap((place) => [f.load('a', place), f.load('b', place)])
      const meets = loads.map((load) => f.apply('equal', load, f.constant(123, 1000)))
      return f.oneMoreWhere(meets.reduce((all, meet) => f.apply('and', all, meet)))
    })
    expect(await labels(broken, 'add')).toBe('certified above branch weight')
  })

  it('a difference at one row of many: above a weight', async () => {
    const broken = forged(gather(100_000), 'gatherRows', (f) =>
      f.oneMoreWhere(f.apply('equal', f.load('rows'), f.index(at(77_777)))),
    )
    expect(await labels(broken, 'gatherRows')).toBe('certified above branch weight')
  })

  it('a polynomial that vanishes in all three fields: tested', async () => {
    const broken = forged(sum(), 'add', (f) =>
      f.apply(
        'add',
        f.store.value,
        f.apply('mul', f.vanishing('a', large), f.apply('mul', f.vanishing('a', p), f.vanishing('a', q))),
      ),
    )
    expect(await labels(broken, 'add')).toBe('tested')
  })

  it('a multiple of the product of all three primes: no trial sees it', async () => {
    const product = BigInt(p) * BigInt(q) * BigInt(large)
    const broken = forged(sum(), 'add', (f) =>
      f.apply('add', f.store.value, f.apply('mul', f.constant(product), f.load('a'))),
    )
    expect(await refused(broken)).toBe('')
  })
})
