/**
 * The short way through a window's rule (window.ts): sizes that are numbers, and kernel, stride, padding and dilation that
 * are in the tables, cost a third. In: the same; out: the spatial axes, or false where the long way has to decide.
 */
import type { AddDigits, DivideDigits, SubtractDigits, ToNumber } from './nat.js'
import type { WindowOffsets } from './nat-tables.js'
import type { Dim, Shape } from './shape.js'
import type { At } from './window-options.js'

/** The reach of a dilated kernel, where it is one of the tables. */
interface Reaches {
  '2,2': 3
  '2,3': 4
  '3,2': 5
  '3,3': 7
  '3,4': 9
  '3,5': 11
  '5,2': 9
}

type Dilated<Kernel extends Shape, L> = {
  [I in keyof Kernel]: `${Kernel[I]},${At<L, I> & number}` extends infer Key extends keyof Reaches ? Reaches[Key]
  : At<L, I> extends 1 ? Kernel[I]
  : 0
}

/** A dilation for each axis of the kernel, no more: a longer list has a sentence. */
type FitsKernel<Kernel extends Shape, L> =
  L extends readonly unknown[] ?
    L['length'] extends Kernel['length'] ?
      true
    : false
  : true

/** Paddings of at most half of the kernel, which is what pooling asks for. */
type HalfPadding = '2,1' | '3,1' | '4,1' | '5,1' | '7,1' | '9,1' | '4,2' | '5,2' | '7,2' | '9,2' | '7,3' | '9,3'

/** floor((D + By) / S), which is the number of windows; false where `By` is not in the table or no window fits. */
type FastWindows<D extends number, By extends string, S extends number> =
  number extends D ? false
  : string extends By ? false
  : (By extends `-${infer b}` ? SubtractDigits<`${D}`, b> : AddDigits<`${D}`, By>) extends infer Sum extends string ?
    DivideDigits<Sum, `${S}`> extends [infer Windows, string] ?
      Windows extends '0' ?
        false
      : ToNumber<Windows>
    : false
  : false

type FastWalk<Spatial, Kernel, Options extends string, S extends number, Out extends Dim[] = []> =
  Spatial extends readonly [infer D extends number, ...infer Tail] ?
    Kernel extends readonly [infer K extends number, ...infer TailK] ?
      FastWindows<D, WindowOffsets[`${K},${Options}`], S> extends infer N extends number ?
        FastWalk<Tail, TailK, Options, S, [...Out, N]>
      : false
    : false
  : Spatial extends readonly [] ? Out
  : false

/** The same with a stride and a padding for each axis. */
type FastLists<Spatial, Kernel, S, P, Out extends Dim[] = []> =
  Spatial extends readonly [infer D extends number, ...infer Tail] ?
    [Kernel, S, P] extends (
      [
        readonly [infer K extends number, ...infer TailK],
        readonly [infer s extends number, ...infer TailS],
        readonly [infer p extends number, ...infer TailP],
      ]
    ) ?
      FastWindows<D, WindowOffsets[`${K},${s},${p}`], s> extends infer N extends number ?
        FastLists<Tail, TailK, TailS, TailP, [...Out, N]>
      : false
    : false
  : [Spatial, S, P] extends [readonly [], readonly [], readonly []] ? Out
  : false

type AsList<P, Spatial> = P extends number ? { [I in keyof Spatial]: P } : P

/** The result where sizes are numbers and the options are in the tables: a third of the cost. False otherwise. */
export type FastShape<Spatial, Kernel extends Shape, S, P, Half, L> =
  [Half, S, P, L] extends [false, infer s extends number, infer p extends number, 1] ?
    FastWalk<Spatial, Kernel, `${s},${p}`, s>
  : Half extends false ?
    FitsKernel<Kernel, L> extends true ?
      FastReach<Spatial, Dilated<Kernel, L>, S, P>
    : false
  : P extends 0 ? FastReach<Spatial, Kernel, S, P>
  : P extends number ?
    `${Kernel[number]},${P}` extends HalfPadding ?
      FastReach<Spatial, Kernel, S, P>
    : false
  : false

type FastReach<Spatial, Kernel, S, P> =
  S extends number ?
    P extends number ?
      FastWalk<Spatial, Kernel, `${S},${P}`, S>
    : FastLists<Spatial, Kernel, AsList<S, Spatial>, P>
  : FastLists<Spatial, Kernel, S, AsList<P, Spatial>>
