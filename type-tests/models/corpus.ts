/**
 * The corpus as data: every model, at which small widths it is run, and what its named dims are there.
 *
 * A model file writes its program at the widths of the paper, so that every shape is literal. Its first lines are
 * `const width = 768`: one number a line. Whoever runs a model replaces those numbers by the ones of `widths` below, which
 * changes no other line and no call site. Each file exports `outputs`: tensors by name, where a name that ends in `loss`
 * or `Loss` is a scalar to differentiate. Its parameters and inputs are the leaves those tensors depend on.
 */

export interface CorpusModel {
  /** The file beside this one, without its ending. */
  readonly name: string
  /** Reduced numbers for constants of the file. */
  readonly widths: Readonly<Record<string, number>>
  /** Values of its named dims. */
  readonly binding: Readonly<Record<string, number>>
  /** How large the integers of an input may be, exclusive: labels below the classes, tokens below the vocabulary. */
  readonly integers?: Readonly<Record<string, number>>
}

export const corpus: readonly CorpusModel[] = [
  { name: 'mlp', widths: { pixels: 6, hidden: 5, classes: 3 }, binding: { batch: 3 }, integers: { label: 3 } },
  {
    name: 'lenet',
    widths: { firstMaps: 2, secondMaps: 3, features: 4, hidden: 5, classes: 3 },
    binding: { batch: 2 },
    integers: { label: 3 },
  },
  {
    name: 'resnet18',
    widths: { side: 32, stem: 2, second: 3, third: 4, fourth: 5, classes: 3 },
    binding: { batch: 2 },
    integers: { label: 3 },
  },
  {
    name: 'unet',
    widths: { side: 16, c1: 2, c2: 4, c3: 8, c4: 16, c5: 32, groups: 2 },
    binding: { batch: 1 },
    integers: { mask: 2 },
  },
  {
    name: 'vit',
    widths: { side: 8, patch: 4, patches: 4, tokens: 5, width: 6, heads: 2, headWidth: 3, hidden: 8, classes: 3 },
    binding: { batch: 2 },
    integers: { label: 3 },
  },
  {
    name: 'bert',
    widths: { vocabulary: 11, positions: 6, width: 6, heads: 2, headWidth: 3, hidden: 8 },
    binding: { batch: 2, T: 4 },
    integers: { token: 11, place: 6, part: 2, present: 2, masked: 11 },
  },
  {
    name: 'nanogpt',
    widths: { vocabulary: 11, context: 6, width: 6, heads: 2, headWidth: 3, hidden: 8, triple: 18 },
    binding: { batch: 2, T: 4, P: 3 },
    integers: { token: 11, place: 6, target: 11, next: 11, nextPlace: 6 },
  },
  {
    name: 'llama',
    widths: { vocabulary: 11, width: 16, keyHeads: 2, shared: 2, headWidth: 4, keyWidth: 8, hidden: 12 },
    binding: { batch: 2, T: 4, P: 3 },
    integers: { token: 11, target: 11, next: 11 },
  },
  { name: 'lstm', widths: { vocabulary: 7, width: 4, hidden: 3 }, binding: { batch: 2 }, integers: { token: 7 } },
  { name: 'gru', widths: { features: 3, hidden: 4, classes: 3 }, binding: { batch: 2 }, integers: { label: 3 } },
  { name: 'vae', widths: { pixels: 6, hidden: 5, latent: 3 }, binding: { batch: 3 } },
  { name: 'gan', widths: { latent: 3, g8: 5, g4: 4, g2: 3, g1: 2 }, binding: { batch: 2 } },
]
