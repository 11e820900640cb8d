import type { CSSProperties, ReactNode } from 'react'
import { variables } from 'virtual:millrace-reference'
import type { Variable } from '../reference/Reference.ts'
import { type VariableGroup, variableGroups } from '../reference/variableTexts.ts'
import { Words } from './Words.tsx'

/** All variables that the stylesheet reads, with what they are by default. */
export function VariablesReference(): ReactNode {
  return variableGroups.map((group) => <Group key={group.title} group={group} />)
}

function Group({ group: { title, texts } }: { readonly group: VariableGroup }): ReactNode {
  const shown = variables.filter(({ name }) => name in texts)
  return (
    <section>
      <h2 id={title.toLowerCase().replaceAll(' ', '-')}>{title}</h2>
      <table className="reference">
        <thead>
          <tr>
            <th>Variable</th>
            <th>What it is for</th>
            <th>In light</th>
            <th>In dark</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((variable) => (
            <tr key={variable.name}>
              <td>
                <code>{variable.name}</code>
              </td>
              <td>
                <Words text={texts[variable.name] ?? ''} />
              </td>
              <Defaults variable={variable} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Defaults({ variable: { light, dark } }: { readonly variable: Variable }): ReactNode {
  if (light === dark) {
    return (
      <td colSpan={2}>
        <Value value={light} />
      </td>
    )
  }
  return (
    <>
      <td>
        <Value value={light} />
      </td>
      <td>
        <Value value={dark} />
      </td>
    </>
  )
}

function Value({ value }: { readonly value: string }): ReactNode {
  const isColour = value !== 'inherit' && CSS.supports('color', value)
  return isColour ? (
    <span className="colour">
      <i className="swatch" style={{ '--swatch': value } as CSSProperties} />
      <code>{value}</code>
    </span>
  ) : (
    <code>{value}</code>
  )
}
