import { expectError, expectType } from 'tsd'
import {
  castNodeContext,
  DGraph,
  dnode,
  exp,
  relu,
  weakenNodeMiddle,
  type DNode,
  type Tensor,
} from '../../src/index.js'

// Contexts are computed: a node reads all leaves and all nodes before it.
const empty = DGraph.empty([['batch', 784], [784, 10], [10]])
expectType<DGraph<[['batch', 784], [784, 10], [10]], []>>(empty)
const affine = empty
  .snoc((entry) => {
    expectType<Tensor<['batch', 784]>>(entry(0))
    return entry(0).matmul(entry(1))
  })
  .snoc((entry) => {
    expectType<Tensor<['batch', 10]>>(entry(3))
    return entry(3).add(entry(2))
  })
expectType<DGraph<[['batch', 784], [784, 10], [10]], [['batch', 10], ['batch', 10]]>>(affine)
expectType<[['batch', 10], ['batch', 10]]>(affine.shapes)

// append: Γ ⊢ s1 and Γ ++ s1 ⊢ s2 give Γ ⊢ s1 ++ s2.
const loss = DGraph.empty([['batch', 784], [784, 10], [10], ['batch', 10], ['batch', 10]])
  .snocUnaryOp(4, relu)
  .snocUnaryOp(5, (x) => x.sum())
const whole = affine.append(loss)
expectType<DGraph<[['batch', 784], [784, 10], [10]], [['batch', 10], ['batch', 10], ['batch', 10], []]>>(whole)
expectType<DGraph<[['batch', 784], [784, 10], [10]], [['batch', 10], ['batch', 10]]>>(
  affine.append(DGraph.empty([['batch', 784], [784, 10], [10], ['batch', 10], ['batch', 10]])),
)
expectError(affine.append(DGraph.empty([['batch', 784], [784, 10], [10]])))
expectError(affine.append(DGraph.empty([['batch', 784], [784, 10], [11], ['batch', 10], ['batch', 10]])))
expectError(loss.append(affine))
expectError(affine.snocUnaryOp(5, relu))
expectError(affine.snoc((entry) => entry(5).relu()))
expectError(affine.snoc((entry) => entry(0).matmul(entry(0))))
expectError(affine.snocUnaryOp(4, (x) => x.argmax(0)))

// weakenContext: leaves that are carried.
expectType<DGraph<[['batch', 784], [784, 10], [10], [3], []], [['batch', 10], ['batch', 10]]>>(
  affine.weakenContext([[3], []]),
)

// Nodes.
const node = dnode([[2], [3], [3]], (entry) => entry(2).add(entry(1)))
expectType<DNode<[[2], [3], [3]], [3]>>(node)
const weakened = weakenNodeMiddle(node, [[2]], [[7]], [[3], [3]])
expectType<[readonly [2], [7], readonly [3], readonly [3]]>(weakened.context)
expectError(weakenNodeMiddle(node, [[2]], [[7]], [[3]]))
expectType<readonly [readonly [2], readonly [3], readonly [3]]>(castNodeContext(node, [[2], [3], [3]]).context)
expectError(castNodeContext(node, [[2], [3], [4]]))
expectError(castNodeContext(node, [[2], [3]]))

// The identity of append, and functions of the library as operators.
expectType<DGraph<[[3]], [[3]]>>(DGraph.empty([[3]]).append(DGraph.empty([[3]]).snocUnaryOp(0, exp)))
