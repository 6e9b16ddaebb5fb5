/**
 * Trusted. What a comprehension means over a field: the formula as it is written, walked at one point after another, in
 * exact integers. Nothing is compiled, reordered or left out; every index is looked at before it is used.
 *
 *     entry(o) = body(o),   Σ_r body(o, r),   or the extreme of body(o, r) over the r where guards hold (the first of equals)
 *     scatter:  entry(o) = Σ_r [guards(r)]·[at(r) = o]·body(r)
 *
 * In: arrays of the tensors that are read, row-major, and scalars to compute with (elements.ts, duals.ts). Out: an entry.
 * Poison is NaN: what is divided by zero, and what depends on it.
 */
import { namedPlaces, thresholdOf } from '../../codegen/domains/field-model.js'
import type { Apply, Comprehension, Expression, Guard, Index, Value, Variable } from '../../dsl/comprehension/types.js'
import { scalarFunctions, type ScalarFunctionName } from '../../dsl/scalar.js'
import { isFloat } from '../../shapes/dtype.js'
import { constantOf, type Constant } from './constants.js'
import type { Field } from './field.js'
import type { FieldFunctions } from './functions.js'

/** What formulas speak about in one trial. */
export interface World {
  readonly field: Field
  readonly functions: FieldFunctions
  readonly values: ReadonlyMap<Value, Float64Array>
  /** Values that are drawn: a tensor of one constant that is not is written as that constant where it is read. */
  readonly isGiven: (value: Value) => boolean
}

/** Numbers to compute with. */
export interface Scalars<T> {
  /** An element, an integer, a truth value 0 or 1, or NaN, that does not change. */
  fixed(x: number): T
  element(x: T): number
  read(tensor: Value, address: number): T
  /** +, −, ×, ÷, negation, and symbols. */
  apply(name: ScalarFunctionName, operands: readonly T[]): T
  /** An element times −1, 0 or 1. */
  times(sign: number, x: T): T
  /** The extreme of two in the same place: the first, whose change is shared. */
  tied(a: T, b: T): T
}

/** The index of the element at an address. */
export function indexAt(address: number, shape: readonly number[]): number[] {
  const index = shape.map(() => 0)
  for (let axis = shape.length - 1, rest = address; axis >= 0; axis--) {
    index[axis] = rest % shape[axis]!
    rest = Math.floor(rest / shape[axis]!)
  }
  return index
}

/** What numbers an expression is about; truth values are integers. Only constants and arithmetic depend on it. */
type Kind = 'float' | 'integer'

export class Meaning<T> {
  readonly #at = new Map<Variable, number>()
  /** Formulas share subterms: each is computed once at a point. */
  readonly #computed = new Map<Expression, T>()

  /** Terms computed so far, one at least for each point. */
  steps = 0

  constructor(
    readonly scalars: Scalars<T>,
    private readonly world: World,
  ) {}

