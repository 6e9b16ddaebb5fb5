/**
 * Operators reduced to their types, with the rules in the places where the library puts them. The mistakes next door are
 * made with these, so that a changed sentence or a changed mark is seen where the rules are.
 */
import type {
  Argument,
  Axes,
  AxisCheck,
  Broadcast,
  BroadcastTo,
  Chunk,
  ChunkArgument,
  Concat,
  ConcatMarked,
  Constructed,
  Convolution,
  ConvolutionBias,
  CrossEntropy,
  Dim,
  Dyn,
  Expand,
  ExpandArgument,
  Flatten,
  Flip,
  Gather,
  Linear,
  LinearBias,
  MarkedDims,
  MatMul,
  Moveaxis,
  OneHot,
  Pad,
  PadArgument,
  PadWidths,
  PerAxis,
  Permute,
  PermuteArgument,
  Pool,
  Reduce,
  Reshape,
  ReshapeArgument,
  Result,
  SameShape,
  Select,
  Shape,
  ShapeArgument,
  Shapes,
  Sizes,
  Slice,
  SomeAxes,
  Split,
  SplitArgument,
  Squeeze,
  Stack,
  StackMarked,
  SwapAdjacentAtDepth,
  Tile,
  TileArgument,
  Transpose,
  Unified,
  UnifyInput,
  Unsqueeze,
} from '../../src/shapes/index.js'

export interface Tensor<out S extends Shape> {
  readonly shape: S
}

type ShapesOf<L> = { [K in keyof L]: L[K] extends Tensor<infer S> ? S : never }

export declare function zeros<const S extends Shape>(shape: ShapeArgument<'zeros', S>): Tensor<Constructed<S>>
export declare function dyn(n: number): Dyn
export declare function add<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Argument<Broadcast<'add', A, B>, Tensor<B>>,
): Tensor<Result<Broadcast<'add', A, B>>>
export declare function matmul<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Argument<MatMul<A, B>, Tensor<B>>,
): Tensor<Result<MatMul<A, B>>>
export declare function linear<X extends Shape, W extends Shape, B extends Shape = never>(
  x: Tensor<X>,
  w: Argument<Linear<X, W>, Tensor<W>>,
  b?: Argument<LinearBias<W, B>, Tensor<B>>,
): Tensor<Result<Linear<X, W>>>
export declare function layer<const I extends Dim, const O extends Dim>(
  inputs: I,
  outputs: O,
): <X extends Shape>(x: Argument<Linear<X, [O, I]>, Tensor<X>>) => Tensor<Result<Linear<X, [O, I]>>>
export declare function sum<S extends Shape, const A extends Axes>(
  x: Tensor<S>,
  axes: Argument<Reduce<'sum', S, A>, A>,
): Tensor<Result<Reduce<'sum', S, A>>>
export declare function softmax<S extends Shape, const A extends number>(
  x: Tensor<S>,
  axis: Argument<AxisCheck<'softmax', S, A>, A>,
): Tensor<S>
export declare function reshape<S extends Shape, const T extends Shape>(
  x: Tensor<S>,
  shape: ReshapeArgument<S, T>,
): Tensor<Result<Reshape<S, T>>>
export declare function flatten<S extends Shape, const A extends number>(
  x: Tensor<S>,
  start: Argument<Flatten<S, A>, A>,
): Tensor<Result<Flatten<S, A>>>
export declare function broadcastTo<S extends Shape, const T extends Shape>(
  x: Tensor<S>,
  shape: Argument<BroadcastTo<S, T>, ShapeArgument<'broadcastTo', T>>,
): Tensor<Result<BroadcastTo<S, T>>>
export declare function permute<S extends Shape, const P extends readonly number[]>(
  x: Tensor<S>,
  axes: PermuteArgument<S, P>,
): Tensor<Result<Permute<S, P>>>
export declare function transpose<S extends Shape, const A extends number, const B extends number>(
  x: Tensor<S>,
  a: A,
  b: Argument<Transpose<S, A, B>, B>,
): Tensor<Result<Transpose<S, A, B>>>
export declare function slice<S extends Shape, const A extends number, const F extends number, const T extends number>(
  x: Tensor<S>,
  axis: A,
  start: F,
  end: Argument<Slice<S, A, F, T>, T>,
): Tensor<Result<Slice<S, A, F, T>>>
export declare function concat<const L extends readonly Tensor<Shape>[], const A extends number>(
  tensors: {
    [K in keyof L]: K extends keyof ConcatMarked<ShapesOf<L>, A> ? Argument<ConcatMarked<ShapesOf<L>, A>[K], L[K]>
    : L[K]
  },
  axis: A,
): Tensor<Result<Concat<ShapesOf<L>, A>>>
export declare function squeeze<S extends Shape, const A extends Axes>(
  x: Tensor<S>,
  axes: Argument<Squeeze<S, A>, A>,
): Tensor<Result<Squeeze<S, A>>>
export declare function unsqueeze<S extends Shape, const A extends number>(
  x: Tensor<S>,
  axis: Argument<Unsqueeze<S, A>, A>,
): Tensor<Result<Unsqueeze<S, A>>>
export declare function expand<S extends Shape, const T extends Shape>(
  x: Tensor<S>,
  shape: ExpandArgument<S, T>,
): Tensor<Result<Expand<S, T>>>
export declare function stack<const L extends readonly Tensor<Shape>[], const A extends number>(
  tensors: {
    [K in keyof L]: K extends keyof StackMarked<ShapesOf<L>, A> ? Argument<StackMarked<ShapesOf<L>, A>[K], L[K]> : L[K]
  },
  axis: Argument<Stack<ShapesOf<L>, A>, A>,
): Tensor<Result<Stack<ShapesOf<L>, A>>>
export declare function split<S extends Shape, const N extends Sizes, const A extends number>(
  x: Tensor<S>,
  sizes: SplitArgument<S, N, A>,
  axis: Argument<AxisCheck<'split', S, A>, A>,
): Split<S, N, A>
export declare function chunk<S extends Shape, const N extends number, const A extends number>(
  x: Tensor<S>,
  count: ChunkArgument<S, N, A>,
  axis: Argument<AxisCheck<'chunk', S, A>, A>,
): Chunk<S, N, A>
export declare function pad<S extends Shape, const W extends PadWidths>(
  x: Tensor<S>,
  widths: PadArgument<S, W>,
): Tensor<Result<Pad<S, W>>>
export declare function tile<S extends Shape, const R extends readonly number[]>(
  x: Tensor<S>,
  repeats: TileArgument<S, R>,
): Tensor<Result<Tile<S, R>>>
export declare function flip<S extends Shape, const A extends Axes>(
  x: Tensor<S>,
  axes: Argument<Flip<S, A>, A>,
): Tensor<S>
export declare function select<S extends Shape, const A extends number, const I extends number>(
  x: Tensor<S>,
  axis: Argument<AxisCheck<'select', S, A>, A>,
  index: Argument<Select<S, A, I>, I>,
): Tensor<Result<Select<S, A, I>>>
export declare function moveaxis<S extends Shape, const A extends SomeAxes, const B extends SomeAxes>(
  x: Tensor<S>,
  source: Argument<Reduce<'moveaxis', S, A>, A>,
  destination: Argument<Moveaxis<S, A, B>, B>,
): Tensor<Result<Moveaxis<S, A, B>>>
export declare function swapAdjacentAtDepth<S extends Shape, const K extends number>(
  x: Tensor<S>,
  depth: K,
): Tensor<SwapAdjacentAtDepth<S, K>>
export declare function oneHot<S extends Shape, const C extends Dim>(
  labels: Tensor<S>,
  classes: MarkedDims<'oneHot', [C]>[0],
): Tensor<Result<OneHot<S, C>>>
export declare function convolution<
  X extends Shape,
  W extends Shape,
  B extends Shape = never,
  const S extends PerAxis = 1,
  const P extends PerAxis = 0,
