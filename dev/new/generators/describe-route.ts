import type { Draft } from '../draft.ts'
import type { KnownEvent } from '../known.ts'
import { camelCase } from '../names.ts'
import { withImport, withMember, withZod } from '../source.ts'

interface Described {
  readonly operation: string
  readonly id: string
  readonly event: KnownEvent
  /** The part of the document that this event sets. */
  readonly part: string
  readonly summary: string
  /** Whether it shows a page of the list of documents, not one. */
  readonly isList: boolean
}

/** The request's schema, and what OpenAPI says about the operation. */
export function describeRoute(draft: Draft, service: string, described: Described): void {
  const { operation, id, event, part, summary, isList } = described
  const requests = `lambdas/${service}/requests.ts`
  if (!draft.exists(requests)) draft.create(requests, '')
  const query = `export const ${operation}Query = z.strictObject({ cursor: z.optional(z.string().check(z.maxLength(1000))) })\n`
  draft.edit(
    requests,
    (text) =>
      `${withZod(text)}\nexport const ${operation}Path = z.object({ ${id}: z.string() })\n${isList ? query : ''}`,
  )
  const file = `lambdas/${service}/api-description.ts`
  const routes = `${camelCase(service)}Routes`
  if (!draft.exists(file)) {
    draft.create(
      file,
      `import { describeApi } from '../runtime/declarations/api-description.ts'
import { ${routes} } from './routes.ts'

export const ${camelCase(service)}Api = describeApi(${routes}, {
  schemas: {},
  operations: {
  },
})
`,
    )
  }
  draft.edit(file, (text) => {
    const one = `{ ${part}: ${event.name}.example }`
    const answer = isList
      ? `schema: z.object({ items: z.array(z.record(z.string(), z.unknown())), next_cursor: z.nullable(z.string()) }),
          example: { items: [${one}], next_cursor: null },`
      : `schema: z.record(z.string(), z.unknown()),
          example: ${one},`
    const member = `    ${operation}: {
      request: { path: ${operation}Path${isList ? `, query: ${operation}Query` : ''} },
      responses: {
        200: {
          description: ${JSON.stringify(summary)},
          ${answer}
        },
      },
      problems: [${isList ? '' : "{ code: 'not_found', status: 404, meaning: 'There is no such document' }"}],
    }`
    const added = withMember(text, /\boperations: /, member, file)
    const withPath = withImport(
      withZod(added),
      isList ? `${operation}Path, ${operation}Query` : `${operation}Path`,
      './requests.ts',
    )
    return withImport(withPath, event.name, `../../${event.file}`)
  })
}
