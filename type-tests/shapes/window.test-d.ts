import { expectError, expectType } from 'tsd'
import type { Argument, Convolution, ConvolutionBias, PerAxis, Pool, Result, Shape } from '../../src/shapes/index.js'
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
