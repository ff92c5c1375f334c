import { Text } from '../parts/text.tsx'
import { word } from '../shell.ts'
import { CatalogPage, Missing } from './catalog-page.tsx'
import { EntryLinks, Fact } from './links.tsx'
import { useSource } from './source.ts'

/** One alarm: what it says, when it goes off, and what it watches. */
export function AlarmPage({ name }: { readonly name: string }) {
  const { alarms = [] } = useSource().details.catalog
  const does = `catalog show ${word(name)}`
  const alarm = alarms.find((one) => one.name === name)
  if (!alarm) return <Missing kind="alarm" name={name} does={does} />
  const { says, when, consumers, section, onlyWith } = alarm
  return (
    <CatalogPage title={<Text>{name}</Text>} does={does}>
      <p class="meaning">
        <Text>{says}</Text>
      </p>
      <dl class="facts">
        <Fact name="Goes off">{when}</Fact>
        <Fact name="Watches">
          <EntryLinks kind="consumer" names={consumers} none="what all consumers share" />
        </Fact>
        <Fact name="Stages">{onlyWith === undefined ? 'every one' : `those with the setting ${onlyWith}`}</Fact>
        {section === undefined ? null : (
          <Fact name="What to do">
            <code>docs/runbook.md#{section}</code>
          </Fact>
        )}
      </dl>
    </CatalogPage>
  )
}
