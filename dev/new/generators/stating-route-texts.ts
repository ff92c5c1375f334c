import type { KnownEvent } from '../known.ts'
import { camelCase } from '../names.ts'
import type { DecidingAggregate } from './aggregate-of-route.ts'
import type { OperationText } from './route-texts.ts'
import type { StatedEvent } from './stated-event.ts'

/** A route that states one event. */
export interface StatingRoute {
  readonly path: string
  readonly service: string
  readonly operation: string
  readonly summary: string
  readonly event: StatedEvent
  /** Fields of the event that stand in the path; the others come in the body. */
  readonly parameters: readonly string[]
}

const inBody = ({ event, parameters }: StatingRoute) => event.fields.filter((field) => !parameters.includes(field))

/** Whether the service makes the id up where the caller names none. */
const makesId = ({ event, parameters }: StatingRoute): boolean =>
  event.idPrefix !== undefined && !parameters.includes(event.id)

/** Whether the path names what it happens to; otherwise the request makes something new. */
const isAbout = ({ event, parameters }: StatingRoute): boolean => parameters.includes(event.id)

const mask = (fields: readonly string[]) => `{ ${fields.map((field) => `${field}: true`).join(', ')} }`

/** The schemas of the request's path and body, from that of the event. */
export function requestsText(route: StatingRoute): string {
  const { operation, event, parameters } = route
  const path = `export const ${operation}Path = z.pick(${event.schema}, ${mask(parameters)})\n`
  const rest = parameters.length > 0 ? `z.omit(${event.schema}, ${mask(parameters)})` : event.schema
  const id = `/** The id may be chosen by the caller, who can then repeat the request; it is made here otherwise. */\n`
  const body = makesId(route)
    ? `${id}export const ${operation}Body = z.partial(${rest}, ${mask([event.id])})\n`
    : `export const ${operation}Body = ${rest}\n`
  return `${parameters.length > 0 ? path : ''}${inBody(route).length > 0 ? body : ''}`
}

const partsOf = (route: StatingRoute): string[] => [
  ...(route.parameters.length > 0 ? ['path'] : []),
  ...(inBody(route).length > 0 ? ['body'] : []),
]

const schemasOf = (route: StatingRoute): string[] =>
  partsOf(route).map((part) => `${route.operation}${part === 'path' ? 'Path' : 'Body'}`)

const requestOf = (route: StatingRoute): string =>
  partsOf(route)
    .map((part, index) => `${part}: ${schemasOf(route)[index]}`)
    .join(', ')

/** What it does: lets the aggregate decide, and answers with what has been stated. */
export function operationText(route: StatingRoute, aggregate: DecidingAggregate): OperationText {
  const { operation, event, path } = route
  const parts = partsOf(route)
  const spread = parts.map((part) => `...${part}`).join(', ')
  const made = makesId(route) ? `, ${event.id}: body.${event.id} ?? context.ids.next('${event.idPrefix}')` : ''
  const location = `${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `\${data.${name}}`)}/\${data.${event.id}}`
  const answer = isAbout(route) ? 'ok(data)' : `created(data, { location: \`${location}\` })`
  return {
    member: `  ${operation}: operation({ ${requestOf(route)} }, async ({ ${parts.join(', ')} }, context) => {
    const data = { ${spread}${made} }
    await decideAndAppend(${aggregate.name}, data.${event.id}, { type: '${operation}', data }, context)
    return ${answer}
  })`,
    imports: [
      ['decideAndAppend', '../runtime/commands/decide-and-append.ts'],
      [isAbout(route) ? 'ok' : 'created', '../runtime/http/answer.ts'],
      [aggregate.name, aggregate.module],
      [schemasOf(route).join(', '), './requests.ts'],
    ],
  }
}

const exampleOf = ({ event }: StatingRoute, fields: readonly string[]): string =>
  JSON.stringify(
    Object.fromEntries(fields.filter((field) => field in event.example).map((field) => [field, event.example[field]])),
  )

/** What OpenAPI says about it. */
export function descriptionText(
  route: StatingRoute,
  { refused, missing }: { readonly refused: string; readonly missing: string | undefined },
): OperationText {
  const { operation, event, parameters, summary } = route
  const examples = partsOf(route).map(
    (part) => `${part}: ${exampleOf(route, part === 'path' ? parameters : inBody(route))}`,
  )
  const headers = isAbout(route) ? '' : `\n          headers: { location: 'Where it is.' },`
  const notFound = `{ code: '${missing}', status: 404, meaning: 'There is no such ${event.aggregate}' }, `
  const meaning =
    missing === undefined ? `That ${event.aggregate} is there already` : `${event.type} has happened already`
  return {
    member: `    ${operation}: {
      request: { ${requestOf(route)} },
      example: { ${examples.join(', ')} },
      responses: {
        ${isAbout(route) ? 200 : 201}: {
          description: ${JSON.stringify(summary)},
          schema: ${event.schema},
          example: ${event.name}.example,${headers}
        },
      },
      problems: [${missing === undefined ? '' : notFound}{
        code: '${refused}',
        status: 409,
        meaning: '${meaning}',
        members: { ${event.id}: ${event.schema}.shape.${event.id} },
      }],
    }`,
    imports: [
      [`${event.name}, ${event.schema}`, `../../${event.file}`],
      [schemasOf(route).join(', '), './requests.ts'],
    ],
  }
}

