/**
 * The link theorems as checks, one for each of TorchLean's, under its name: on every random graph in f64 to the last bit,
 * and on the polynomial ones over the rationals exactly.
 */
import { link } from 'shapewright'
import { describe, expect, it } from 'vitest'
import { entriesOf, expectSame, forEachCase, runs, type Linked } from './cases.js'

const shapesOf = (tensors: readonly { readonly shape: link.Sizes }[]): string =>
  tensors.map(({ shape }) => `[${shape.join()}]`).join()

describe(`on ${runs} random typed graphs`, () => {
  it('there are a thousand, half of them polynomial, of many operators', () => {
    const operators = new Set<string>()
    const titles = new Set<string>()
    let edges = 0
    forEachCase(({ title, random, compiled }) => {
      titles.add(title)
      for (const { operator } of random.graph.nodes) operators.add(operator)
      for (const { parents } of compiled.tape.nodes) edges += parents.length
    })
    expect(titles.size).toBe(1500)
    expect(operators.size).toBeGreaterThan(45)
    expect(edges).toBeGreaterThan(6000)
  })

  it('size_addLeaves, nodes_addLeaves, addLeaves_values: leaves are appended in order, one per input, values unchanged', () => {
    forEachCase(<T>(one: Linked<T>) => {
      const tape = new link.Tape(one.domain)
      const before = tape.addNode(link.leafNodeOfAny(link.zerosLike(one.domain, [7])))
      link.addLeaves(tape, one.x)
      expect(tape.nodes.length).toBe(1 + one.x.length)
      expect(tape.nodes[before]!.value.shape).toEqual([7])
      const added = tape.nodes.slice(1)
      expectSame(
        one,
        'leaves',
        added.map(({ value }) => value),
        one.x.toAnyArray(),
      )
      for (const node of added) expect([node.requiresGrad, node.parents.length]).toEqual([true, 0])
    })
  })

  it('compileAuxData_ctx_eq_eval: lowering computes exactly eval', () => {
    forEachCase((one) => {
      const { recorded, random, compiled, x } = one
      expectSame(one, 'context', entriesOf(compiled.context), entriesOf(recorded.data.eval(x, random.numbers)))
    })
  })

  it('compileAuxData_values_eq: the values of the tape are the evaluated context, in order', () => {
    forEachCase((one) => {
      const values = one.compiled.tape.nodes.map(({ value }) => value)
      expectSame(one, 'values', values, one.recorded.data.eval(one.x, one.random.numbers).toAnyArray())
    })
  })

  it('compileAuxData_nodes_size: a tape has |Γ| + |ss| nodes, of those shapes', () => {
    forEachCase(({ compiled, recorded, random }) => {
      const { context, nodes, shapes } = recorded.data
      expect(compiled.tape.nodes.length).toBe(context.length + nodes.length)
      expect(shapesOf(compiled.tape.nodes.map(({ value }) => value))).toBe(shapesOf(shapes.map((shape) => ({ shape }))))
      const floats = random.graph.nodes.filter(({ dtype }) => dtype === 'f32')
      expect(compiled.tape.nodes.length).toBe(floats.length)
    })
  })

  it('compileAuxData_all_requires_grad_true: every lowered node takes gradients', () => {
    forEachCase(({ compiled }) => {
      expect(compiled.tape.nodes.every(({ requiresGrad }) => requiresGrad)).toBe(true)
    })
  })

  it('compileAuxData_backward_pids_lt_id: backward closures emit to strictly smaller ids only, each once, and to parents', () => {
    forEachCase(<T>({ compiled, domain, title }: Linked<T>) => {
      compiled.tape.nodes.forEach((node, id) => {
        const ids = node.backward(link.zerosLike(domain, node.value.shape)).map(({ parent }) => parent)
        if (ids.some((parent) => parent >= id || !node.parents.includes(parent)) || new Set(ids).size < ids.length)
          throw new Error(`${title}: node ${id} contributes to ${ids.join()}`)
      })
    })
  })

  it('foldlM_addGradAll_toIndexedAnyList_eq_add: folding accumulation over contributions is typed addition', () => {
    forEachCase((one) => {
      const { seed, recorded, compiled, random } = one
      recorded.data.nodes.forEach((node, k) => {
        const id = recorded.data.context.length + k
        const own = seed.entry(id)
        if (own === null) return
        const folded = entriesOf(seed)
        compiled.tape.addGradAll(folded, compiled.tape.nodes[id]!.backward(own))
        const added = seed.add(node.vjp(compiled.context, random.numbers, own))
        expectSame(one, `contributions of node ${id}`, folded, entriesOf(added))
      })
    })
  })

  it('addGradAll_size_preserved, backwardDenseFromStep_ok_size: the length of the array is invariant', () => {
    forEachCase(({ seed, compiled }) => {
      const { tape } = compiled
      const gradients = entriesOf(seed)
      for (let id = tape.nodes.length - 1; id >= 0; id--) {
        const own = gradients[id]
        if (own) tape.addGradAll(gradients, tape.nodes[id]!.backward(own))
        expect(gradients.length).toBe(tape.nodes.length)
      }
      tape.backwardDenseFromStep(gradients, tape.nodes.length - 1)
      expect(gradients.length).toBe(tape.nodes.length)
    })
  })

  it('backwardDenseFrom_compileAuxData_eq_backpropAllCtx: the loop on the tape is the typed recursion, from any seeds', () => {
    forEachCase((one) => {
      const { seed, recorded, compiled, x, random } = one
      const expected = recorded.data.backpropAllCtx(x, random.numbers, seed)
      expectSame(one, 'backwardDenseFrom', compiled.tape.backwardDenseFrom(entriesOf(seed)), expected.toAnyArray())
      const looped = entriesOf(seed)
      compiled.tape.backwardDenseFromLoop(looped.length, looped)
      expectSame(one, 'backwardDenseFromLoop', looped, entriesOf(expected))
      const stepped = entriesOf(seed)
      for (let id = stepped.length - 1; id >= 0; id--) compiled.tape.backwardDenseFromStep(stepped, id)
      expectSame(one, 'backwardDenseFromStep', stepped, entriesOf(expected))
    })
  })

  it('all backward variants are one another, and the typed recursion, from every single output', () => {
    forEachCase(<T>(one: Linked<T>) => {
      const { recorded, compiled, x, random, domain } = one
      const { tape } = compiled
      const { shapes } = recorded.data
      // The last few outputs are those with a graph behind them.
      for (let out = Math.max(0, tape.nodes.length - 3); out < tape.nodes.length; out++) {
        const shape = shapes[out]!
        const ones = link.tensorValue(domain, shape, Array<number>(shape.reduce((a, b) => a * b, 1)).fill(1))
        const position = link.idx<link.Context, number>(shapes, out)
        const recursion = recorded.data.backpropAllCtx(
          x,
          random.numbers,
          link.TList.single(domain, shapes, position, ones),
        )
        const dense = tape.backwardDense(out, ones)
        expectSame(one, 'backwardDense', dense, entriesOf(recursion))
        expectSame(one, 'backwardDenseAll', tape.backwardDenseAll(out, ones), recursion.toAnyArray())
        const sparse = tape.backward(out, ones)
        expectSame(
          one,
          'backward',
          shapes.map((_, at) => sparse.get(at) ?? null),
          entriesOf(recursion),
        )
        expect([...link.denseToHashMap(dense).keys()]).toEqual([...sparse.keys()])
        if (shape.length > 0) continue
        const scalar = tape.backwardScalar(out)
        expectSame(
          one,
          'backwardScalar',
          shapes.map((_, at) => scalar.get(at) ?? null),
          entriesOf(recursion),
        )
      }
    })
  })

  it('takeLeft_backpropAllCtx: the first |Γ| entries are the inputs-only result', () => {
    forEachCase((one) => {
      const { data } = one.recorded
      const all = entriesOf(data.backpropAllCtx(one.x, one.random.numbers, one.seed))
      const inputs = entriesOf(data.backpropCtx(one.x, one.random.numbers, one.seed))
      expectSame(one, 'inputs', inputs, all.slice(0, data.context.length))
    })
  })

  it('Graph.backprop_correct: ⟨jvp of the whole graph, seed⟩ = ⟨dx, backprop of the seed⟩', () => {
    let compared = 0
    forEachCase(<T>({ title, domain, recorded, x, dx, seed, random }: Linked<T>) => {
      const forward = recorded.data.jvpCtx(x, dx, random.numbers)
      const backward = recorded.data.backpropCtx(x, random.numbers, seed)
      const left = link.dotList(forward, seed)
      const right = link.dotList(dx, backward)
      const [a, b] = [domain.toNumber(left), domain.toNumber(right)]
      if (domain.name === 'rational') {
        if (!domain.same(left, right))
          throw new Error(`${title}: ${domain.format(left)} is not ${domain.format(right)}`)
      } else if (Number.isFinite(a) && Number.isFinite(b)) {
        // What is added on the way sets the scale of rounding.
        const size = magnitude(domain, forward, seed) + magnitude(domain, dx, backward)
        if (Math.abs(a - b) > 1e-12 * size) throw new Error(`${title}: ${a} is not ${b}`)
      } else return
      compared++
    })
    expect(compared).toBeGreaterThan(1400)
  })

  it('StepAlgebra.scalarLoss_grad_correct: the gradient of a scalar loss pairs with a tangent to its slope along it', () => {
    let compared = 0
    forEachCase(<T>({ title, domain, recorded, compiled, x, dx, random }: Linked<T>) => {
      if (domain.name !== 'rational') return
      const { context, shapes } = recorded.data
      const loss = shapes.findLastIndex((shape, at) => at >= context.length && shape.length === 0)
      if (loss < 0) return
      const gradients = [...compiled.tape.backwardScalar(loss)].filter(([at]) => at < context.length)
      const paired = link.dotList(link.TList.of<link.Context, T>(domain, context, new Map(gradients)), dx)
      const slope = recorded.data.jvpCtx(x, dx, random.numbers).toAnyArray()[loss]!.cells[0]!
      if (!domain.same(paired, slope))
        throw new Error(`${title}: ${domain.format(paired)} is not ${domain.format(slope)}`)
      compared++
    })
    expect(compared).toBeGreaterThan(100)
  })

  it('jvpVec_eq_fderiv: forward mode is the tangent of an evaluation in dual numbers', () => {
    forEachCase(<T>(one: Linked<T>) => {
      if (one.domain.name !== 'rational') return
      const duals = link.dualNumbers(one.domain)
      const recorded = link.graphData(one.random.graph, duals)
      const entries = one.x.toAnyArray().map((tensor, at): [number, link.AnyTensorValue<link.Dual<T>>] => {
        const moved = one.dx.entry(at)
        const cells = Array.from(tensor.cells, (primal, k) => ({ primal, tangent: moved?.cells[k] ?? null }))
        return [at, { shape: tensor.shape, cells }]
      })
      const leaves = link.TList.of<link.Context, link.Dual<T>>(duals, recorded.data.context, new Map(entries))
      const lifted = recorded.data.eval(leaves, one.random.numbers).toAnyArray()
      const tangents = lifted.map(({ shape, cells }) => ({
        shape,
        cells: Array.from(cells, ({ tangent }) => tangent ?? one.domain.fromNumber(0)),
      }))
      // A detached tensor moves in duals, which know no stop: forward mode as such is compared without it.
      if (one.random.graph.nodes.some(({ operator }) => operator === 'detach')) return
      expectSame(one, 'tangents', one.recorded.data.jvpCtx(one.x, one.dx, one.random.numbers).toAnyArray(), tangents)
    })
  })
})

/** Σ |a·b| */
function magnitude<T>(
  domain: link.ScalarDomain<T>,
  a: link.TList<link.Context, T>,
  b: link.TList<link.Context, T>,
): number {
  let total = 0
  for (const [at, { cells }] of a.entries()) {
    const other = b.entry(at)
    if (other === null) continue
    for (let k = 0; k < cells.length; k++)
      total += Math.abs(domain.toNumber(cells[k]!) * domain.toNumber(other.cells[k]!))
  }
  return total
}
