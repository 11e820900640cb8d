/** Code that is loaded by who needs it, or before. */
export interface Late {
  /** Loads it now. Resolves when it is here, or cannot be loaded. */
  readonly load: () => Promise<void>
}

/** A module with its own chunk. */
export interface LateModule<Module> extends Late {
  /** The module, if it is here. */
  readonly now: () => Module | undefined
  /** Loads it, if it is not here. @throws Where it cannot be loaded; the next call tries again. */
  readonly ready: () => Promise<Module>
}

const all = new Set<Late>()
/** What any conversation may come to need. */
const common = new Set<Late>()

/**
 * Has `preloadParts` load it, too.
 * @param isOption - Whether only chats that are told to have it need it: those show it, and so load it, at once.
 */
export function known<One extends Late>(one: One, isOption = false): One {
  all.add(one)
  if (!isOption) common.add(one)
  return one
}

export function lateModule<Module>(load: () => Promise<Module>): LateModule<Module> {
  let here: Module | undefined
  async function ready(): Promise<Module> {
    return (here ??= await load())
  }
  return known({
    now: () => here,
    ready,
    async load() {
      await ready().catch(() => undefined)
    },
  })
}

/**
 * Loads now what the chat loads with the first part that needs it: what is loaded late cannot be loaded without a network.
 * `<Chat>` does so with what it may need once the browser is idle after the first answer. Resolves when all is here, or cannot
 * be loaded.
 */
export async function preloadParts(): Promise<void> {
  await Promise.all([...all].map(({ load }) => load()))
}

/** The same without what only some chats are told to have. */
export async function preloadCommonParts(): Promise<void> {
  await Promise.all([...common].map(({ load }) => load()))
}
