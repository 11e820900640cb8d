/** What changesets hands over, as far as it is used here. */
interface Changeset {
  readonly summary: string
  readonly commit?: string | undefined
}

interface Dependency {
  readonly name: string
  readonly newVersion: string
}

/** A sentence in the user's words, with the commit behind it that brought it. */
function getReleaseLine({ summary, commit }: Changeset): string {
  const [first = '', ...others] = summary.trim().split('\n')
  const text = [`- ${first}`, ...others.map((line) => `  ${line}`.trimEnd())].join('\n')
  return commit === undefined ? text : `${text} (${commit.slice(0, 7)})`
}

/** All packages carry one version: one line says so, in place of one for each change of each dependency. */
function getDependencyReleaseLine(
  _: readonly Changeset[],
  dependencies: readonly Dependency[],
): string {
  const [first] = dependencies
  if (first === undefined) return ''
  const names = dependencies.map(({ name }) => `\`${name}\``).toSorted()
  return `- Goes with ${names.join(', ')} ${first.newVersion}.`
}

/** How the changelogs of the packages are written: named in `.changeset/config.json`. */
export default { getReleaseLine, getDependencyReleaseLine }
