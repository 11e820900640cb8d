import { type ReactNode, useId } from 'react'
import { type Settings, type Weather, weathers } from '../Settings.ts'
import { ChoiceField } from './ChoiceField.tsx'
import { troubles, windows } from './choices.ts'
import { RangeField } from './RangeField.tsx'

export interface ControlPanelProps {
  readonly settings: Settings
  readonly onChange: (change: Partial<Settings>) => void
}

/** All that can be set, while the chat goes on. */
export function ControlPanel({ settings, onChange }: ControlPanelProps): ReactNode {
  return (
    <section className="playground-controls" aria-label="Controls">
      <NetworkControls settings={settings} onChange={onChange} />
      <ModelControls settings={settings} onChange={onChange} />
    </section>
  )
}

function NetworkControls({ settings, onChange }: ControlPanelProps): ReactNode {
  const seedId = useId()
  const { dropPercent, repeatPercent, swapPercent, cutPercent, delayMs, offline, seed } = settings
  return (
    <fieldset>
      <legend>Network</legend>
      <fieldset className="playground-weathers" aria-label="How the network is">
        {weathers.map(({ label, weather }) => (
          <button
            key={label}
            type="button"
            aria-pressed={isLike(settings, weather)}
            onClick={() => onChange(weather)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      <RangeField
        label="Events lost"
        unit="%"
        min={0}
        max={30}
        step={1}
        value={dropPercent}
        onChange={(value) => onChange({ dropPercent: value })}
      />
      <RangeField
        label="Events repeated"
        unit="%"
        min={0}
        max={30}
        step={1}
        value={repeatPercent}
        onChange={(value) => onChange({ repeatPercent: value })}
      />
      <RangeField
        label="Neighbours swapped"
        unit="%"
        min={0}
        max={30}
        step={1}
        value={swapPercent}
        onChange={(value) => onChange({ swapPercent: value })}
      />
      <RangeField
        label="Connection cut, per event"
        unit="%"
        min={0}
        max={5}
        step={0.5}
        value={cutPercent}
        onChange={(value) => onChange({ cutPercent: value })}
      />
      <RangeField
        label="Delay, up to"
        unit="ms"
        min={0}
        max={1000}
        step={20}
        value={delayMs}
        onChange={(value) => onChange({ delayMs: value })}
      />
      <div className="playground-row">
        <label className="playground-check">
          <input
            type="checkbox"
            checked={offline}
            onChange={(event) => onChange({ offline: event.currentTarget.checked })}
          />
          Offline
        </label>
        <label htmlFor={seedId}>Seed</label>
        <input
          id={seedId}
          type="number"
          min={0}
          max={999_999}
          step={1}
          value={seed}
          onChange={({ currentTarget: { valueAsNumber } }) => {
            if (Number.isSafeInteger(valueAsNumber)) onChange({ seed: valueAsNumber })
          }}
        />
      </div>
      <p className="playground-hint">The same seed brings the same faults, after “Start over”.</p>
    </fieldset>
  )
}

function ModelControls({ settings, onChange }: ControlPanelProps): ReactNode {
  const { tokensPerSecond, windowTokens, firstProvider, secondProvider } = settings
  return (
    <fieldset>
      <legend>Model</legend>
      <RangeField
        label="Speed"
        unit="tokens/s"
        min={5}
        max={500}
        step={5}
        value={tokensPerSecond}
        onChange={(value) => onChange({ tokensPerSecond: value })}
      />
      <ChoiceField
        label="Window"
        value={windowTokens}
        choices={windows}
        onChange={(value) => onChange({ windowTokens: value })}
      />
      <ChoiceField
        label="First provider"
        value={firstProvider}
        choices={troubles}
        onChange={(value) => onChange({ firstProvider: value })}
      />
      <ChoiceField
        label="Second provider"
        value={secondProvider}
        choices={troubles}
        onChange={(value) => onChange({ secondProvider: value })}
      />
      <p className="playground-hint">
        The route retries, and turns to the second where the first fails before a word.
      </p>
    </fieldset>
  )
}

function isLike(settings: Settings, weather: Weather): boolean {
  return (Object.keys(weather) as (keyof Weather)[]).every((key) => settings[key] === weather[key])
}