interface Tested {
  /** An event that has happened before, where one has to have. */
  readonly before: KnownEvent | undefined
  /** The operations, as a test hands them over. */
  readonly handed: string
  readonly refused: string
  readonly missing: string | undefined
}

/** The decision by given, when, then; the route with an event store in memory. */
export function routeTest(
  route: StatingRoute,
  aggregate: DecidingAggregate,
  { before, handed, refused, missing }: Tested,
): string {
  const { path, service, operation, event, parameters } = route
  const routes = `${camelCase(service)}Routes`
  const lambdas = '../../../lambdas'
  const isSent = inBody(route).length > 0
  const required = inBody(route).find((field) => event.texts.includes(field) && field !== event.id)
  const wrong = required ?? inBody(route).find((field) => field in event.example)
  const status = isAbout(route) ? 200 : 201
  const given = before ? `given(${aggregate.name}, before)` : `given(${aggregate.name})`
  const also = before ? `given(${aggregate.name}, before, happened)` : `given(${aggregate.name}, happened)`
  const events =
    before && before.file !== event.file ? `import { ${before.name} } from '../../../${before.file}'\n` : ''
  const named = before && before.file === event.file ? `${before.name}, ${event.name}` : event.name
  const store = before
    ? `  const storage = createMemoryEventStorage()
  await storage.append([{ ...anExample(1, ${before.name}, 1), aggregate_id: data.${event.id} }])
  const { environment, items } = memoryApiEnvironment({ eventStore: createEventStore(storage) })`
    : '  const { environment, items } = memoryApiEnvironment()'
  const imports = before
    ? `import { createEventStore } from '${lambdas}/runtime/event-store/create-event-store.ts'
import { createMemoryEventStorage } from '${lambdas}/runtime/event-store/memory-event-storage.ts'
import { anExample } from '../../support/any-event.ts'
`
    : ''
  const call = [
    ...(parameters.length > 0 ? [`path: { ${parameters.map((name) => `${name}: data.${name}`).join(', ')} }`] : []),
    ...(isSent ? ['json'] : []),
  ].join(', ')
  const split =
    parameters.length > 0
      ? `const { ${parameters.map((name) => `${name}: _${name}`).join(', ')}, ...json } = data`
      : 'const json = data'
  const bad = !isSent
    ? ''
    : `
  it('is refused with a body that does not fit, or is no JSON', async () => {
    const { post, stored } = await setUp()
    const violated = { status: 422, body: { errors: [{ pointer: '/${wrong}' }] } }
    expect(await post({ json: { ...json, ${wrong}: null } })).toMatchObject(violated)
    const malformed = { json: undefined, raw: '{', headers: { 'content-type': 'application/json' } }
    expect(await post(malformed)).toMatchObject({ status: 400, body: { code: 'malformed_json' } })
    expect(stored()).toBe(0)
  })
`
  const madeUp = makesId(route)
    ? `
  it('is given an id where the caller names none', async () => {
    const { post } = await setUp()
    const named = { ${event.id}: expect.stringMatching(/^${event.idPrefix}_/) }
    expect(await post({ json: { ...json, ${event.id}: undefined } })).toMatchObject({ status: 201, body: named })
  })
`
    : ''
  const none =
    missing === undefined
      ? ''
      : `\n  it('needs what it is about', () => given(${aggregate.name}).when(command).thenRefused('${missing}'))`
  return `import { describe, expect, it } from 'vitest'
${events}import { ${named} } from '../../../${event.file}'
import { ${camelCase(service)}Operations } from '${lambdas}/${service}/operations.ts'
import { ${aggregate.name} } from '${lambdas}/${service}/${aggregate.module.slice(2)}'
import { ${routes} } from '${lambdas}/${service}/routes.ts'
import { draft } from '${lambdas}/runtime/aggregate/event-draft.ts'
import { apiHandler } from '${lambdas}/runtime/http/api-handler.ts'
import { type ApiCall, callApi } from '${lambdas}/runtime/testing/call-api.ts'
import { given } from '${lambdas}/runtime/testing/given-when-then.ts'
import { memoryApiEnvironment } from '../../support/memory-api-environment.ts'
${imports}
const data = ${event.name}.example
const command = { type: '${operation}', data } as const
const happened = draft(${event.name}, data)
${before ? `const before = draft(${before.name}, ${before.name}.example)\n` : ''}
describe('the decision', () => {
  it('states the event', () => ${given}.when(command).then(happened))
  it('refuses it a second time', () => ${also}.when(command).thenRefused('${refused}'))${none}
})

${isSent ? `/** What the caller sends. */\n${split}\n` : ''}
async function setUp() {
${store}
  const api = apiHandler(${routes}, environment, ${handed})
  return {
    post: (call: ApiCall = {}) => callApi(api, 'POST ${path}', { ${call}, ...call }),
    stored: () => [...items.values()].filter(({ item }) => item.Put?.TableName === 'events').length,
  }
}

describe('POST ${path}', () => {
  it('is answered with what has been stored', async () => {
    const { post, stored } = await setUp()
    expect(await post()).toMatchObject({ status: ${status}, body: data })
    expect(stored()).toBe(1)
  })
${madeUp}${bad}
  it('is answered as before when it is repeated with its Idempotency-Key', async () => {
    const { post, stored } = await setUp()
    const headers = { 'idempotency-key': 'key-1' }
    const first = await post({ headers })
    const again = await post({ headers })
    expect(again).toMatchObject({ status: ${status}, body: first.body, headers: { 'idempotency-replayed': 'true' } })
    expect(stored()).toBe(1)
  })
})
`
}
