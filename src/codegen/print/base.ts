/**
 * What printers share: indented lines, unique readable names for counters, the spelling of places (integer arithmetic with
 * + and ·, the same in every language) and the comment that introduces a kernel.
 */
import type { Counter, Kernel, KernelPart, Local, Place, PlaceAtom } from '../kernel.js'

/** Lines of text with the current indentation. */
export class Lines {
  private readonly lines: string[] = []
  private indentation = ''

  add(line: string): void {
    this.lines.push(line === '' ? '' : this.indentation + line)
  }

  /** `head {`, the lines that `body` adds, `}`. */
  block(head: string, body: () => void, tail = '}'): void {
    this.add(`${head} {`)
    this.indented(body)
    this.add(tail)
  }

  indented(body: () => void): void {
    const before = this.indentation
    this.indentation += '  '
    body()
    this.indentation = before
  }

  text(): string {
    return this.lines.join('\n') + '\n'
  }
}

/**
 * A name in letters, digits and `_`: with `_` behind it where it means something already, numbered where it is taken, and
 * taken from now on.
 */
export function identifier(name: string, means: (plain: string) => boolean, taken: Set<string>): string {
  const plain = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_') || 'i'
  let own = means(plain) ? `${plain}_` : plain
  for (let n = 1; taken.has(own); n++) own = `${plain}_${n}`
  taken.add(own)
  return own
}

/** Names for counters: the variable's own where it is free. */
export class CounterNames {
  private readonly names = new Map<Counter, string>()
  private readonly taken: Set<string>

  constructor(reserved: Iterable<string>) {
    this.taken = new Set(reserved)
  }

  of(counter: Counter): string {
    const known = this.names.get(counter)
    if (known !== undefined) return known
    // t1, a1 and p1 are names of locals
    const name = identifier(counter.name, (plain) => /^[tap][0-9]+$/.test(plain), this.taken)
    this.names.set(counter, name)
    return name
  }
}

export interface PlaceSpelling {
  readonly counter: (counter: Counter) => string
  readonly local: (local: Local) => string
  /** ⌊of / by⌋ for any sign of `of`. */
  readonly floor: (of: string, by: number, nonnegative: boolean) => string
  /** of mod by in 0 … by − 1 for any sign of `of`. */
  readonly modulo: (of: string, by: number, nonnegative: boolean) => string
  readonly lowerBound: (place: Place) => number
}

function spellAtom(atom: PlaceAtom, spelling: PlaceSpelling): string {
  switch (atom.kind) {
    case 'counter':
      return spelling.counter(atom)
    case 'local':
      return spelling.local(atom)
    case 'floor':
    case 'modulo': {
      const nonnegative = spelling.lowerBound(atom.of) >= 0
      const of = spellPlace(atom.of, spelling)
      return spelling[atom.kind](of, atom.by, nonnegative)
    }
  }
}

/** `1024 + i * 64 + k`, terms as they were merged, the constant first (last when it is negative). */
export function spellPlace(place: Place, spelling: PlaceSpelling): string {
  let text = place.constant > 0 ? String(place.constant) : ''
  // positive terms first, so that the text starts without a sign where it can
  for (const positive of [true, false])
    for (const { atom, coefficient } of place.terms) {
      if (coefficient > 0 !== positive) continue
      const size = Math.abs(coefficient)
      const term = size === 1 ? spellAtom(atom, spelling) : `${spellAtom(atom, spelling)} * ${size}`
      text =
        text === '' ?
          positive ? term
          : `-(${term})`
        : `${text} ${positive ? '+' : '-'} ${term}`
    }
  if (place.constant < 0) text = text === '' ? `-${-place.constant}` : `${text} - ${-place.constant}`
  return text === '' ? '0' : text
}

/** The lines of a comment: each part's formula, where it comes from, and its schedule. Never `*\/` inside. */
export function describeKernel(kernel: Kernel): readonly string[] {
  return kernel.parts.flatMap((part) => [safe(part.formula), safe(`${sitesOf(part)}${part.schedule}`)])
}

const safe = (text: string): string => text.replace(/\*\//g, '* /').replace(/[\r\n\u2028\u2029]+/g, ' ')

function sitesOf(part: KernelPart): string {
  const sites = part.sites.map((site) => `${site.file}:${site.line}:${site.column}`)
  return sites.length === 0 ? '' : `${[...new Set(sites)].join(', ')} · `
}
