const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 12)) {
  console.error(
    `Millrace's tools need Node 22.12 or later; this is ${process.versions.node}. ` +
      'On Linux the install brings one along. Elsewhere: https://nodejs.org/en/download',
  )
  process.exit(1)
}
