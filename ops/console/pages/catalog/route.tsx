import type { DescribedRoute } from '../../../catalog/details.ts'
import { Body } from '../parts/body.tsx'
import { Text } from '../parts/text.tsx'
import { word } from '../shell.ts'
import { CatalogPage, Missing } from './catalog-page.tsx'
import { EntryLink, Fact } from './links.tsx'
import { useSource } from './source.ts'

/** One route of the HTTP API: what it takes, answers and refuses. */
export function RoutePage({ name }: { readonly name: string }) {
  const { catalog, routes } = useSource().details
  const does = `catalog show ${word(`route:${name}`)}`
  const route = routes[name]
  if (!route) return <Missing kind="route" name={name} does={does} />
  const service = catalog.services.find((one) => one.routes.includes(name))
  return (
    <CatalogPage title={<Text>{name}</Text>} does={does}>
      <p class="meaning">
        <Text>{[route.summary, route.description ?? ''].join(' ').trim()}</Text>
      </p>
      {service ? (
        <dl class="facts">
          <Fact name="Of">
            <EntryLink kind="service" name={service.name} />
          </Fact>
        </dl>
      ) : null}
      <Parameters of={route} />
      {route.request === undefined ? null : (
        <>
          <h2>Request, for example</h2>
          <Body text={JSON.stringify(route.request)} />
        </>
      )}
      <h2>Answers</h2>
      {route.answers.map(({ status, description, example }) => (
        <section key={status} class="answer" aria-label={status}>
          <h3>{status}</h3>
          <Said text={description} />
          {example === undefined ? null : (
            <details>
              <summary>Example</summary>
              <Body text={JSON.stringify(example)} />
            </details>
          )}
        </section>
      ))}
    </CatalogPage>
  )
}

function Parameters({ of: { parameters } }: { readonly of: DescribedRoute }) {
  if (parameters.length === 0) return null
  return (
    <>
      <h2>Parameters</h2>
      <dl class="facts">
        {parameters.map(({ name, in: place, description }) => (
          <Fact key={`${place} ${name}`} name={`${name} (${place})`}>
            <Text>{description}</Text>
          </Fact>
        ))}
      </dl>
    </>
  )
}

/** Descriptions are Markdown of lists and code words at most. */
function Said({ text }: { readonly text: string }) {
  const lines = text.split('\n')
  return (
    <ul class="said">
      {lines.map((line) => (
        <li key={line}>
          {line
            .replace(/^- /, '')
            .split('`')
            .map((part, index) =>
              // Every second part stood between backticks.
              index % 2 === 1 ? (
                <code key={index}>
                  <Text>{part}</Text>
                </code>
              ) : (
                <Text key={index}>{part}</Text>
              ),
            )}
        </li>
      ))}
    </ul>
  )
}
