/** Boxes of parameters: values that outlive the recording. `use` copies them into a leaf, `sgdStepAll` writes them. */
export interface SessionParameter<S extends readonly number[] = readonly number[]> {
  readonly name: string
  readonly shape: S
  readonly values: Float64Array
  readonly requiresGrad: boolean
}
