import { maySend } from '../../../catalog/effects.ts'
import { Text } from '../parts/text.tsx'
import { word } from '../shell.ts'
import { CatalogPage, Missing } from './catalog-page.tsx'
import { Deprecated } from './deprecated.tsx'
import { EntryLink, EntryLinks, Fact } from './links.tsx'
import { FieldsTable, SchemaAndExample } from './schema.tsx'
import { useSource } from './source.ts'

/** One command: who takes it, who may send it, and what it says. */
export function CommandPage({ name }: { readonly name: string }) {
  const { details } = useSource()
  const { catalog, commands } = details
  const does = `catalog show ${word(name)}`
  const command = catalog.commands.find(({ type }) => type === name)
  if (!command) return <Missing kind="command" name={name} does={does} />
  const { meaning, addressee, fields, sentBy, deprecated } = command
  const senders = catalog.consumers.filter((consumer) => maySend(catalog, consumer).includes(command))
  const described = commands[name]
  return (
    <CatalogPage title={<Text>{name}</Text>} does={does}>
      <p class="meaning">
        <Text>{meaning}</Text>
      </p>
      <Deprecated of={deprecated} />
      <dl class="facts">
        <Fact name="Taken by">
          <EntryLink kind="consumer" name={addressee} />
        </Fact>
        <Fact name="May be sent by">
          <EntryLinks kind="consumer" names={senders.map((one) => one.name)} none="no consumer" />
          {sentBy === 'schedule' ? ', by a schedule at its time only' : ''}
        </Fact>
      </dl>
      <h2>Fields</h2>
      <FieldsTable fields={fields} />
      {described ? <SchemaAndExample {...described} /> : null}
    </CatalogPage>
  )
}
