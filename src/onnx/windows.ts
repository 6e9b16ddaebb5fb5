/**
 * Convolutions and pools. ONNX pads each side by itself, derives padding from the output (`auto_pad`) and rounds window
 * counts up (`ceil_mode`); where the library's operator has the form asked for it is used, else a composition.
 */
import type { Tensor } from '../dsl/tensor.js'
import { apply, constant, gather, listAttribute, numberAttribute, operand, range, reduce, reshape, shapeOf, tensor, Unsupported } from './node.js' // prettier-ignore
import type { OnnxApplication, Translation } from './node.js'

/** The windows along one spatial axis. */
interface AxisWindows {
  readonly size: number
  readonly kernel: number
  readonly stride: number
  readonly dilation: number
  readonly before: number
  readonly after: number
  /** How many windows there are. */
  readonly count: number
}

function axisWindows(node: OnnxApplication, kernel: readonly number[]): readonly AxisWindows[] {
  const spatial = operand(node, 0).shape.slice(2)
  const automatic = (node.attributes['auto_pad'] as string | undefined) ?? 'NOTSET'
  const pads = listAttribute(node, 'pads')
  return spatial.map((size, axis) => {
    const stride = listAttribute(node, 'strides')?.[axis] ?? 1
    const dilation = listAttribute(node, 'dilations')?.[axis] ?? 1
    const reach = (kernel[axis]! - 1) * dilation + 1
    const shared = { size, kernel: kernel[axis]!, stride, dilation }
    if (automatic.startsWith('SAME')) {
      const count = Math.ceil(size / stride)
      const total = Math.max((count - 1) * stride + reach - size, 0)
      const smaller = Math.floor(total / 2)
      const before = automatic === 'SAME_UPPER' ? smaller : total - smaller
      return { ...shared, before, after: total - before, count }
    }
    const [before, after] = [pads?.[axis] ?? 0, pads?.[spatial.length + axis] ?? 0]
    const steps = (size + before + after - reach) / stride
    const up = node.attributes['ceil_mode'] === 1 ? Math.ceil(steps) + 1 : Math.floor(steps) + 1
    // a window that would begin behind the input is none
    return { ...shared, before, after, count: (up - 1) * stride >= size + before ? up - 1 : up }
  })
}

const each = (windows: readonly AxisWindows[], key: keyof AxisWindows): readonly number[] => windows.map((w) => w[key])

const symmetric = (windows: readonly AxisWindows[]): boolean => windows.every(({ before, after }) => before === after)

const plain = (windows: readonly AxisWindows[]): boolean =>
  symmetric(windows) &&
  windows.every(
    ({ size, kernel, stride, dilation, before, count }) =>
      dilation === 1 && before * 2 <= kernel && count === Math.floor((size + 2 * before - kernel) / stride) + 1,
  )

/** Where each tap of each window is, counted from the first cell. */
const taps = ({ count, stride, before, kernel, dilation }: AxisWindows): readonly (readonly number[])[] =>
  range(count).map((at) => range(kernel).map((tap) => at * stride - before + tap * dilation))

/** Takes the cells under each window along every spatial axis in turn, and reduces them there. */
const separably = (
  x: Tensor,
  windows: readonly AxisWindows[],
  operator: string,
  indicesOf: (cells: readonly number[], size: number) => readonly number[],
): Tensor =>
  windows.reduce((partial, window, position) => {
    const axis = position + 2
    const indices = taps(window).flatMap((cells) => indicesOf(cells, window.size))
    const shape = shapeOf(partial)
    const under = [...shape.slice(0, axis), window.count, window.kernel, ...shape.slice(axis + 1)]
    return reduce(operator, reshape(gather(partial, axis, indices), under), [axis + 1], false)
  }, x)

const inside = (cells: readonly number[], size: number): readonly number[] =>
  cells.filter((cell) => cell >= 0 && cell < size)

const maxPool: Translation = (node) => {
  if (node.wanted[1] === true) throw new Unsupported('MaxPool that also gives indices')
  const kernel = listAttribute(node, 'kernel_shape')!
  const windows = axisWindows(node, kernel)
  if (plain(windows)) {
    const options = { kernel, stride: each(windows, 'stride'), padding: each(windows, 'before') }
    return apply('maxPool', [tensor(node, 0)], options)
  }
  // the largest of a window does not change when one of its cells is counted twice
  return separably(tensor(node, 0), windows, 'max', (cells, size) => {
    const [some] = inside(cells, size)
    return cells.map((cell) => (cell >= 0 && cell < size ? cell : some!))
  })
}

