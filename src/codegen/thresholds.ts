/**
 * Every number by which a pass decides whether a transformation pays. None of them may change a result beyond rounding:
 * tests run the whole compiler at these defaults and with all of them zero. In: nothing. Out: `Thresholds`.
 */
export interface Thresholds {
  /** Scalar operations per body above which nothing more is fused into it. */
  readonly fusionOperations: number
  /** A cheap map with more readers than this is stored, not recomputed in each. */
  readonly prologueReaders: number
  /** Scalar products above which a contraction does not take an epilogue with exp, tanh or the like. */
  readonly heavyEpilogueProducts: number
  /** Scalar products from which a contraction has a vote on the layouts of what it reads and writes. */
  readonly layoutProducts: number
  /** A border may enlarge a tensor by this factor at most; otherwise the guard stays. */
  readonly borderGrowth: number
  /** Statements into which congruence guards (strided gradients) may split one statement. */
  readonly phaseStatements: number
  /** Maps of at least this many operations and elements are cut behind exp, tanh and the like. */
  readonly cutOperations: number
  readonly cutElements: number
  /** Output digits of at most this extent are unrolled inside the tile. */
  readonly unrollExtent: number
  /** A contraction's strided operand is packed when each of its elements is read at least this often. */
  readonly packReuse: number
  /** Statements share outer loops only when the tensors between them exceed this many bytes together … */
  readonly groupBytes: number
  /** … one iteration touches fewer than this (0: no limit) … */
  readonly groupCacheBytes: number
  /** … and each has at least this many points per iteration. */
  readonly groupInnerPoints: number
  /** A contraction joins a group only if its tile keeps a row axis of at least this extent. */
  readonly groupRows: number
}

export const defaultThresholds: Thresholds = {
  fusionOperations: 64,
  prologueReaders: 8,
  heavyEpilogueProducts: 32_768,
  layoutProducts: 1024,
  borderGrowth: 3,
  phaseStatements: 16,
  cutOperations: 7,
  cutElements: 65_536,
  unrollExtent: 4,
  // never on a target that computes lanes one by one: there a stride costs nothing (measured on 64x784x128 and 512x512x512)
  packReuse: Number.MAX_SAFE_INTEGER,
  groupBytes: 32_768,
  groupCacheBytes: 98_304,
  groupInnerPoints: 16,
  groupRows: 7,
}

/** All zero: nothing is too small for a transformation that has a minimum, everything too large for one with a limit. */
export const zeroThresholds: Thresholds = {
  fusionOperations: 0,
  prologueReaders: 0,
  heavyEpilogueProducts: 0,
  layoutProducts: 0,
  borderGrowth: 0,
  phaseStatements: 0,
  cutOperations: 0,
  cutElements: 0,
  unrollExtent: 0,
  packReuse: 0,
  groupBytes: 0,
  groupCacheBytes: 0,
  groupInnerPoints: 0,
  groupRows: 0,
}
