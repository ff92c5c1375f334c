import { type Html, html } from './html.ts'
import { entry } from './sections.ts'

interface Described {
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly {
    readonly $ref?: string
    readonly name?: string
    readonly in?: string
    readonly description?: string
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly example?: unknown }>> }
    >
  >
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}

/** Every route, with what it answers and refuses. */
export const apiSections = ({ paths }: ApiDocument): Html[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => routeSection(`${method.toUpperCase()} ${path}`, operation)),
  )

function routeSection(
  name: string,
  { summary = '', description, parameters = [], requestBody, responses }: Described,
): Html {
  const own = parameters.filter(({ $ref }) => $ref === undefined)
  const body = requestBody?.content['application/json']?.example
  return entry('route', name, 'route', summary, [
    description !== undefined && html`<p>${description}</p>`,
    own.length > 0 &&
      html`<table>${own.map((one) => html`<tr><td><code>${one.name}</code> (${one.in})</td><td>${one.description ?? ''}</td></tr>`)}</table>`,
    body !== undefined &&
      html`<details><summary>Request</summary><pre>${JSON.stringify(body, null, 2)}</pre></details>`,
    html`<details><summary>Answers</summary><table>${Object.entries(responses).map(([status, response]) => answerRow(status, response))}</table></details>`,
  ])
}

function answerRow(status: string, { description, content }: Described['responses'][string]): Html {
  const example = content?.['application/json']?.example
  const lines = description.split('\n').map((line) => html`${line.replace(/^- /, '').replaceAll('`', '')}<br>`)
  return html`<tr><td><code>${status}</code></td><td>${lines}${example !== undefined && html`<pre>${JSON.stringify(example, null, 2)}</pre>`}</td></tr>`
}