const averagePool: Translation = (node) => {
  const kernel = listAttribute(node, 'kernel_shape')!
  const windows = axisWindows(node, kernel)
  const padded = numberAttribute(node, 'count_include_pad', 0) === 1
  const unpadded = windows.every(({ before, after }) => before === 0 && after === 0)
  if (plain(windows) && (padded || unpadded)) {
    const options = { kernel, stride: each(windows, 'stride'), padding: each(windows, 'before') }
    return apply('avgPool', [tensor(node, 0)], options)
  }
  // a zero after the last cell stands for the padding
  const widths = [[0, 0], [0, 0], ...windows.map(() => [0, 1])]
  const zeroed = apply('pad', [tensor(node, 0)], { widths: widths as [number, number][], value: 0 })
  const sums = separably(zeroed, windows, 'sum', (cells, size) =>
    cells.map((cell) => (cell >= 0 && cell < size ? cell : size)),
  )
  const counts = windows.map((window) =>
    taps(window).map(
      (cells) =>
        cells.filter((cell) =>
          padded ? cell >= -window.before && cell < window.size + window.after : cell >= 0 && cell < window.size,
        ).length,
    ),
  )
  return counts.reduce<Tensor>(
    (total, list, position) =>
      apply('div', [total, constant([list.length, ...Array<number>(counts.length - position - 1).fill(1)], list)]),
    sums,
  )
}

const convolution: Translation = (node) => {
  const windows = axisWindows(node, operand(node, 1).shape.slice(2))
  const widths = [[0, 0], [0, 0], ...windows.map(({ before, after }) => [before, after])]
  const even = symmetric(windows)
  const x = even ? tensor(node, 0) : apply('pad', [tensor(node, 0)], { widths: widths as [number, number][], value: 0 })
  const bias = node.operands[2]
  return apply('convolution', [x, tensor(node, 1), ...(bias === undefined ? [] : [bias.tensor])], {
    stride: each(windows, 'stride'),
    padding: even ? each(windows, 'before') : 0,
    dilation: each(windows, 'dilation'),
    groups: numberAttribute(node, 'group', 1),
  })
}

/** The whole of what the taps reach, cut at both ends; an output that is asked to be larger is padded at the end. */
const convTranspose: Translation = (node) => {
  const spatial = operand(node, 0).shape.slice(2)
  const kernel = operand(node, 1).shape.slice(2)
  const at = (name: string, axis: number, otherwise: number) => listAttribute(node, name)?.[axis] ?? otherwise
  const automatic = (node.attributes['auto_pad'] as string | undefined) ?? 'NOTSET'
  const target = listAttribute(node, 'output_shape')?.slice(-spatial.length)
  const axes = spatial.map((size, axis) => {
    const [stride, dilation] = [at('strides', axis, 1), at('dilations', axis, 1)]
    const reach = (size - 1) * stride + (kernel[axis]! - 1) * dilation + 1
    const padding = at('output_padding', axis, 0)
    if (target === undefined && !automatic.startsWith('SAME')) {
      const end = reach + padding - at('pads', spatial.length + axis, 0)
      return { stride, dilation, padding, start: at('pads', axis, 0), end }
    }
    const out = target?.[axis] ?? size * stride
    const missing = Math.max(padding, out - reach)
    const smaller = Math.floor((reach + missing - out) / 2)
    const start = automatic === 'SAME_UPPER' ? smaller : reach + missing - out - smaller
    return { stride, dilation, padding: missing, start, end: start + out }
  })
  const bias = node.operands[2]
  const full = apply(
    'convTranspose',
    [tensor(node, 0), tensor(node, 1), ...(bias === undefined ? [] : [bias.tensor])],
    {
      stride: axes.map(({ stride }) => stride),
      padding: 0,
      dilation: axes.map(({ dilation }) => dilation),
      outputPadding: axes.map(({ padding }) => padding),
      groups: numberAttribute(node, 'group', 1),
    },
  )
  return axes.reduce<Tensor>((cut, { start, end }, axis) => apply('slice', [cut], { axis: axis + 2, start, end }), full)
}

export const windows: Readonly<Record<string, Translation>> = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  Conv: convolution,
  ConvTranspose: convTranspose,
}
