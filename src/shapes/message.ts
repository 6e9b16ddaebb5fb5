/**
 * Sentences. A rule writes each of its sentences once, as a template such as `'{op}: cannot broadcast {a} with {b}'`;
 * `Message` fills it in for the compiler and `message` at run time, so that the two can never drift apart. Both are only
 * reached on failure. In: a template and the values to show; out: one line of ASCII. No reader sees 250 characters or more,
 * whatever the values are: a long dimension is cut here, and `Cut` cuts what is still too long where it is shown.
 */
import type { Dim, IsUnion, Shape } from './shape.js'

/** What of a text is beyond so many times eight characters, when that is eight more or longer. */
type Beyond<Text extends string, Eights extends readonly unknown[]> =
  Text extends `${infer _A}${infer _B}${infer _C}${infer _D}${infer _E}${infer _F}${infer _G}${infer _H}${infer Rest}` ?
    Eights extends readonly [unknown, ...infer Fewer] ?
      Beyond<Rest, Fewer>
    : [Text]
  : undefined

/** The text, or its first 8 n characters and three dots when it has 8 n + 8 or more. */
type Shortened<Text extends string, Eights extends readonly unknown[]> =
  Beyond<Text, Eights> extends [infer Rest extends string] ?
    Text extends `${infer Kept}${Rest}` ?
      `${Kept}...`
    : Text
  : Text

type Four = [0, 0, 0, 0]
type Thirty = [...Four, ...Four, ...Four, ...Four, ...Four, ...Four, ...Four, 0, 0]

/** A sentence as it is shown, or a list with sentences in it: of 248 characters or more, the first 240. */
export type Cut<T> =
  T extends string ? Shortened<T, Thirty>
  : T extends readonly unknown[] ? { [K in keyof T]: Cut<T[K]> }
  : T

/** A dimension in a sentence. What has no single value is shown as `?`, so that no sentence is ever a union. */
export type ShowDim<D> =
  [D] extends [never] ? '?'
  : IsUnion<D> extends false ?
    D extends Dim ?
      number extends D ? '?'
      : string extends D ? '?'
      : D extends string ? Shortened<D, Four>
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

/** The text, or its first 8 n characters and three dots when it has 8 n + 8 or more. */
const shortened = (text: string, eights: number): string =>
  text.length < 8 * eights + 8 ? text : `${text.slice(0, 8 * eights)}...`

/** A sentence as it is shown: of 248 characters or more, the first 240. */
export const cut = (sentence: string): string => shortened(sentence, 30)

const escapes: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
}

// A sentence is one line whatever an author wrote. Compilers show these characters of a text the same way.
// oxlint-disable-next-line no-control-regex -- what must not reach a terminal is looked for
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g

const escaped = (text: string): string =>
  text.replace(controls, (c) => escapes[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)

const formatDim = (dim: Dim): string => (typeof dim === 'string' ? escaped(shortened(dim, 4)) : String(dim))

/** A shape in a sentence: `[batch, 64]`. */
export const formatShape = (shape: Shape): string => `[${shape.map(formatDim).join(', ')}]`

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
      : formatDim(value)
    )
  })
