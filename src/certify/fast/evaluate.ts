/**
 * The values of a program over a field: given some of them, the others that are asked for, each computed from its operands by
 * its own comprehension; fast, and then held against the meaning.
 *
 * In: values that are given, and what to evaluate. Out: a plan, and for each trial a row-major array for every value of it.
 */
import { namedPlaces, thresholdOf } from '../../codegen/domains/field-model.js'
import { operandsOf } from '../../dsl/comprehension/value.js'
import { elementCount } from '../../shapes/size.js'
import type { Comprehension, Value } from '../../dsl/comprehension/types.js'
import { scalarFunctions } from '../../dsl/scalar.js'
import { isFloat } from '../../shapes/dtype.js'
import { unlikeElements } from '../meaning/check.js'
import { constantEntry } from '../meaning/constants.js'
import { unlikeDuals } from '../meaning/duals.js'
import type { Field } from '../meaning/field.js'
import type { FunctionModel } from '../meaning/functions.js'
import type { Random } from '../meaning/random.js'
import { compileFast, type Compiled } from './compile.js'
import type { Surroundings } from './shared.js'

const integerFunctions: Surroundings['integerFunctions'] = Object.fromEntries(
  Object.entries(scalarFunctions).map(([name, row]) => [name, row.evaluate]),
)

/** What a root needs: given values, and the others with operands first. */
export interface Cone {
  readonly given: readonly Value[]
  readonly computed: readonly Comprehension[]
}

/** The values between `roots` and what is given; leaves are always given. Depth first, with a stack of its own. */
export function coneOf(roots: readonly Value[], isGiven: (value: Value) => boolean): Cone {
  const given = new Set<Value>()
  const computed = new Set<Comprehension>()
  const entered = new Set<Value>()
  const stack: (readonly [value: Value, leaving: boolean])[] = roots.map((root) => [root, false] as const).reverse()
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [value, leaving] = top
    if (value.kind === 'leaf' || isGiven(value)) given.add(value)
    else if (leaving) computed.add(value)
    else if (!entered.has(value)) {
      entered.add(value)
      stack.push([value, true])
      for (const operand of operandsOf(value)) {
        // a constant tensor is written as its constant where it is read
        if (constantEntry(operand, isGiven) === undefined) stack.push([operand, false])
      }
    }
  }
  return { given: [...given], computed: [...computed] }
}

/** Arrays of one trial: values, and tangents where there are any. */
export interface Arrays {
  readonly values: Map<Value, Float64Array>
  readonly tangents: Map<Value, Float64Array>
}

export const noArrays = (): Arrays => ({ values: new Map(), tangents: new Map() })

/** A cone made ready once, to be evaluated at many trials. */
export class Evaluation {
  readonly cone: Cone
  readonly #compiled: readonly (readonly [value: Comprehension, small: Compiled, wide: Compiled])[]
  readonly #moving: ReadonlySet<Value>

  /** `moving` are the given values that have tangents: whatever depends on one, and is not stopped, has one too. */
  constructor(
    roots: readonly Value[],
    private readonly isGiven: (value: Value) => boolean,
    moving: ReadonlySet<Value> = new Set(),
  ) {
    this.cone = coneOf(roots, isGiven)
    const all = new Set<Value>(moving)
    this.#compiled = this.cone.computed.map((value) => {
      const depends = isFloat(value.dtype) && !value.stop && operandsOf(value).some((operand) => all.has(operand))
      if (depends) all.add(value)
      const dual = depends ? (tensor: Value): boolean => all.has(tensor) : null
      return [value, compileFast(value, isGiven, dual, true), compileFast(value, isGiven, dual)] as const
    })
    this.#moving = all
  }

  /** Fills in all computed values (and tangents); `arrays` has those of the given ones. */
  run(field: Field, model: FunctionModel, arrays: Arrays): void {
    for (const [value, small, wide] of this.#compiled) {
      const compiled = field.prime < 4096 ? small : wide
      const out = arrayFor(arrays.values, value)
      const tangent = this.#moving.has(value) ? arrayFor(arrays.tangents, value) : null
      compiled.run(
        out,
        tangent,
        compiled.tensors.map((tensor) => arrays.values.get(tensor)!),
        compiled.tensors.map((tensor) => arrays.tangents.get(tensor) ?? null),
        this.#surroundings(compiled, field, model),
      )
    }
  }

  /** Whether arrays that `run` has filled are what is meant: what is wrong, or null. Without `random`, every entry. */
  check(
    field: Field,
    { functions }: FunctionModel,
    { values, tangents }: Arrays,
    random: Random | null,
  ): string | null {
    const world = { field, functions, values, isGiven: this.isGiven }
    const { computed } = this.cone
    return this.#moving.size === 0 ?
        unlikeElements(computed, world, random)
      : unlikeDuals(computed, world, tangents, random)
  }

  readonly #known = new Map<Compiled, Surroundings & { readonly model: FunctionModel }>()

  /** Constants in the field; named reals are other numbers in each trial. */
  #surroundings(compiled: Compiled, field: Field, model: FunctionModel): Surroundings {
    const { constants } = compiled
    const known = this.#known.get(compiled)
    if (known?.model === model && !constants.some((constant) => typeof constant === 'string')) return known
    const { functions } = model
    const made = {
      model,
      prime: field.prime,
      constants: constants.map((constant) =>
        typeof constant === 'string' ? functions[constant] : field.residue(constant),
      ),
      thresholds: constants.map((constant) =>
        thresholdOf(typeof constant === 'string' ? namedPlaces[constant] : constant, field.prime),
      ),
      functions,
      reciprocal: (x: number) => field.inverse(x),
      integerFunctions,
    }
    this.#known.set(compiled, made)
    return made
  }
}

/** An array that stays from trial to trial. */
export function arrayFor(arrays: Map<Value, Float64Array>, value: Value): Float64Array {
  let array = arrays.get(value)
  if (array === undefined) arrays.set(value, (array = new Float64Array(elementCount(value.shape))))
  return array
}
