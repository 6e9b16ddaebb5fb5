/** A call allocates nothing: thousands of steps leave the heap where it was. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import {
  apply,
  accumulator,
  buffer,
  cell,
  compile,
  leaf,
  load,
  number,
  output,
  program,
  statement,
  store,
  variable,
} from './support.js'

it('keeps the heap still over 20,000 calls', () => {
  const [batch, inner, outer] = [8, 12, 10]
  const [x, w, h, e, s] = [
    leaf('x', [batch, inner]),
    leaf('w', [inner, outer]),
    buffer('h', [batch, outer]),
    buffer('e', [batch, outer]),
    output('s', [batch]),
  ]
  const [b, k, o, i, j, r, c] = [
    variable('b', batch),
    variable('k', inner),
    variable('o', outer),
    variable('b', batch),
    variable('o', outer),
    variable('b', batch),
    variable('o', outer),
  ]
  const lowered = program(
    [
      statement('product', {
        loops: [b, o],
        over: [k],
        reduce: 'sum',
        body: apply('mul', load(cell(x, b, k)), load(cell(w, k, o))),
        stores: [store(cell(h, b, o), apply('relu', accumulator))],
      }),
      statement('powers', {
        loops: [i, j],
        body: apply('exp', apply('mul', load(cell(h, i, j)), number(1, 8))),
        stores: [store(cell(e, i, j))],
      }),
      statement('total', {
        loops: [r],
        over: [c],
        reduce: 'sum',
        body: load(cell(e, r, c)),
        stores: [store(cell(s, r))],
      }),
    ],
    [x, w, h, e, s],
    [s],
  )
  const compiled = compile(lowered)
  for (const target of [x, w]) compiled.view(target).fill(0.25)
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const calls = (count: number): void => {
    for (let call = 0; call < count; call++) compiled.run()
  }
  calls(5000) // until the optimised code is in
  collect()
  const before = process.memoryUsage()
  calls(20_000)
  collect()
  const after = process.memoryUsage()
  expect(after.heapUsed - before.heapUsed).toBeLessThan(64 * 1024)
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThanOrEqual(0)
})
