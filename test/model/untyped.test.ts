/**
 * What a program in JavaScript, or one that casts, may hand over: each mistake is one sentence that names the option, what was
 * given and what is expected. (With types the compiler says it first.)
 */
import { describe, expect, it } from 'vitest'
import {
  compile,
  crossEntropy,
  fn,
  i32,
  model,
  nn,
  optim,
  Session,
  SessionError,
  ShapeError,
  zeros,
} from '../../src/index.js'
import { compileModel, jsExecutor } from '../../src/codegen/index.js'
import { BindError } from '../../src/dsl/bind.js'
import {
  DataError,
  loadParameters,
  OptionError,
  RuntimeShapeError,
  SafetensorsError,
  saveParameters,
} from '../../src/runtime/index.js'
import type { Data, Inputs } from '../../src/runtime/index.js'

/** A function as such a program sees it. */
const untyped = (run: unknown) => run as (...given: unknown[]) => unknown
const hidden = nn.linear(4, 3)
const definition = {
  inputs: { x: ['batch', 4], label: i32(['batch']) },
  layers: { hidden },
  forward: ({ x }) => hidden(x),
  loss: ({ output, label }) => crossEntropy(output, label),
  optimizer: optim.sgd({ rate: 0.1 }),
} satisfies Parameters<typeof model<{ x: ['batch', 4]; label: ReturnType<typeof i32<['batch']>> }>>[0]

describe('model', () => {
  it.each([
    [
      { optimiser: 1 },
      'model: there is no option optimiser; there are name, inputs, layers, forward, loss, metrics, optimizer',
    ],
    [{ inputs: undefined }, 'model: inputs is undefined, expected shapes by name'],
    [{ forward: 3 }, 'model: forward is 3, expected a function'],
    [{ loss: undefined }, 'model: loss is undefined, expected a function'],
    [{ metrics: { accuracy: 'yes' } }, 'model: accuracy is yes, expected a function'],
    [{ optimizer: 'sgd' }, 'model: optimizer is sgd, expected one such as optim.sgd({ rate: 0.1 })'],
    [{ forward: () => {} }, 'model: forward gives undefined, expected a tensor'],
    [{ loss: () => 3 }, 'model: the loss gives 3, expected a tensor'],
  ])('%o', (wrong, message) => {
    expect(() => untyped(model)({ ...definition, ...wrong })).toThrow(TypeError)
    expect(() => untyped(model)({ ...definition, ...wrong })).toThrow(message)
  })

  it('a loss with axes is an error of shapes, at its line', () => {
    const found = (() => {
      try {
        return untyped(model)({ ...definition, loss: () => zeros([3]) })
      } catch (error) {
        return error
      }
    })()
    expect(found).toBeInstanceOf(ShapeError)
    expect(found).toMatchObject({
      message: 'model: the loss must be a scalar, got shape [3]',
      site: { line: expect.any(Number) as number },
    })
  })
})

describe('shapes and values', () => {
  it('no list', () => {
    expect(() => untyped(zeros)(3)).toThrow('zeros: the shape is 3, expected a list such as [3, 4]')
    expect(() => untyped(zeros)()).toThrow('zeros: the shape is undefined, expected a list')
    const session = new Session()
    const input = untyped(session.input.bind(session))
    expect(() => input(2, [1, 2])).toThrow(new SessionError('input: the shape is 2, expected a list such as [3, 4]'))
    expect(() => input([2])).toThrow(new SessionError('input: shape [2] takes 2 values, got undefined'))
  })
  it('fn', () => {
    const relu = fn({ x: [2] }, ({ x }) => x.relu())
    expect(() => untyped(relu)({ x: [1, 2] })).toThrow('x: this input is missing, or is not a tensor')
  })
})

describe('compile', () => {
  const recorded = model(definition)
  it.each([
    [{ batch: 1.5 }, 'the size of batch is 1.5; a size is a whole number, 0 or more'],
    [{ batch: -4 }, 'the size of batch is -4;'],
    [{ batch: '4' }, 'the size of batch is "4";'],
    [{ batch: 4, width: 2 }, 'compile: the model has no dim named width; it has batch'],
    [{}, 'dim "batch" has no value with {}'],
  ])('bind: %o', (bind, message) => {
    expect(() => untyped(compile)(recorded, { bind })).toThrow(BindError)
    expect(() => untyped(compile)(recorded, { bind })).toThrow(message)
  })
  it('target', () => {
    expect(() => untyped(compile)(recorded, { bind: { batch: 4 }, target: 'gpu' })).toThrow(
      new OptionError(`compile: target is "gpu"; it is 'auto' or 'js'`),
    )
  })
  it('domain, wherever it is asked for', () => {
    const wrong = new OptionError('compile: domain is "bf16"; there are f32, f32-strict, f64')
    const domain = 'bf16' as unknown as 'f32'
    expect(() => compile(recorded, { bind: { batch: 4 }, domain })).toThrow(wrong)
    const session = new Session({ executor: jsExecutor({ domain }) })
    expect(() => session.getValue(session.input([1], [1]).relu())).toThrow(wrong)
  })
  it('no model, and no entry', () => {
    for (const [given, shown] of [
      [undefined, 'undefined'],
      [hidden, 'a function'],
      [{ graphs: {} }, 'an object'],
    ])
      for (const run of [compile, compileModel])
        expect(() => untyped(run)(given, [])).toThrow(
          new TypeError(`compile: the model is ${String(shown)}, expected one made by model({ ... })`),
        )
    expect(() => untyped(compileModel)(recorded, [{ name: 'train', binding: { batch: 4 } }])).toThrow(
      new OptionError('compile: there is no entry "train"; there are step, evaluate, predict'),
    )
  })

  const compiled = compile(recorded, { bind: { batch: 4 } })
  it('inputs', () => {
    for (const inputs of [undefined, null, 3] as unknown as Inputs[]) {
      expect(() => compiled.predict(inputs)).toThrow(
        new RuntimeShapeError(`predict: it takes an object with x, got ${String(inputs)}`),
      )
      expect(() => compiled.step(inputs)).toThrow(/the data is|takes an object/)
    }
  })
  it('a function that gives no iterator', async () => {
    const records = { x: new Float32Array(8), label: [0, 1] }
    const run = (data: unknown) => expect(compiled.fit({ data: data as Data, epochs: 1, batch: 4 })).rejects
    await run(() => records).toThrow(
      new DataError('fit: the function gives no iterator of batches; give records that are all there as they are'),
    )
    await run(() => undefined).toThrow('the data is undefined; give an array for each input by its name')
  })
  it('a file as a response gives it, and a name in its place', () => {
    const file = saveParameters(compiled.instance)
    const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
    const before = Array.from(compiled.instance.tensor('hidden.weight').read())
    compiled.instance.tensor('hidden.weight').writeUnchecked(new Float32Array(12))
    loadParameters(compiled.instance, bytes)
    expect(Array.from(compiled.instance.tensor('hidden.weight').read())).toEqual(before)
    expect(() => untyped(loadParameters)(compiled.instance, 'model.safetensors')).toThrow(SafetensorsError)
    expect(() => untyped(loadParameters)(compiled.instance, 'model.safetensors')).toThrow(
      'it is given as a string, expected its bytes',
    )
  })
})
