/** All rows of the scalar-function table: every export of these files is one. */
export * from './intrinsics.js'
export * from './transcendental.js'
export { addWords, randomBits, upperBits, xorWords } from './random-bits.js'
