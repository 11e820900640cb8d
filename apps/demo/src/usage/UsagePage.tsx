import type { UsageDimension } from '@millrace/server'
import { type ReactNode, useState } from 'react'
import { type AdminApi, adminApi, adminKey } from './adminApi.ts'
import { Budgets } from './Budgets.tsx'
import { DailyCost } from './DailyCost.tsx'
import { UsageTable } from './UsageTable.tsx'
import { useUsage } from './useUsage.ts'

const dimensions: readonly UsageDimension[] = ['model', 'user', 'tenant', 'feature', 'day']

/** What the chat used and cost: for whoever started the demo, by the link that it printed. */
export function UsagePage(): ReactNode {
  const [api] = useState(() => {
    const key = adminKey()
    return key === undefined ? undefined : adminApi(key)
  })
  return (
    <main className="usage">
      <header>
        <h1>Usage</h1>
        <a href="/">Back to the chat</a>
      </header>
      {api === undefined ? (
        <p role="alert">
          This page is for whoever runs the demo: open the link that it printed when it started.
        </p>
      ) : (
        <Report api={api} />
      )}
    </main>
  )
}

function Report({ api }: { readonly api: AdminApi }): ReactNode {
  const [by, setBy] = useState<UsageDimension>('model')
  const { usage, problem } = useUsage(api, by)
  if (usage === undefined) return problem === undefined ? null : <p role="alert">{problem}</p>
  const { days, report, health } = usage
  return (
    <>
      {problem === undefined ? null : <p role="alert">{problem}</p>}
      <Switch api={api} stopped={health.stop.stopped} running={health.running} />
      <section aria-labelledby="usage-cost">
        <h2 id="usage-cost">Cost by day</h2>
        <DailyCost report={days} />
      </section>
      {days.budgets === undefined || days.budgets.length === 0 ? null : (
        <section aria-labelledby="usage-budgets">
          <h2 id="usage-budgets">Budgets</h2>
          <Budgets budgets={days.budgets} />
        </section>
      )}
      <section aria-labelledby="usage-used">
        <h2 id="usage-used">Used</h2>
        <div className="usage-tools">
          <label>
            By{' '}
            <select value={by} onChange={({ target }) => setBy(target.value as UsageDimension)}>
              {dimensions.map((dimension) => (
                <option key={dimension}>{dimension}</option>
              ))}
            </select>
          </label>
          <button type="button" onClick={() => void download(api, by)}>
            Download as CSV
          </button>
        </div>
        {report.by.includes(by) ? <UsageTable by={by} rows={report.rows} /> : null}
      </section>
    </>
  )
}

interface SwitchProps {
  readonly api: AdminApi
  readonly stopped: boolean
  readonly running: number
}

/** Ends everything, on all nodes, and begins again. */
function Switch({ api, stopped, running }: SwitchProps): ReactNode {
  const [failure, setFailure] = useState<string>()

  async function turn(): Promise<void> {
    try {
      await (stopped ? api.startAgain() : api.stopAll())
      setFailure(undefined)
    } catch (thrown) {
      setFailure(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }

  return (
    <div className="usage-switch" data-stopped={stopped}>
      <output>
        {stopped
          ? 'Everything is stopped: no model is asked.'
          : `Answering. ${running === 0 ? 'Nothing runs' : `${running} running`} at the moment.`}
      </output>
      <button type="button" onClick={() => void turn()}>
        {stopped ? 'Start again' : 'Stop everything'}
      </button>
      {failure === undefined ? null : <p role="alert">{failure}</p>}
    </div>
  )
}

async function download(api: AdminApi, by: UsageDimension): Promise<void> {
  const url = URL.createObjectURL(await api.csv([by]))
  const link = document.createElement('a')
  link.href = url
  link.download = `usage-by-${by}.csv`
  link.click()
  URL.revokeObjectURL(url)
}
