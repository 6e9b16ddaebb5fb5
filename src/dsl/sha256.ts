/**
 * SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, in plain JavaScript: the graph's hash must be the same in a browser,
 * where nothing synchronous offers it. In: a string. Out: 64 hexadecimal digits.
 */

/** The first 32 bits of the fractional part of the square (cube) roots of the first primes. */
function roots(count: number, exponent: number): number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) {
    let prime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) prime &&= candidate % divisor !== 0
    if (prime) found.push(fraction(BigInt(candidate), exponent))
  }
  return found
}

/** ⌊frac(n^(1/exponent)) · 2³²⌋, by integer bisection: exact, whatever the host's power function does. */
function fraction(n: bigint, exponent: number): number {
  const target = n << BigInt(32 * exponent)
  let low = 0n
  let high = 1n << 40n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** BigInt(exponent) <= target) low = middle
    else high = middle
  }
  return Number(low & 0xffffffffn)
}

const roundConstants = Int32Array.from(roots(64, 3))
const initial = roots(8, 2)

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by))

/** The message, a one bit, zeros, and its length in bits as the last eight bytes. */
function padded(text: string): DataView {
  const bytes = new TextEncoder().encode(text)
  const view = new DataView(new ArrayBuffer((((bytes.length + 8) >> 6) + 1) * 64))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  view.setUint32(view.byteLength - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(view.byteLength - 4, (bytes.length * 8) >>> 0)
  return view
}

function schedule(view: DataView, block: number, words: Int32Array): void {
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(block + i * 4)
  for (let i = 16; i < 64; i++) {
    const a = words[i - 15]!
    const b = words[i - 2]!
    const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)
    const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10)
    words[i] = words[i - 16]! + s0 + words[i - 7]! + s1
  }
}

/**
 * The SHA-256 of a text.
 *
 * @example sha256('abc') // 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
 */
export function sha256(text: string): string {
  const view = padded(text)
  const state = Int32Array.from(initial)
  const words = new Int32Array(64)
  for (let block = 0; block < view.byteLength; block += 64) {
    schedule(view, block, words)
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + roundConstants[i]! + words[i]!) | 0
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[a, b, c, d, e, f, g, h] = [(t1 + t2) | 0, a, b, c, (d + t1) | 0, e, f, g]
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = state[i]! + value
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
