/** What every command takes and gives, and how options that carry values are read. */
import { CommandFailure } from './failure.js'

/** Options as the parser read them; numbers and texts are checked by the functions below. */
export interface Options {
  readonly json?: boolean
  readonly watch?: boolean
  readonly [name: string]: unknown
}

export interface Outcome {
  /** 130 is what shells say of a program that Ctrl-C ended. */
  readonly exitCode: 0 | 1 | 130
  /** For people; without a closing newline. */
  readonly text: string
  /** The same for machines. */
  readonly json: unknown
  /** Files whose change makes the answer stale (`--watch`). */
  readonly files?: readonly string[]
}

export function textOption(options: Options, name: string): string | undefined {
  const value = options[name]
  if (value === undefined) return undefined
  if (Array.isArray(value)) throw new CommandFailure(`--${name} was given ${value.length} times`)
  if (typeof value === 'boolean' || value === '') throw new CommandFailure(`--${name} needs a value`)
  return String(value)
}

/** A whole number of at least `least`. */
export function countOption(options: Options, name: string, least: number): number | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < least)
    throw new CommandFailure(
      `--${name} needs a whole number of at least ${least}${Number.isInteger(value) && value > least ? ` and at most ${Number.MAX_SAFE_INTEGER}` : ''}, not "${text}"`,
    )
  return value
}

/** `batch=32,length=16` → { batch: 32, length: 16 } */
export function bindingOption(options: Options): Record<string, number> {
  const text = textOption(options, 'bind')
  if (text === undefined) return {}
  const sizes = new Map<string, number>()
  for (const part of text.split(',')) {
    const [, name, size] = /^([A-Za-z_]\w*)=([1-9]\d*)$/.exec(part.trim()) ?? []
    if (name === undefined || !Number.isSafeInteger(Number(size)))
      throw new CommandFailure(`--bind takes name=size pairs such as batch=32, not "${part}"`)
    if (sizes.has(name)) throw new CommandFailure(`--bind gives ${name} twice: ${sizes.get(name)} and ${size}`)
    sizes.set(name, Number(size))
  }
  return Object.fromEntries(sizes)
}
