/*
 * Opens the page of the demo without a network. Kept is what the page is made of: its HTML, scripts, styles, fonts and
 * pictures, from here and from nowhere else. Whatever the page asks for by `fetch` is never looked at: no answers, no
 * conversations and no keys are here.
 *
 * A page comes from the network, parts and all, so it is never older than its server. Only where the network fails, or
 * is too slow, it is opened from its copy. So it does no harm when one worker takes over from another under an open
 * page: therefore `skipWaiting` and `clients.claim`, and a first visit is kept already.
 */
const prefix = 'millrace-demo-page-'
/** Counted up when what is kept, or how, changes: what an older worker kept is thrown away then. */
const cacheName = `${prefix}1`
const mostEntries = 1000
/** How long an opening page waits for the network where there is a copy, in milliseconds. */
const patienceMs = 4000

const pageKey = new URL('/', location.href).href
const pageType = /^text\/html\b/
const partType =
  /^(text\/css|(text|application)\/javascript|font\/|image\/|application\/(font|manifest\+json))/
const destinations = new Set(['script', 'style', 'font', 'image', 'manifest'])

/** Pages that were opened from a copy: their parts are of the same moment, and do not wait for the network. */
const copies = new Set()
/** Unregistered, and still asked by pages that were open then. */
let hasLeft = false
/** What pages tell, one after the other: none fetches what another one has just kept. */
let keeping = Promise.resolve()

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(takeOver()))
addEventListener('message', (event) => {
  keeping = keeping.then(() => keepParts(event.data)).catch(() => undefined)
  event.waitUntil(keeping)
})
addEventListener('fetch', (event) => {
  const { request, clientId } = event
  if (request.method !== 'GET' || hasLeft) return
  if (request.mode === 'navigate') {
    // One page: another one may be for few.
    if (new URL(request.url).pathname === '/') event.respondWith(openPage(event))
    return
  }
  const key = destinations.has(request.destination) ? keyOf(request.url) : undefined
  if (key === undefined || !(copies.has(clientId) || isForEver(key))) return
  event.respondWith(copyFirst(event, key))
})

async function takeOver() {
  await forget((name) => name !== cacheName)
  await clients.claim()
}

async function forget(isMeant) {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix) && isMeant(name))
  await Promise.all(names.map((name) => caches.delete(name)))
}

/** The address under which a part is kept; undefined for what is not ours to keep. */
function keyOf(url) {
  const { origin, pathname, search } = new URL(url)
  if (origin !== location.origin || /^\/(api|simulator)\//.test(pathname)) return undefined
  return origin + pathname + search
}

/** Whether its name changes with what is in it, as with all that Vite builds. */
function isForEver(key) {
  return /\/assets\/[^/?]+-[\w-]{8}\.\w+$/.test(key)
}

async function openPage(event) {
  const asked = fetch(event.request)
  event.waitUntil(asked.then((response) => keep(pageKey, response.clone())).catch(() => undefined))
  event.waitUntil(asked.then(leaveIfReplaced).catch(() => undefined))
  const response = await unlessLate(asked).catch(() => undefined)
  if (response !== undefined && response.status < 500) return response
  const copy = await copyOf(pageKey)
  if (copy === undefined) return await asked
  copies.add(event.resultingClientId)
  return copy
}

async function unlessLate(asked) {
  let timer
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, patienceMs)
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}

async function copyFirst(event, key) {
  const copy = await copyOf(key)
  if (copy !== undefined) return copy
  const response = await fetch(event.request)
  event.waitUntil(keep(key, response.clone()))
  return response
}

async function copyOf(key) {
  const cache = await caches.open(cacheName)
  return await cache.match(key, { ignoreVary: true })
}

async function keep(key, response) {
  const { status, type, redirected, headers } = response
  const isMeant = (key === pageKey ? pageType : partType).test(headers.get('content-type') ?? '')
  const isSecret = /no-store|private/.test(headers.get('cache-control') ?? '')
  if (hasLeft || status !== 200 || type !== 'basic' || redirected || !isMeant || isSecret) return
  const cache = await caches.open(cacheName)
  await cache.put(key, response)
}

/**
 * What a page tells that it has loaded, past this worker. What is kept already stays, unless it was loaded afresh. Of
 * what this page does not need, the oldest goes where there is no more room.
 */
async function keepParts(message) {
  if (message?.type !== 'keep' || hasLeft) return
  const cache = await caches.open(cacheName)
  const needed = new Set([pageKey, ...keysIn(message.urls)])
  const kept = new Set((await cache.keys()).map(({ url }) => url))
  const wanted = [...needed].filter((key) => !kept.has(key))
  wanted.push(...keysIn(message.fresh).filter((key) => kept.has(key)))
  // As many at a time as a browser asks a server for.
  while (wanted.length > 0) await Promise.all(wanted.splice(0, 6).map(keepAgain))
  const keys = await cache.keys()
  const others = keys.filter(({ url }) => !needed.has(url))
  const tooMany = others.slice(0, Math.max(0, keys.length - mostEntries))
  await Promise.all(tooMany.map((key) => cache.delete(key)))
}

function keysIn(urls) {
  if (!Array.isArray(urls)) return []
  const texts = urls
    .filter((url) => typeof url === 'string' && URL.canParse(url))
    .slice(0, mostEntries)
  return texts.map((url) => keyOf(url)).filter((key) => key !== undefined)
}

/** The very bytes that the page has, where the browser still has them. */
async function keepAgain(key) {
  const response = await fetch(key, { cache: 'force-cache' }).catch(() => undefined)
  if (response !== undefined) await keep(key, response)
}

/**
 * Another project may listen at this address some day, or the demo may no longer want this: where this very file is
 * gone, or is a page, nothing of it stays.
 */
async function leaveIfReplaced() {
  const own = await fetch(location.href, { cache: 'no-store' })
  const isGone = own.status === 404 || own.status === 410
  const isPage = own.ok && pageType.test(own.headers.get('content-type') ?? '')
  if (!isGone && !isPage) return
  hasLeft = true
  await registration.unregister()
  await forget(() => true)
}
