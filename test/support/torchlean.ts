/** The names of TorchLean's operators. In: its source. Out: lists for the tests of exports and of documentation. */
/** The 62 operators of the session, in the order of its table, then those of the builder. */
export const session =
  `const add sub mul scale abs sqrt clamp max min relu sigmoid tanh softplus exp log safeLog detach matmul bmm linear
sum mseLoss softmax logSoftmax flatten reshape transpose2d transpose3dFirstToLast transpose3dLastToFirst transpose3dLastTwo
swapAdjacentAtDepth broadcastTo concatVectors concatLeadingAxis sliceLeadingAxisRange reduceSum reduceMean gatherScalar gatherRow
gatherScalarNat gatherVecNat gatherRowsNat gatherScalarRef gatherRowRef gatherVecRef gatherRowsRef scatterAddVec scatterAddRow
maxPool smoothMaxPool avgPool maxPool2d smoothMaxPool2d avgPool2d layerNorm batchnormChannelFirst conv convTranspose conv2d
convTranspose2d multiHeadAttention`.split(/\s+/)
export const builder = 'square inv div gelu randUniform bernoulliMask maxPool2dPad avgPool2dPad'.split(' ')
