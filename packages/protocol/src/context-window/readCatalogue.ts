import type { Catalogue, Model } from './Catalogue.ts'

/**
 * A catalogue from a data file, checked: a wrong figure would be a wrong bill or a refused request.
 * @throws {TypeError} naming the model and the field that is wrong.
 */
export function readCatalogue(value: unknown): Catalogue {
  const { version, asOf, models } = recordOf(value, 'The catalogue')
  if (!isWhole(version)) throw wrong('The catalogue', 'version', version)
  if (typeof asOf !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(asOf)) {
    throw wrong('The catalogue', 'asOf', asOf)
  }
  if (!Array.isArray(models)) throw wrong('The catalogue', 'models', models)
  const read = models.map(readModel)
  const ids = read.flatMap(({ id, aliases = [] }) => [id, ...aliases])
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new TypeError(`The catalogue names ${twice} twice.`)
  return { version, asOf, models: read }
}

/** One model, checked as in `readCatalogue`. Fields that are not known here stay. */
export function readModel(value: unknown): Model {
  const model = recordOf(value, 'A model')
  const { id } = model
  if (typeof id !== 'string' || id === '') throw new TypeError('Every model needs an id.')
  const where = `Model ${id}`
  for (const [field, isRight] of Object.entries(fields)) {
    const required = field === 'provider' || field === 'kind'
    if ((required || model[field] !== undefined) && !isRight(model[field])) {
      throw wrong(where, field, model[field])
    }
  }
  const { images, price } = model
  if (images !== undefined) checkImages(where, recordOf(images, `${where}: images`))
  if (price !== undefined) checkPrice(where, recordOf(price, `${where}: price`))
  return model as unknown as Model
}

type Check = (value: unknown) => boolean

const fields: Readonly<Record<string, Check>> = {
  provider: isName,
  kind: oneOf('chat', 'image', 'transcription'),
  aliases: (value) => Array.isArray(value) && value.every(isName),
  match: isName,
  contextWindow: isWhole,
  maxOutputTokens: isWhole,
  uploadMaxBytes: isWhole,
  maxTokensParam: oneOf('max_tokens', 'max_completion_tokens'),
  tokenizer: oneOf('o200k_base', 'cl100k_base', 'estimate'),
  deprecated: (value) => typeof value === 'boolean',
  source: isName,
}

const imageFields: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['tiles', ['base', 'perTile']],
  ['patches', ['patchPx', 'maxEdgePx', 'maxPatches', 'factor']],
  ['squares', ['squarePx', 'maxEdgePx', 'maxTokens']],
])

function checkImages(where: string, images: Readonly<Record<string, unknown>>): void {
  const names = imageFields.get(images['rule'])
  if (names === undefined) throw wrong(where, 'images.rule', images['rule'])
  for (const name of names) {
    const figure = images[name]
    if (!Number.isFinite(figure) || Number(figure) <= 0)
      throw wrong(where, `images.${name}`, figure)
  }
}

function checkPrice(where: string, price: Readonly<Record<string, unknown>>): void {
  for (const field of ['input', 'cachedInput', 'cacheWrite', 'output', 'perMinute']) {
    if (price[field] !== undefined && !isPrice(price[field])) {
      throw wrong(where, `price.${field}`, price[field])
    }
  }
  const { perImage = [] } = price
  if (!Array.isArray(perImage)) throw wrong(where, 'price.perImage', perImage)
  for (const [index, image] of perImage.entries()) {
    const field = `price.perImage[${index}]`
    const { size, quality, price: each } = recordOf(image, `${where}: ${field}`)
    if (!isName(size)) throw wrong(where, `${field}.size`, size)
    if (!isName(quality)) throw wrong(where, `${field}.quality`, quality)
    if (!isPrice(each)) throw wrong(where, `${field}.price`, each)
  }
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}

function isPrice(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function oneOf(...allowed: readonly string[]): Check {
  return (value) => typeof value === 'string' && allowed.includes(value)
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new TypeError(`${what} must be an object.`)
}

function wrong(where: string, field: string, value: unknown): TypeError {
  return new TypeError(`${where}: ${field} must not be ${JSON.stringify(value) ?? 'missing'}.`)
}