>(
  x: Tensor<X>,
  w: Argument<Convolution<X, W, undefined, S, P>, Tensor<W>>,
  b?: Argument<ConvolutionBias<W, B>, Tensor<B>>,
  options?: { stride?: S; padding?: P },
): Tensor<Result<Convolution<X, W, undefined, S, P>>>
export declare function maxPool<
  X extends Shape,
  const K extends PerAxis,
  const S extends PerAxis,
  const P extends PerAxis,
>(
  x: Argument<Pool<'maxPool', X, K, S, P>, Tensor<X>>,
  kernel: K,
  options: { stride: S; padding: P },
): Tensor<Result<Pool<'maxPool', X, K, S, P>>>
export declare function gather<S extends Shape, const A extends number, I extends Shape>(
  x: Tensor<S>,
  axis: Argument<Gather<'gather', S, A, I>, A>,
  indices: Tensor<I>,
): Tensor<Result<Gather<'gather', S, A, I>>>
export declare function crossEntropy<A extends Shape, B extends Shape>(
  logits: Tensor<A>,
  labels: Argument<CrossEntropy<A, B>, Tensor<B>>,
): Tensor<[]>
export declare function mseLoss<A extends Shape, B extends Shape>(
  a: Tensor<A>,
  b: Argument<SameShape<'mseLoss', A, B>, Tensor<B>>,
): Tensor<[]>

type Call<I extends Shapes, O extends Shape> = <const T extends { [K in keyof I]: Tensor<Shape> }>(inputs: {
  [K in keyof T]: UnifyInput<I, ShapesOf<T> & Shapes, K> extends infer Sentence extends string ? Sentence : T[K]
}) => Tensor<Unified<I, ShapesOf<T> & Shapes, O>>
export declare function fn<const I extends Shapes, O extends Shape>(
  inputs: I,
  body: (inputs: { [K in keyof I]: Tensor<[...I[K]]> }) => Tensor<O>,
): Call<I, O>
