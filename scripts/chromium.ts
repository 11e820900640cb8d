import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright'

/** How Chromium is started for tests: no background traffic, the same pixels everywhere. */
export const chromiumArgs: string[] = [
  // The sandbox refuses to run as root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
  // A repaint of a part rounds corners to other greys than a paint of the whole.
  '--disable-partial-raster',
]

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
]

const usualPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/**
 * The Chromium to use: `CHROME_PATH`, else one on the PATH, in the usual places of macOS and Windows, or
 * Playwright's own download. Undefined where there is none. Installs nothing.
 * @throws {Error} when `CHROME_PATH` names no file.
 */
export function findChromium(): string | undefined {
  const named = process.env['CHROME_PATH']
  if (named !== undefined && named !== '') {
    if (existsSync(named)) return named
    throw new Error(`CHROME_PATH is ${named}, and there is no such file.`)
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...usualPlaces,
    chromium.executablePath(),
  ]
  return candidates.find((path) => path !== '' && existsSync(path))
}

/**
 * The same, after an installation where there is none: with apt as root, else or if that
 * fails through Playwright.
 * @throws {Error} when nothing helps, saying what to set.
 */
export function ensureChromium(): string {
  const found = findChromium()
  if (found !== undefined) return found
  for (const commands of installations()) {
    try {
      for (const [command, ...args] of commands) {
        console.log(`Installing Chromium: ${command} ${args.join(' ')}`)
        execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
      }
    } catch (error) {
      console.log(`That failed: ${error instanceof Error ? error.message : String(error)}`)
    }
    const installed = findChromium()
    if (installed !== undefined) return installed
  }
  throw new Error('No Chromium was found or installed. Set CHROME_PATH to a Chrome or Chromium.')
}

/** The ways to install one, each a row of commands, the first choice first. */
function installations(): readonly (readonly (readonly [string, ...string[]])[])[] {
  const apt: readonly (readonly [string, ...string[]])[] = [
    ['apt-get', 'update'],
    // Any font will do, but there must be one: stories bring their own, and fall back on it for symbols.
    ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
  ]
  // The whole browser, not the headless shell alone: `chromium.executablePath()` names the former.
  const download: readonly (readonly [string, ...string[]])[] = [
    ['playwright', 'install', '--no-shell', 'chromium'],
  ]
  const asRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  return asRoot ? [apt, download] : [download]
}
