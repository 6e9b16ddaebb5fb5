/** Editors for scripts/bench-editor.mjs. In: nothing. Out: what a bench drives. */
export { positionOf, replacing } from './editor.js'
export { editors, makeProject } from './project.js'
