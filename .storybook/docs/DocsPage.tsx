import {
  Controls,
  Description,
  DocsContext,
  DocsStory,
  Primary,
  Subtitle,
  Title,
  useOf,
} from '@storybook/addon-docs/blocks'
import { type ReactNode, use } from 'react'
import { partsByComponent } from 'virtual:millrace-reference'
import { PartEntry } from './PartEntry.tsx'

/** The page of some stories: what they show, the first with its controls, the parts as the sources describe them. */
export function DocsPage(): ReactNode {
  const { preparedMeta } = useOf('meta', ['meta'])
  const isAlone = use(DocsContext).componentStories().length === 1
  const shown = [preparedMeta.component, ...Object.values(preparedMeta.subcomponents ?? {})]
  const parts = new Set(shown.flatMap((component) => partsByComponent.get(component) ?? []))
  return (
    <>
      <Title />
      <Subtitle />
      <Description of="meta" />
      {isAlone && <Description of="story" />}
      <Primary />
      <ControlsAlone />
      {parts.size > 0 && <h2 id="parts">Parts</h2>}
      {[...parts].map((part) => (
        <PartEntry key={part.name} part={part} />
      ))}
      {!isAlone && <Stories />}
    </>
  )
}

/** Controls of the story, without a tab for each other part: these stand below, with all that there is to say. */
function ControlsAlone(): ReactNode {
  const context = use(DocsContext)
  const alone: typeof context = Object.assign(Object.create(context) as typeof context, {
    componentStories: () =>
      context.componentStories().map((story) => ({ ...story, subcomponents: undefined })),
  })
  return (
    <DocsContext value={alone}>
      <Controls />
    </DocsContext>
  )
}

/** All stories. What plays in one does so where the story is alone: here it stands as it begins. */
function Stories(): ReactNode {
  const stories = use(DocsContext).componentStories()
  return (
    <>
      <h2 id="stories">Stories</h2>
      {stories.map(({ id, moduleExport, playFunction }) => (
        <section key={id}>
          <DocsStory of={moduleExport} />
          {playFunction !== undefined && (
            <p className="plays">
              <a href={`./?path=/story/${id}`} target="_top">
                Open it alone
              </a>{' '}
              to see what happens in it; here it is as it begins.
            </p>
          )}
        </section>
      ))}
    </>
  )
}
