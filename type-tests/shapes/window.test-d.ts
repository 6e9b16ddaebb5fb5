import { expectError, expectType } from 'tsd'
import type {
  Argument,
  Beta,
  ConvTranspose,
  ConvTransposeBias,
  Convolution,
  ConvolutionBias,
  PerAxis,
  Pool,
  Result,
  Shape,
} from '../../src/shapes/index.js'
import { of, the, type Operand } from './operand.js'

declare function convolution<
  X extends Shape,
  W extends Shape,
  const S extends PerAxis = 1,
  const P extends PerAxis = 0,
>(
  x: Operand<X>,
  w: Argument<Convolution<X, W, undefined, S, P>, Operand<W>>,
  options?: { stride?: S; padding?: P },
): Operand<Result<Convolution<X, W, undefined, S, P>>>

expectType<Operand<['batch', 16, 8, 8]>>(convolution(of('batch', 1, 8, 8), of(16, 1, 3, 3), { padding: 1 }))
expectType<Operand<[64, 112, 112]>>(convolution(of(3, 224, 224), of(64, 3, 7, 7), { stride: 2, padding: 3 }))
expectType<Operand<[2, 4, 'T-2']>>(convolution(of(2, 3, 'T'), of(4, 3, 3)))
expectType<Operand<[2, 4, 3, 5]>>(convolution(of(2, 3, 8, 5), of(4, 3, 3, 3), { stride: [2, 1], padding: [0, 1] }))
expectType<Operand<[1, 1, 2, 3, 4]>>(convolution(of(1, 1, 3, 4, 5), of(1, 1, 2, 2, 2)))

expectError(convolution(of(64, 3, 32, 32), of(16, 4, 3, 3)))
expectError(convolution(of(1, 3, 4, 4), of(16, 3, 7, 7)))
expectError(convolution(of(1, 3, 8, 8), of(16, 3, 3, 3), { stride: 0 }))
expectError(convolution(of(1, 3, 8, 8), of(16, 3, 3, 3), { stride: [1, 1, 1] }))
expectError(convolution(of(1, 3, 8), of(3, 3)))
expectError(convolution(of(2, 3, 'T'), of(4, 3, 3), { stride: 2 }))

expectType<'convolution: input [1, 3, 8, 8] has 3 channels, weight [4, 2, 3, 3] expects 2'>(
  the<Convolution<[1, 3, 8, 8], [4, 2, 3, 3]>>(),
)
expectType<'convolution: kernel 7 is larger than the padded input 6 on spatial axis 1 (input [3, 9, 4], kernel [1, 3, 7, 7])'>(
  the<Convolution<[3, 9, 4], [1, 3, 7, 7], undefined, 1, 1>>(),
)
expectType<'convolution: bias [3] has 3 channels, weight [4, 2, 3, 3] gives 4'>(
  the<ConvolutionBias<[4, 2, 3, 3], [3]>>(),
)
expectType<[1, 4, number, 8]>(the<Convolution<[1, 2, number, 8], [4, 2, 3, 3], [4], 1, 1>>())

expectType<[1, 8, 4, 4]>(the<Convolution<[1, 4, 8, 8], [8, 2, 3, 3], [8], 1, 0, 2, 2>>())
expectType<'convolution: kernel 3 with dilation 4 spans 9, more than the padded input 8 on spatial axis 0 (input [1, 1, 8, 8], kernel [4, 1, 3, 3])'>(
  the<Convolution<[1, 1, 8, 8], [4, 1, 3, 3], undefined, 1, 0, 4>>(),
)
expectType<'convolution: dilation 0 on spatial axis 1 is not a whole number, 1 or more (input [1, 1, 8, 8], kernel [4, 1, 3, 3])'>(
  the<Convolution<[1, 1, 8, 8], [4, 1, 3, 3], undefined, 1, 0, [1, 0]>>(),
)
expectType<'convolution: input [1, 6, 8] has 6 channels, weight [8, 2, 3] in 2 groups expects 4'>(
  the<Convolution<[1, 6, 8], [8, 2, 3], undefined, 1, 0, 1, 2>>(),
)
expectType<'convolution: groups 2 does not divide the 9 channels that weight [9, 2, 3] gives (input [1, 4, 8])'>(
  the<Convolution<[1, 4, 8], [9, 2, 3], undefined, 1, 0, 1, 2>>(),
)
expectType<'convolution: groups 0 is not a whole number, 1 or more (input [1, 4, 8], weight [8, 2, 3])'>(
  the<Convolution<[1, 4, 8], [8, 2, 3], undefined, 1, 0, 1, 0>>(),
)

