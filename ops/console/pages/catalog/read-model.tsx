import { Text } from '../parts/text.tsx'
import { word } from '../shell.ts'
import { CatalogPage, Missing } from './catalog-page.tsx'
import { CatalogLink, EntryLink, EntryLinks, Fact } from './links.tsx'
import { useSource, withQuery } from './source.ts'

/** One read model: what it is made of, and who answers from it. */
export function ReadModelPage({ name }: { readonly name: string }) {
  const { details, operations } = useSource()
  const { catalog } = details
  const does = `catalog show ${word(name)}`
  const service = catalog.services.find(({ readModels }) => readModels.includes(name))
  if (!service) return <Missing kind="read model" name={name} does={does} />
  const keeper = catalog.consumers.find((one) => one.name === name)
  const types = keeper === undefined || keeper.subscribesTo === '*' ? [] : keeper.subscribesTo
  return (
    <CatalogPage title={<Text>{name}</Text>} does={does}>
      <dl class="facts">
        <Fact name="Of">
          <EntryLink kind="service" name={service.name} />
        </Fact>
        <Fact name="Kept by">
          <EntryLink kind="consumer" name={name} /> (
          <CatalogLink path={withQuery('/catalog/impact', { of: `consumer:${name}` })}>
            what stands still while it is down
          </CatalogLink>
          )
        </Fact>
        <Fact name="Made of">
          <EntryLinks kind="event" names={types} none="every event" />
        </Fact>
        <Fact name="Its service answers">
          <EntryLinks kind="route" names={service.routes.filter((route) => route.startsWith('GET '))} none="nothing" />
        </Fact>
        {operations.includes('read-models') ? (
          <Fact name="Right now">
            <a href="/read-models">its generations, rebuild, verify</a>
          </Fact>
        ) : null}
      </dl>
    </CatalogPage>
  )
}
