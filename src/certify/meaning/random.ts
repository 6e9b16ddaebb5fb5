/** Trusted. Pseudo-random words from a text: everything a certificate draws, so that equal builds give equal certificates. */

/** Four rounds of multiply and shift over one word: as good as random for keys that differ. */
export function mixed(word: number, key: number): number {
  let h = Math.imul(word ^ key, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Words that a text stands for: as many bits of it as a trial's draws or functions depend on. */
export const wordsOf = (text: string): readonly [number, number, number] => {
  let [a, b, c] = [0x811c9dc5, 0x243f6a88, 0x13198a2e]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    ;[a, b, c] = [mixed(code, a), mixed(code, b), mixed(code, c)]
  }
  return [a, b, c]
}

/** A word that a text stands for. */
export const wordOf = (text: string): number => wordsOf(text)[0]

/** The generator "small fast counter": three words of state and a counter. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: string) {
    ;[this.#a, this.#b, this.#c] = wordsOf(seed)
    for (let i = 0; i < 12; i++) this.word()
  }

  /** 0 … 2³² − 1 */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** 0 … below − 1, for `below` up to 2^27: uniform but for a share of 2^−20. */
  below(below: number): number {
    const high = this.word()
    // one word is enough for a small field
    const low = below > 4096 ? this.word() * 2 ** -32 : 0
    return Math.floor((high + low) * 2 ** -32 * below)
  }
}