expectType<['batch', 3, 8, 8]>(the<ConvTranspose<['batch', 8, 4, 4], [8, 3, 2, 2], [3], 2>>())
expectType<[6, 10]>(the<ConvTranspose<[4, 4], [4, 3, 3], [6], 2, 1, 1, 2, 2>>())
expectType<[1, 3, '2*T-1']>(the<ConvTranspose<[1, 8, 'T'], [8, 3, 3], undefined, 2, 1>>())
expectType<[1, number, 9]>(the<ConvTranspose<[1, number, 4], [8, number, 3], undefined, 2>>())
expectType<'convTranspose: size -1 on spatial axis 0 of the result is not 1 or more (input [1, 2], kernel [1, 1, 3])'>(
  the<ConvTranspose<[1, 2], [1, 1, 3], undefined, 2, 3>>(),
)
expectType<'convTranspose: outputPadding 2 is not less than stride 2 or dilation 1 on spatial axis 0 (input [1, 2], kernel [1, 1, 3])'>(
  the<ConvTranspose<[1, 2], [1, 1, 3], undefined, 2, 0, 2>>(),
)
expectType<'convTranspose: outputPadding -1 on spatial axis 0 is not a whole number, 0 or more (input [1, 2], kernel [1, 1, 3])'>(
  the<ConvTranspose<[1, 2], [1, 1, 3], undefined, 2, 0, -1>>(),
)
expectType<'convTranspose: input [5, 2] has 5 channels, weight [4, 1, 3] expects 4'>(
  the<ConvTranspose<[5, 2], [4, 1, 3]>>(),
)
expectType<'convTranspose: groups 3 does not divide the 4 channels of input [4, 2] (weight [4, 1, 3])'>(
  the<ConvTranspose<[4, 2], [4, 1, 3], undefined, 1, 0, 0, 1, 3>>(),
)
expectType<'convTranspose: bias [4] has 4 channels, weight [4, 3, 2] gives 6'>(
  the<ConvTransposeBias<[4, 3, 2], [4], 2>>(),
)
expectType<'convTranspose: outputPadding [1, 1] has 2 entries, expected 1 (input [1, 2], kernel [1, 1, 3])'>(
  the<ConvTranspose<[1, 2], [1, 1, 3], undefined, 2, 0, [1, 1]>>(),
)

expectType<4>(the<Beta<'smoothMaxPool', 4>>())
expectType<'smoothMaxPool: beta 0 is not a finite number other than 0'>(the<Beta<'smoothMaxPool', 0>>())

expectType<['batch', 16, 4, 4]>(the<Pool<'maxPool', ['batch', 16, 8, 8], [2, 2]>>())
expectType<['batch', 16, 4, 4]>(the<Pool<'maxPool', ['batch', 16, 8, 8], 2>>())
expectType<[16, 7]>(the<Pool<'avgPool', [16, 8], [2], 1>>())
expectType<[1, 1, 'T']>(the<Pool<'avgPool', [1, 1, '2*T'], [2]>>())
expectType<'maxPool: padding 2 is more than half of kernel 3 on spatial axis 0 (input [16, 8], kernel [3])'>(
  the<Pool<'maxPool', [16, 8], [3], 1, 2>>(),
)
expectType<'maxPool: input [8, 8] has rank 2, kernel [2, 2] expects rank 3 or, with a batch axis, 4'>(
  the<Pool<'maxPool', [8, 8], [2, 2]>>(),
)
