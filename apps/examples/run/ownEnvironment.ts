import { dirname, delimiter } from 'node:path'

/** The environment of a stranger, with the Node that runs this: without what pnpm and tests set, and without anybody's keys. */
export function ownEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const left =
    /^(VITEST|NODE_ENV$|NODE_OPTIONS$|OPENAI_|MILLRACE_|PORT$|npm_(package|lifecycle|execpath|node)|npm_config_(user_agent|local_prefix)|pnpm_|PNPM_)/
  const kept = Object.entries(process.env).filter(([name]) => !left.test(name))
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  return { ...Object.fromEntries(kept), PATH: path, NO_COLOR: '1', ...more }
}
