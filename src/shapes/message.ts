/**
 * Sentences. A rule writes each of its sentences once, as a template such as `'{op}: cannot broadcast {a} with {b}'`;
 * `Message` fills it in for the compiler and `message` at run time, so that the two can never drift apart. Both are only
 * reached on failure. In: a template and the values to show; out: one line of ASCII.
 */
import type { Dim, IsUnion, Shape } from './shape.js'

/** A dimension in a sentence. What has no single value is shown as `?`, so that no sentence is ever a union. */
export type ShowDim<D> =
  [D] extends [never] ? '?'
  : IsUnion<D> extends false ?
    D extends Dim ?
      number extends D ? '?'
      : string extends D ? '?'
      : `${D}`
    : '?'
  : '?'

type ShowRest<S, Out extends string = ''> =
  S extends readonly [infer Head, ...infer Tail] ? ShowRest<Tail, `${Out}, ${ShowDim<Head>}`> : Out

type ShowDims<S> = S extends readonly [infer Head, ...infer Tail] ? `${ShowDim<Head>}${ShowRest<Tail>}` : ''

/** A shape in a sentence: `[batch, 64]`. */
export type ShowShape<S extends readonly unknown[]> = number extends S['length'] ? '[...]' : `[${ShowDims<S>}]`

type Show<T> = T extends readonly unknown[] ? ShowShape<T> : ShowDim<T>

/** The template with each `{key}` replaced by the value of that key. */
export type Message<Template extends string, Values, Text extends string = ''> =
  Template extends `${infer Before}{${infer Key}}${infer After}` ?
    Message<After, Values, `${Text}${Before}${Key extends keyof Values ? Show<Values[Key]> : '?'}`>
  : `${Text}${Template}`

/** A shape in a sentence: `[batch, 64]`. */
export const formatShape = (shape: Shape): string => `[${shape.join(', ')}]`

/**
 * Fills in a template.
 *
 * @example message('{op}: axis {axis} is out of range', { op: 'sum', axis: 3 }) // 'sum: axis 3 is out of range'
 */
export const message = (template: string, values: Readonly<Record<string, Dim | Shape>>): string =>
  template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key]
    return (
      value === undefined ? '?'
      : typeof value === 'object' ? formatShape(value)
      : String(value)
    )
  })
