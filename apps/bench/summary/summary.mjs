// One run as one page of Markdown.
//   node summary/summary.mjs results/<run>
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readResults } from '../lib/results.mjs'
import { floor as w1Floor, w1Tables } from './w1.mjs'
import { floor as w2Floor, w2Tables } from './w2.mjs'
import { floor as w3Floor, w3Table } from './w3.mjs'
import { floor as w4Floor, w4Table } from './w4.mjs'
import { floor as w5Floor, w5RedisTable, w5Table } from './w5.mjs'
import { w6Tables } from './w6.mjs'

/** What each workload is, its files in the folder of a run, and its tables. */
const workloads = [
  {
    title: `W1: one answer, streamed (floor: \`${w1Floor}\`)`,
    files: /^w1.*\.json$/,
    tables: (all) => w1Tables(all.flat()),
  },
  {
    title: `W2: a long conversation (floor: \`${w2Floor}\`)`,
    files: /^w2.*\.json$/,
    tables: (all) => w2Tables(all.flat()),
  },
  {
    title: `W3: from the wire to a message (\`${w3Floor}\`)`,
    files: /^w3.*\.json$/,
    tables: (all) => all.map(w3Table).join('\n\n'),
  },
  {
    title: `W4: size, minified and compressed with gzip (floor: \`${w4Floor}\`)`,
    files: /^w4\.json$/,
    tables: ([only]) => w4Table(only),
  },
  {
    title: `W5: a route in front of a provider (floor: \`${w5Floor}\`)`,
    files: /^w5\.json$/,
    tables: ([only]) => w5Table(only),
  },
  {
    title: 'W5 with Redis',
    files: /^w5-redis\.json$/,
    tables: ([only]) => w5RedisTable(only),
  },
  {
    title: 'W6: counting and trimming a conversation',
    files: /^w6\.json$/,
    tables: ([only]) => w6Tables(only),
  },
]

/** @param folder - Of the run: `run.json`, and the results of its workloads. */
export function summary(folder) {
  const files = readdirSync(folder).sort()
  const sections = workloads.map(({ title, files: pattern, tables }) => {
    const results = files
      .filter((file) => pattern.test(file))
      .map((file) => readResults(join(folder, file)))
    return `## ${title}\n\n${results.length > 0 ? tables(results) : 'Not run.'}`
  })
  return `${['# Benchmark', head(readResults(join(folder, 'run.json'))), ...sections].join('\n\n')}\n`
}

function head(run) {
  const { startedAt, command, quick, reps, machine, versions, failed } = run
  const { cpu, cores, memoryGb, system, node, chromium } = machine
  const { millrace, ...others } = versions
  return [
    `- Command: \`${command}\`, n = ${reps} unless a row says otherwise`,
    `- Started: ${startedAt}`,
    `- Machine: ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}`,
    `- Node ${node}, ${chromium}`,
    `- Millrace at ${millrace}`,
    `- Others: ${Object.entries(others)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    ...(failed.length > 0 ? [`- **Failed: ${failed.join(', ')}**`] : []),
    '',
    'Cells are least / **middle** / greatest. Ratios are of medians, within this run; those to the best peer have the lowest',
    'median of all that are neither floor, limit nor ours. Absolute times are of this machine.',
    ...(quick
      ? ['', '**A quick run: it shows that everything works. Its figures are no measure.**']
      : []),
  ].join('\n')
}

if (process.argv[1] === import.meta.filename) {
  const folder = process.argv[2]
  if (folder === undefined) throw new Error('Name the folder of a run: results/<run>.')
  const text = summary(folder)
  writeFileSync(join(folder, 'summary.md'), text)
  console.log(text)
}