  entry({ body, dtype, out, over, post, reduce, scatter, where = [] }: Comprehension, at: readonly number[]): T {
    if (post !== null) throw new Error('an epilogue: meanings come before fusion')
    const { scalars } = this
    const kind: Kind = isFloat(dtype) ? 'float' : 'integer'
    out.forEach((variable, axis) => this.#at.set(variable, at[axis]!))
    if (reduce === 'none') {
      this.#computed.clear()
      return this.#scalar(body, kind)
    }
    const hits = (index: Index, axis: number): boolean => this.#index(index) === at[axis]
    let result = scalars.fixed(0)
    let winner = -1
    for (const point of this.#points(over)) {
      if (reduce === 'sum') {
        if (scatter && !(this.#hold(scatter.guards) && scatter.at.every(hits))) continue
        const term = this.#scalar(body, kind)
        result =
          kind === 'float' ?
            scalars.apply('add', [result, term])
          : scalars.fixed(scalars.element(result) + scalars.element(term))
      } else if (this.#hold(where)) {
        const candidate = this.#scalar(body, isInteger(body) ? 'integer' : 'float')
        const [x, best] = [scalars.element(candidate), scalars.element(result)]
        if (winner >= 0 && !Number.isNaN(x) && !(reduce.endsWith('max') ? x > best : x < best)) continue
        result = candidate
        winner = point
      }
    }
    return reduce.startsWith('arg') ? scalars.fixed(Number.isNaN(scalars.element(result)) ? NaN : winner) : result
  }

  /** Sets the variables to each of their points, in row-major order. */
  *#points(variables: readonly Variable[]): Generator<number> {
    const extents = variables.map(({ extent }) => extent)
    const count = extents.reduce((product, extent) => product * extent, 1)
    for (let point = 0; point < count; point++) {
      indexAt(point, extents).forEach((place, axis) => this.#at.set(variables[axis]!, place))
      this.#computed.clear()
      this.steps++
      yield point
    }
  }

  #hold(guards: readonly Guard[]): boolean {
    return guards.every(({ test, of }) => (test === 'nonnegative' ? this.#index(of) >= 0 : this.#index(of) === 0))
  }

  #index({ constant, terms }: Index): number {
    return terms.reduce((sum, { atom, coefficient }) => sum + coefficient * this.#atom(atom), constant)
  }

  #atom(atom: Index['terms'][number]['atom']): number {
    switch (atom.kind) {
      case 'variable':
        return this.#at.get(atom)!
      case 'lookup':
        return this.world.values.get(atom.tensor)![this.#address(atom.tensor, atom.at)]!
      case 'floor':
        return Math.floor(this.#index(atom.of) / atom.by)
      case 'modulo':
        return this.#index(atom.of) - atom.by * Math.floor(this.#index(atom.of) / atom.by)
    }
  }

  #address({ name, shape }: Value, at: readonly Index[]): number {
    return at.reduce((address, index, axis) => {
      const [place, extent] = [this.#index(index), shape[axis]!]
      if (!(place >= 0 && place < extent)) throw new RangeError(`${name} is read at ${place} of ${extent}`)
      return address * extent + place
    }, 0)
  }

  #scalar(e: Expression, kind: Kind): T {
    this.steps++
    const constant = constantOf(e, this.world.isGiven)
    if (constant !== undefined) return this.scalars.fixed(this.#constant(constant, kind))
    let scalar = this.#computed.get(e)
    if (scalar === undefined) this.#computed.set(e, (scalar = this.#compute(e, kind)))
    return scalar
  }

  #constant(value: Constant, kind: Kind): number {
    if (typeof value === 'string') return this.world.functions[value]
    return kind === 'float' ? this.world.field.residue(value) : Number(value.numerator)
  }

  #compute(e: Expression, kind: Kind): T {
    switch (e.kind) {
      case 'read':
        return this.scalars.read(e.tensor, this.#address(e.tensor, e.at))
      case 'index':
        return this.scalars.fixed(this.#index(e.index))
      case 'select':
        return this.#scalar(this.#hold(e.guards) ? e.then : e.otherwise, kind)
      case 'apply':
        return this.#apply(e, kind)
      default:
        throw new Error(`a ${e.kind} has no meaning here`)
    }
  }

  /** Where an operand of a comparison stands: a constant by its place in the order, since residues do not keep it. */
  #place(e: Expression): number {
    const constant = constantOf(e, this.world.isGiven)
    if (constant === undefined) return this.scalars.element(this.#scalar(e, 'float'))
    return thresholdOf(typeof constant === 'string' ? namedPlaces[constant] : constant, this.world.field.prime)
  }

  #apply({ function: name, arguments: operands }: Apply, kind: Kind): T {
    const { scalars } = this
    const integers = (): number[] => operands.map((operand) => scalars.element(this.#scalar(operand, 'integer')))
    /** What the scalar table says of integers and of comparisons; poison spreads. */
    const tabled = (x: readonly number[]): number => (x.some(Number.isNaN) ? NaN : scalarFunctions[name].evaluate(...x))
    if (name === 'where') {
      const test = scalars.element(this.#scalar(operands[0]!, 'integer'))
      return test === 0 || test === 1 ? this.#scalar(operands[2 - test]!, kind) : scalars.fixed(NaN)
    }
    if (scalarFunctions[name].result === 'mask' && scalarFunctions[name].operands.includes('number'))
      return scalars.fixed(tabled(operands.some(isInteger) ? integers() : operands.map((each) => this.#place(each))))
    if (kind === 'integer') return scalars.fixed(tabled(integers()))
    if (name === 'toFloat') return scalars.fixed(this.world.field.balance(tabled(integers())))
    const x = operands.map((operand) => this.#scalar(operand, 'float'))
    if (name === 'abs' || name === 'relu') {
      const sign = Math.sign(this.#place(operands[0]!))
      return scalars.times(name === 'relu' && sign < 0 ? 0 : sign, x[0]!)
    }
    if (name === 'maximum' || name === 'minimum') {
      const [p, q] = operands.map((operand) => this.#place(operand)) as [number, number]
      const [a, b] = x as [T, T]
      if (p === q)
        return constantOf(operands[0]!, this.world.isGiven) === undefined ? scalars.tied(b, a) : scalars.tied(a, b)
      if (Number.isNaN(p - q)) return scalars.fixed(NaN)
      return p > q === (name === 'maximum') ? a : b
    }
    return scalars.apply(name, x)
  }
}

/** Whether an expression that is compared is about integers. */
function isInteger(e: Expression): boolean {
  switch (e.kind) {
    case 'read':
      return e.tensor.dtype === 'i32' || e.tensor.dtype === 'u32'
    case 'select':
      return isInteger(e.then) || isInteger(e.otherwise)
    case 'apply': {
      const { result } = scalarFunctions[e.function]
      return result === 'integer' || (result === 'float' && e.function !== 'toFloat' && e.arguments.some(isInteger))
    }
    default:
      return e.kind === 'index'
  }
}

/** Elements of the field. */
export function elements({ field, functions, values }: World): Scalars<number> {
  const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
    add: (a, b) => field.balance(a + b),
    sub: (a, b) => field.balance(a - b),
    mul: (a, b) => field.balance(a * b),
    div: (a, b) => field.balance(a * field.inverse(b)),
    neg: (a) => -a,
  }
  return {
    fixed: (x) => x,
    element: (x) => x,
    read: (tensor, address) => values.get(tensor)![address]!,
    times: (sign, x) => sign * x,
    tied: (a) => a,
    apply(name, operands) {
      const [a = NaN, b = NaN] = operands
      const symbol = functions[name]
      if (arithmetic[name] !== undefined) return arithmetic[name](a, b)
      if (typeof symbol !== 'function') throw new Error(`${name} is no symbol`)
      return symbol(...operands)
    },
  }
}
