/** The scalar domains by the name that options use. A build is made in one of these; certificates run it in fields. */
import type { Domain } from './domain.js'
import { f32 } from './f32.js'
import { f32Strict } from './f32-strict.js'
import { f64 } from './f64.js'

export type DomainName = 'f32' | 'f32-strict' | 'f64'

export const domains: Readonly<Record<DomainName, Domain>> = { f32, 'f32-strict': f32Strict, f64 }

export type { Domain } from './domain.js'
