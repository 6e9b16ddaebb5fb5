/** What is shown while something takes long: a bar on a terminal, lines elsewhere, and never a wrong number. */
import { Writable } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { certify } from '../../src/certify/certify.js'
import type { CertifyEvent } from '../../src/certify/progress.js'
import { epochLine, showCertifying, showProgress } from '../../src/codegen/cli/progress.js'
import { input } from '../../src/dsl/constant.js'
import '../../src/dsl/ops/index.js'
import { graphOf } from '../../src/dsl/graph-of.js'

/** A stream that keeps what is written, as a terminal would show it or as a file would. */
function fakeStream(isTTY: boolean): { stream: NodeJS.WriteStream; text: () => string } {
  let text = ''
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  // What the displays use of a terminal, and no more.
  return {
    stream: Object.assign(stream, { isTTY, columns: 120, rows: 40 }) as unknown as NodeJS.WriteStream,
    text: () => text,
  }
}

const event = (done: number, kernel: string): CertifyEvent => ({ entry: 'step_batch_32', kernel, done, total: 7 })

afterEach(() => vi.useRealTimers())

describe('certify tells what it is at', () => {
  it('every part once, in order, from the derivatives on', async () => {
    const events: CertifyEvent[] = []
    const graph = graphOf({ outputs: { y: input('x', [4, 3]).softmax() } })
    const { total } = await certify(graph, { onProgress: (each) => void events.push(each) })
    expect(events.map(({ done }) => done)).toEqual(events.map((_, at) => at))
    expect(new Set(events.map((each) => each.total))).toEqual(new Set([events.length]))
    const whole = events.filter(({ kernel }) => kernel === 'all kernels')
    expect(whole.map(({ entry }) => entry)).toEqual(['forward', 'reverse', 'tangent'])
    expect(events[0]?.kernel).toBe('derivatives')
    expect(events).toHaveLength(total.kernels + whole.length + 1)
  })

  it('waits for its callback', async () => {
    let running = 0
    let most = 0
    await certify(graphOf({ outputs: { y: input('x', [3]).relu() } }), {
      onProgress: async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
      },
    })
    expect({ running, most }).toEqual({ running: 0, most: 1 })
  })
})

describe('while certifying', () => {
  it('writes a line every five seconds where there is no terminal, and nothing before', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const { stream, text } = fakeStream(false)
    const { callback, stop } = showCertifying(stream)
    await callback(event(0, 'linear'))
    vi.advanceTimersByTime(4_900)
    await callback(event(1, 'relu'))
    expect(text()).toBe('')
    vi.advanceTimersByTime(200)
    await callback(event(2, 'softmax'))
    await callback(event(3, 'softmax'))
    vi.advanceTimersByTime(60_000)
    await callback(event(6, 'all kernels'))
    stop()
    expect(text()).toBe('certify 2/7  step_batch_32 softmax  00:05\ncertify 6/7  step_batch_32 all kernels  01:05\n')
  })

  it('draws a bar on a terminal, and takes it away', async () => {
    const { stream, text } = fakeStream(true)
    const { callback, stop } = showCertifying(stream)
    await callback(event(0, 'linear'))
    await callback(event(3, 'a_kernel_with_a_name_that_is_longer_than_any_line'))
    stop()
    expect(text()).toContain('0/7  step_batch_32 linear')
    expect(text()).toContain('3/7  step_batch_32 a_kernel_with_a_na')
    expect(text()).not.toContain('longer_than_any_line')
    // Cursor and wrapping stay: Ctrl-C may end the process anywhere.
    for (const code of ['[?25l', '[?7l']) expect(text()).not.toContain(code)
  })
})

describe('while training', () => {
  it('a number that is 0 reads 0', () => {
    const record = {
      kind: 'epoch',
      epoch: 1,
      epochs: 9,
      step: 4,
      rate: 0.1,
      validation: null,
      improved: false,
    } as const
    expect(epochLine({ ...record, train: { accuracy: 0, loss: 1.5 } })).toBe(
      'epoch 1/9  loss 1.500  accuracy 0  rate 0.1000',
    )
  })

  it('the speed of the first step is a number', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    vi.advanceTimersByTime(1_000)
    const { stream, text } = fakeStream(true)
    const { callback, stop } = showProgress(stream)
    const step = { kind: 'step', epoch: 1, epochs: 2, step: 1, stepInEpoch: 1, stepsPerEpoch: 3, rows: 4 } as const
    void callback({ ...step, loss: 1, rate: 0.1, values: {} })
    stop()
    expect(text()).toContain('4000 records/s')
    expect(text()).not.toMatch(/Infinity|NaN/)
  })
})
