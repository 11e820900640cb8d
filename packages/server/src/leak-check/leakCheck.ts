import { dirname } from 'node:path'
import { describeLeaks } from './describeLeaks.ts'
import { findLeaks } from './findLeaks.ts'
import { readEnvFiles } from './readEnvFiles.ts'
import { keyVariables, secretsIn } from './secretsIn.ts'

export interface LeakCheckOptions {
  /**
   * Names of variables that hold secrets, beside those of the providers (`OPENAI_API_KEY`, `AZURE_OPENAI_API_KEY`,
   * `TOGETHER_API_KEY`, `GROQ_API_KEY`, `OLLAMA_API_KEY`, `ANTHROPIC_API_KEY`). One stands for all that end in it, as
   * `VITE_OPENAI_API_KEY` does. Values of fewer than 8 characters are not looked for.
   */
  readonly variables?: readonly string[]
  /**
   * What looks like a key and is none: the text itself, or a longer one with it inside, or an expression that finds
   * something in it. The value of a variable is only let through by the very same text.
   */
  readonly allow?: readonly (string | RegExp)[]
}

/** What Vite, from version 5 on, knows of the plugin. It needs none of Vite's own types. */
export interface LeakCheckPlugin {
  readonly name: string
  readonly apply: 'build'
  readonly configResolved: (config: BuildConfig) => void
  readonly writeBundle: LastHook<(output: OutputFolder) => Promise<void>>
  readonly closeBundle: LastHook<() => Promise<void>>
}

interface BuildConfig {
  readonly root: string
  readonly mode: string
  /** Where `.env` is; false where none is read. */
  readonly envDir: string | false
  readonly build: { readonly watch?: object | null }
}

interface OutputFolder {
  readonly dir?: string | undefined
  readonly file?: string | undefined
}

interface LastHook<Handler> {
  readonly order: 'post'
  readonly sequential: true
  readonly handler: Handler
}

const name = 'millrace-leak-check'

/**
 * A Vite plugin that fails a build with a provider's key in it: in code, assets, source maps, and in what was copied
 * from `public`, plain or encoded. It looks at all that is in the folder that was written, at the very end, so that
 * what other plugins write is there too; while Vite watches, after each time it has written. A server's build is held
 * to the same: it may read `process.env`, and must not have the key in it. A build with `write: false` writes nothing
 * to look at.
 *
 * Looked for are the values of variables, from the environment and Vite's `.env` files, and whatever looks like a key
 * of a known vendor. The error names file, line, column and the variable or the kind of key, never the key.
 */
export function leakCheck({ variables = [], allow = [] }: LeakCheckOptions = {}): LeakCheckPlugin {
  const written = new Set<string>()
  let config: BuildConfig | undefined

  async function check(): Promise<void> {
    // A build that failed has written nothing, and is closed all the same.
    if (config === undefined || written.size === 0) return
    const { root, mode, envDir } = config
    const folders = [...written]
    written.clear()
    const files = envDir === false ? [] : await readEnvFiles(envDir, mode)
    const secrets = secretsIn([process.env, ...files], [...keyVariables, ...variables])
    const { leaks } = await findLeaks(folders, { secrets, allow })
    // Named here: of an error at the very end Vite does not say whose it is.
    if (leaks.length > 0) throw new Error(`${name}: ${describeLeaks(leaks, root)}`)
  }

  return {
    name,
    apply: 'build',
    configResolved(resolved) {
      config = resolved
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir, file }) {
        const folder = dir ?? (file === undefined ? undefined : dirname(file))
        if (folder !== undefined) written.add(folder)
        // Nobody waits for the end of a build that is watched: an error there would end Vite.
        if (config?.build.watch != null) await check()
      },
    },
    closeBundle: { order: 'post', sequential: true, handler: check },
  }
}
