// Plain JavaScript: it speaks to a Node that cannot read TypeScript.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Millrace's tools need Node 22.18 or later, and this is ${process.versions.node}. ` +
      'On Linux the installation brings one along: if you are there, it has failed, see above. ' +
      'Elsewhere: https://nodejs.org/en/download',
  )
  process.exit(1)
}
