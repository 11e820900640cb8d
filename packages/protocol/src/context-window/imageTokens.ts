import type { ImageRule } from './Catalogue.ts'

/** In pixels. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** What OpenAI publishes for gpt-4o; taken where nothing is known of the model. */
const usualRule: ImageRule = { rule: 'tiles', base: 85, perTile: 170 }

/**
 * The tokens of an image at full detail, by the rule that its model's vendor publishes. An image of unknown size
 * is as large as one can be.
 */
export function imageTokens(size: ImageSize | undefined, rule: ImageRule = usualRule): number {
  const known =
    size !== undefined && isPossible(size.width) && isPossible(size.height) ? size : undefined
  switch (rule.rule) {
    case 'tiles':
      return rule.base + rule.perTile * (known === undefined ? mostTiles : tilesOf(known))
    case 'patches':
      return Math.ceil(
        rule.factor * (known === undefined ? mostPatches(rule) : patchesOf(known, rule)),
      )
    case 'squares':
      return known === undefined ? rule.maxTokens : squaresOf(known, rule)
  }
}

/** What says otherwise is a header that lies. */
function isPossible(px: number): boolean {
  return px >= 1 && px <= 1_000_000
}

const tilePx = 512
/** Of 2,048 by 768 px. */
const mostTiles = 8

function tilesOf({ width, height }: ImageSize): number {
  const fit = Math.min(1, 2048 / Math.max(width, height))
  const down = Math.min(1, 768 / (Math.min(width, height) * fit))
  const along = (px: number): number => Math.ceil(rounded(px * fit * down) / tilePx)
  return along(width) * along(height)
}

type Patches = Extract<ImageRule, { rule: 'patches' }>

function mostPatches({ patchPx, maxEdgePx, maxPatches }: Patches): number {
  return Math.min(maxPatches, Math.ceil(maxEdgePx / patchPx) ** 2)
}

function patchesOf(size: ImageSize, { patchPx, maxEdgePx, maxPatches }: Patches): number {
  const fit = Math.min(1, maxEdgePx / Math.max(size.width, size.height))
  const [width, height] = [size.width * fit, size.height * fit]
  const along = (px: number): number => Math.ceil(rounded(px) / patchPx)
  const patches = along(width) * along(height)
  if (patches <= maxPatches) return patches
  // Shrunk to the area of the most, then until one side holds whole patches.
  const shrink = Math.sqrt((maxPatches * patchPx ** 2) / (width * height))
  const whole = (px: number): number => {
    const count = (px * shrink) / patchPx
    return Math.floor(rounded(count)) / count
  }
  const scale = shrink * Math.min(whole(width), whole(height))
  const shrunk = (px: number): number =>
    Math.max(1, Math.ceil(Math.floor(rounded(px * scale)) / patchPx))
  return Math.min(maxPatches, shrunk(width) * shrunk(height))
}

type Squares = Extract<ImageRule, { rule: 'squares' }>

/** The largest that keeps its shape and meets both limits: sought by its longer side, pixel by pixel. */
function squaresOf(size: ImageSize, { squarePx, maxEdgePx, maxTokens }: Squares): number {
  const long = Math.max(size.width, size.height)
  const shape = Math.min(size.width, size.height) / long
  const squares = (px: number): number =>
    Math.ceil(px / squarePx) * Math.max(1, Math.ceil(Math.round(px * shape) / squarePx))
  const fits = (px: number): boolean =>
    Math.ceil(px / squarePx) * squarePx <= maxEdgePx && squares(px) <= maxTokens
  let least = 1
  let most = Math.floor(Math.min(long, maxEdgePx))
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (fits(middle)) least = middle
    else most = middle - 1
  }
  return squares(least)
}

/** Scaling leaves 512.0000001 where 512 is meant. */
function rounded(px: number): number {
  return Math.round(px * 1e6) / 1e6
}
