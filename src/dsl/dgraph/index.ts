/** Graphs composed in types: what `shapewright` exports of this room. */
export type { Certificate, CertificateAt, CertificateClass, NodeCertificate } from './certificate.js'
export { DGraph } from './dgraph.js'
export { castNodeContext, DGraphError, dnode, dropMiddle, weakenNodeMiddle } from './node.js'
export type { DNode, Entries } from './node.js'
