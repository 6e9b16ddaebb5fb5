/**
 * The scalar-function table: for each function its meaning in f64, its derivative, its cost, and, where no target has
 * it as an instruction, the one program that all targets print.
 *
 * In: the rows of scalar/*.ts. Out: names and rows, for expressions, derivatives, interpreter and printers. To add a
 * function, export one more row.
 */
import type { ScalarFunction } from './scalar/function.js'
import * as table from './scalar/table.js'

export type { FloatOperations, IntegerOperations, ScalarFunction } from './scalar/function.js'

export type ScalarFunctionName = keyof typeof table

export const scalarFunctions: Readonly<Record<ScalarFunctionName, ScalarFunction>> = table
