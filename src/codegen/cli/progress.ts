/**
 * Shows what takes long while it runs: training and certifying, with a bar on a terminal and plain lines elsewhere (logs,
 * pipes, CI). Always on stderr, so that stdout holds the result alone.
 */
import { Presets, SingleBar } from 'cli-progress'
import type { CertifyEvent } from '../../certify/progress.js'
import type { EpochEvent, FitCallback, StepEvent } from '../../runtime/history.js'

/** At most so many redraws a second: drawing must not cost training time. */
const redrawEvery = 100

/** A callback for `fit`, and the clean-up of the terminal. */
export interface ProgressDisplay {
  readonly callback: FitCallback
  readonly stop: () => void
}

const shownNumber = (value: number): string =>
  value === 0 ? '0'
  : Math.abs(value) >= 1e-3 && Math.abs(value) < 1e4 ? value.toPrecision(4)
  : value.toExponential(2)

/** `epoch 3/30  loss 0.214  accuracy 0.931  validation loss 0.201  validation accuracy 0.940  rate 0.0500` */
export function epochLine(event: EpochEvent): string {
  // The loss comes first, whatever the order of the outputs.
  const lossFirst = ([a]: [string, number], [b]: [string, number]) => Number(b === 'loss') - Number(a === 'loss')
  const metrics = (of: Readonly<Record<string, number>>, prefix: string) =>
    Object.entries(of)
      .sort(lossFirst)
      .map(([name, value]) => `${prefix}${name} ${shownNumber(value)}`)
  const width = String(event.epochs).length
  return [
    `epoch ${String(event.epoch).padStart(width)}/${event.epochs}`,
    ...metrics(event.train, ''),
    ...(event.validation === null ? [] : metrics(event.validation, 'validation ')),
    `rate ${shownNumber(event.rate)}`,
    ...(event.improved ? ['best'] : []),
  ].join('  ')
}

export function showProgress(stream: NodeJS.WriteStream): ProgressDisplay {
  return stream.isTTY ?
      barDisplay(stream)
    : { callback: (event) => void (event.kind === 'epoch' && stream.write(`${epochLine(event)}\n`)), stop: () => {} }
}

function barDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar(
    {
      stream,
      format: 'epoch {epoch}/{epochs} {bar} {percentage}%  loss {loss}  {speed} records/s  {left} left',
      fps: 1000 / redrawEvery,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false, // Ctrl-C belongs to training: it writes a checkpoint first
      linewrap: false,
      barsize: 24,
    },
    Presets.rect,
  )
  let running = false
  let started = 0
  let firstStep = 0
  let records = 0
  let drawn = 0
  const step = (event: StepEvent) => {
    const now = performance.now()
    if (!running) {
      running = true
      started = now
      firstStep = event.step - 1
      bar.start(event.stepsPerEpoch ?? 0, 0, {
        epoch: event.epoch,
        epochs: event.epochs,
        loss: '',
        speed: '',
        left: '',
      })
    }
    records += event.rows
    if (now - drawn < redrawEvery) return
    drawn = now
    const seconds = Math.max(now - started, 1) / 1000
    const total = event.stepsPerEpoch === undefined ? undefined : event.stepsPerEpoch * event.epochs
    const left =
      total === undefined ? '?' : clock((seconds / (event.step - firstStep)) * Math.max(0, total - event.step))
    if (event.stepsPerEpoch !== undefined) bar.setTotal(event.stepsPerEpoch)
    const speed = Math.round(records / seconds)
    bar.update(event.stepInEpoch, {
      epoch: event.epoch,
      epochs: event.epochs,
      loss: shownNumber(event.loss),
      speed,
      left,
    })
  }
  const stop = () => {
    if (running) bar.stop()
    running = false
  }
  return {
    stop,
    callback: (event) => {
      if (event.kind === 'step') step(event)
      else if (event.kind === 'epoch') {
        stop()
        stream.write(`${epochLine(event)}\n`)
      }
    },
  }
}

/** Seconds as `01:05` or `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`
}

/** Seconds between two lines about certifying, where there is no terminal. */
const lineEvery = 5

/** A callback for `certify`, and the clean-up of the terminal. */
export interface CertifyDisplay {
  readonly callback: (event: CertifyEvent) => Promise<void>
  readonly stop: () => void
}

/** Of a part's name, so much that the line fits 80 columns. */
const shownPart = ({ entry, kernel }: CertifyEvent): string => `${entry} ${kernel}`.slice(0, 32)

/**
 * `certify ■■■■■■  41/102  step conv2d_relu  00:12`, parts done and time taken. The terminal is left as it is (cursor and
 * wrapping), so that Ctrl-C may end the process anywhere.
 */
export function showCertifying(stream: NodeJS.WriteStream): CertifyDisplay {
  const started = performance.now()
  const seconds = (): number => (performance.now() - started) / 1000
  // Certifying never waits for anything by itself: without a turn of the event loop nothing would be drawn.
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  if (!stream.isTTY) {
    let next = lineEvery
    const callback = (event: CertifyEvent): Promise<void> => {
      if (seconds() >= next) {
        next = seconds() + lineEvery
        stream.write(`certify ${event.done}/${event.total}  ${shownPart(event)}  ${clock(seconds())}\n`)
      }
      return turn()
    }
    return { callback, stop: () => {} }
  }
  const bar = new SingleBar(
    {
      stream,
      format: 'certify {bar} {value}/{total}  {part}  {clock}',
      fps: 1000 / redrawEvery,
      hideCursor: false,
      linewrap: true,
      clearOnComplete: true,
      gracefulExit: false,
      barsize: 16,
    },
    Presets.rect,
  )
  let running = false
  const callback = (event: CertifyEvent): Promise<void> => {
    const payload = { part: shownPart(event), clock: clock(seconds()) }
    if (running) bar.update(event.done, payload)
    else bar.start(event.total, event.done, payload)
    running = true
    return turn()
  }
  const stop = (): void => {
    if (running) bar.stop()
    running = false
  }
  return { callback, stop }
}
