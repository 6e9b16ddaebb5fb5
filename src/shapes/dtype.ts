/**
 * The element types of tensors. Floats (`f32`, `f64`) are differentiable and live in Γ; integers and booleans
 * (labels, indices, masks) live in Δ and are never differentiated.
 */
export type DType = 'f32' | 'f64' | 'i32' | 'u32' | 'bool'

export const dtypes: readonly DType[] = ['f32', 'f64', 'i32', 'u32', 'bool']

export type FloatDType = 'f32' | 'f64'
export type IntegerDType = 'i32' | 'u32'

export const isFloat = (dtype: DType): dtype is FloatDType => dtype === 'f32' || dtype === 'f64'
export const isInteger = (dtype: DType): dtype is IntegerDType => dtype === 'i32' || dtype === 'u32'
