/**
 * Scratch: a tensor that only the members of a group touch is kept for one iteration of the group's loops. In: members, the
 * tensors between them. Out: members whose addresses of those tensors have lost the strides of the shared loops.
 */
import { isAffine, type Address, type Buffer } from '../statement.js'
import { addressReplacer } from './pack.js'
import type { Unit } from './order-units.js'
import { readsOf, restOf, type Member, type Members } from './shared-loops.js'

/** Members with their scratch: tensors of one iteration lose the strides of the group's loops. */
export function withScratch(members: Members, inner: readonly Buffer[]): Unit {
  const scratch = new Map<Buffer, { readonly buffer: Buffer; readonly shift: number }>()
  for (const { statement, prefix } of members.values())
    for (const { address } of statement.stores) {
      if (!inner.includes(address.buffer) || !isAffine(address)) continue
      const [low, high] = restOf(address, prefix)
      const elements = high - low + 1
      scratch.set(address.buffer, {
        buffer: { ...address.buffer, elements, shape: [elements], strides: [1], base: 0 },
        shift: low,
      })
    }
  const list = [...members.entries()]
    .sort(([a], [b]) => a - b)
    .map(([index, { statement, prefix }]): Member => {
      const moved = new Map<Address, Address>()
      for (const address of [...readsOf(statement), ...statement.stores.map((store) => store.address)]) {
        const small = scratch.get(address.buffer)
        if (!small || !isAffine(address)) continue
        const strides = new Map([...address.strides].filter(([variable]) => !prefix.includes(variable)))
        moved.set(address, { kind: 'affine', buffer: small.buffer, base: address.base - small.shift, strides })
      }
      const replace = addressReplacer(moved)
      const stores = statement.stores.map((store) => ({
        ...store,
        address: moved.get(store.address) ?? store.address,
        value: store.value && replace(store.value),
      }))
      return { index, statement: { ...statement, body: replace(statement.body), stores }, prefix }
    })
  return { variables: [...members.values()][0]!.prefix, members: list }
}
