// Floor: incremental blocks every 50 ms, 24 finished blocks in one group with content-visibility: auto.
import { mountBlocks } from './_floor-block.js'
export const meta = {
  wire: 'openai',
  label: 'floor: incremental blocks, every 50 ms, in groups of 24 with content-visibility',
  floor: true,
}
export const mount = (el, o) => mountBlocks(el, o, (f) => setTimeout(f, 50), clearTimeout, 24)
