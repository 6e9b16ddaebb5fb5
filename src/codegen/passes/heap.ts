/** A binary heap: what has become ready leaves in the order of its number. In: numbers. Out: the least of them. */
export class Heap {
  private readonly items: number[] = []

  push(item: number): void {
    const { items } = this
    let at = items.push(item) - 1
    for (let parent = (at - 1) >> 1; at > 0 && items[parent]! > item; at = parent, parent = (at - 1) >> 1)
      items[at] = items[parent]!
    items[at] = item
  }

  pop(): number | undefined {
    const { items } = this
    const top = items[0]
    const last = items.pop()
    if (top === undefined || last === undefined || items.length === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child + 1 < items.length && items[child + 1]! < items[child]!) child++
      if (child >= items.length || items[child]! >= last) break
      items[at] = items[child]!
      at = child
    }
    items[at] = last
    return top
  }
}
