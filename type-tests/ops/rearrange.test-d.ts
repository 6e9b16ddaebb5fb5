import { expectError, expectType } from 'tsd'
import { dyn, input, rearrange, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 'T', 768])
const image = input('image', ['batch', 3, 8, 8])
declare const unknown: string
declare const count: number

expectType<Tensor<['batch', 12, 'T', 64]>>(rearrange(x, 'b t (h d) -> b h t d', { h: 12 }))
expectType<Tensor<['batch', 'T', 768]>>(
  x.rearrange('b t (h d) -> b h t d', { h: 12 }).rearrange('b h t d -> b t (h d)'),
)
expectType<Tensor<['T*batch', 768]>>(x.rearrange('b t d -> (b t) d'))
expectType<Tensor<['batch', 768, 'T']>>(x.rearrange('b ... d -> b d ...'))
expectType<Tensor<['batch', 4, 48]>>(image.rearrange('b c (h p) (w q) -> b (h w) (c p q)', { p: 4, q: 4 }))
expectType<Tensor<['batch', 3, 1, 64]>>(image.rearrange('b c h w -> b c 1 (h w)'))
expectType<Tensor<['batch', 'T', 'H', 8], 'i32'>>(
  rearrange(input('i', ['batch', 'T', '8*H'], 'i32'), 'b t (h d) -> b t h d', { h: 'H' }),
)
expectType<Tensor<['H', '64/H']>>(rearrange(input('z', [64]), '(h d) -> h d', { h: 'H' }))
expectError(rearrange(input('t', ['T']), '(h d) -> h d', { h: 7 }))
expectError(rearrange(input('t', ['T']), '(h d) -> h d', { h: 'H+1' }))
expectType<Tensor<[number, number, 768]>>(
  input('y', [dyn(count), 768]).rearrange('(b t) d -> b t d', { t: dyn(count) }),
)
expectType<readonly (string | number)[]>(x.rearrange(unknown).shape)
expectError(rearrange(x, 'b t (h d) -> b h t d'))
expectError(rearrange(x, 'b t (h d) -> b h t d', { h: 7 }))
expectError(rearrange(x, 'b t (h d) -> b h t d', { h: count }))
expectError(rearrange(x, 'b t (h d) -> b h t d', { h: 12, q: 2 }))
expectError(rearrange(x, 'b t (h d) -> b h t d', { h: 12, d: 63 }))
expectError(rearrange(x, 'b t d -> b t'))
expectError(rearrange(x, 'b t -> t b'))
expectError(x.rearrange('b t 1 -> b t'))
