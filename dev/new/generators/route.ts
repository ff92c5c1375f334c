import { assertRoutesOnce } from '../../../lambdas/runtime/declarations/assert-routes-once.ts'
import { services } from '../../../lib/services.ts'
import { readWith } from '../../../local/usage/options.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { eventNamed, existingService, type KnownEvent } from '../known.ts'
import { camelCase } from '../names.ts'
import { withElement, withImport, withMember, withProperty, withZod } from '../source.ts'
import { DOCUMENTS, readDocuments } from './documents-of-api.ts'
import { documentFile, documentName, partsOf } from './read-model.ts'
import { DECLARATION, serviceFile } from './service.ts'

export interface RouteRequest {
  readonly path: string
  readonly service: string
  readonly readModel: string
  readonly operation: string
  readonly summary: string
}

const PATH = /^(\/[a-z][a-z0-9-]*|\/\{[a-z][a-z0-9_]*\})+$/

/** `GET PATH`: a document of a read model of the service, by the id in the path. */
export function newRoute(draft: Draft, { path, service, readModel, operation, summary }: RouteRequest): void {
  if (!PATH.test(path)) throw new UsageError(`Path "${path}": allowed is e.g. /loyalty/{customer_id}.`)
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const [id] = parameters
  if (id === undefined || parameters.length > 1)
    throw new UsageError(`Path "${path}": it needs one parameter, the id of the document.`)
  const entry = { method: 'GET', path: path as `/${string}`, operation, summary, access: 'anyone' } as const
  const added = { name: service, api: { routes: [entry] } }
  readWith('The route', () => assertRoutesOnce([...services, added]))
  const model = existingService(service).readModels?.find(({ name }) => name === readModel)
  const file = `lambdas/${service}/${documentFile(readModel)}`
  if (!model || !draft.exists(file)) {
    throw new UsageError(
      `Service "${service}" has no read model "${readModel}" in ${file}. \`npm run new -- read-model ${readModel}\` makes it.`,
    )
  }
  const operations = `${camelCase(service)}Operations`
  const routes = `${camelCase(service)}Routes`
  const line = `{ ${Object.entries(entry)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(', ')} }`
  if (!draft.exists(`lambdas/${service}/routes.ts`)) beginApi(draft, service, routes, operations)
  draft.edit(`lambdas/${service}/routes.ts`, (text) =>
    withElement(text, new RegExp(`export const ${routes} = `), line, `lambdas/${service}/routes.ts`),
  )
  const operationsFile = `lambdas/${service}/operations.ts`
  if (!draft.exists(operationsFile))
    throw new UsageError(`${operationsFile} is not there: add operation ${operation} by hand.`)
  readDocuments(draft, service)
  const document = documentName(readModel)
  draft.edit(operationsFile, (text) => {
    const member = `  ${operation}: operation({ path: ${operation}Path }, async ({ path }) => {
    const document = await documents(${document}).get({ id: path.${id} })
    if (!document) throw notFound(\`${readModel}: there is none for ${id} \${path.${id}}.\`)
    return ok(Object.fromEntries(Object.entries(document).map(([part, { value }]) => [part, value])))
  })`
    const added = withMember(text, new RegExp(`OperationsOf<typeof ${routes}> => \\(`), member, operationsFile)
    const imports = [
      [document, `./${documentFile(readModel)}`],
      [`${operation}Path`, './requests.ts'],
      ['ok', '../runtime/http/answer.ts'],
      ['notFound', '../runtime/http/http-error.ts'],
    ] as const
    return imports.reduce((sum, [name, from]) => withImport(sum, name, from), added)
  })
  const event = eventNamed(model.events[0]?.type ?? '')
  describeRoute(draft, service, { operation, id, event, part: partsOf(model.events)(event.type), summary })
  draft.create(
    `test/lambdas/${service}/${operation}.unit.test.ts`,
    testText({ path, service, operations, routes, document, documentFile: documentFile(readModel), id, event }),
  )
  draft.next(`npx vitest run test/lambdas/${service}/${operation}.unit.test.ts`)
  draft.next('npm run contracts -- release writes it into the published OpenAPI document.')
  draft.next(`Anyone who may call the API sees it. To tell customers apart: access: 'owner' (docs/http-api.md).`)
}

function beginApi(draft: Draft, service: string, routes: string, operations: string): void {
  draft.create(
    `lambdas/${service}/routes.ts`,
    `import type { Route } from '../runtime/declarations/routes.ts'

export const ${routes} = [] as const satisfies readonly Route[]
`,
  )
  draft.create(
    `lambdas/${service}/operations.ts`,
    `import { ok } from '../runtime/http/answer.ts'
import { notFound } from '../runtime/http/http-error.ts'
import { type OperationsOf, operation } from '../runtime/http/operation.ts'
import type { ReadModel } from '../runtime/declarations/define-read-model.ts'
import type { DocumentReader } from '../runtime/read-model/document-reader.ts'
import type { ${routes} } from './routes.ts'

export const ${operations} = (${DOCUMENTS}): OperationsOf<typeof ${routes}> => ({
})
`,
  )
  draft.create(
    `lambdas/${service}/api.ts`,
    `import { apiHandler } from '../runtime/http/api-handler.ts'
import { systemApiEnvironment } from '../runtime/http/system-environment.ts'
import { createReadModelReader } from '../runtime/read-model/read-model-store.ts'
import { variable } from '../runtime/system/variable.ts'
import { ${operations} } from './operations.ts'
import { ${routes} } from './routes.ts'

const environment = systemApiEnvironment()
const store = { client: environment.dynamo, table: variable('STATE_TABLE'), clock: environment.effects.clock }

export const handler = apiHandler(
  ${routes},
  environment,
  ${operations}((model) => createReadModelReader(model, store)),
)
`,
  )
  const file = serviceFile(service)
  draft.edit(file, (text) => {
    if (/\bapi:/.test(text))
      throw new UsageError(
        `${file} has an \`api\` whose routes are not in lambdas/${service}/routes.ts: add the route by hand.`,
      )
    const api = `api: { routes: ${routes}, description: ${camelCase(service)}Api, uses: { table: ['get'] } }`
    const declared = withProperty(text, DECLARATION, api, file)
    return withImport(withImport(declared, routes, './routes.ts'), `${camelCase(service)}Api`, './api-description.ts')
  })
}

interface Described {
  readonly operation: string
  readonly id: string
  readonly event: KnownEvent
  /** The part of the document that this event sets. */
  readonly part: string
  readonly summary: string
}

/** The request's schema, and what OpenAPI says about the operation. */
function describeRoute(draft: Draft, service: string, { operation, id, event, part, summary }: Described): void {
  const requests = `lambdas/${service}/requests.ts`
  if (!draft.exists(requests)) draft.create(requests, '')
  draft.edit(requests, (text) => `${withZod(text)}\nexport const ${operation}Path = z.object({ ${id}: z.string() })\n`)
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
    const member = `    ${operation}: {
      request: { path: ${operation}Path },
      responses: {
        200: {
          description: ${JSON.stringify(summary)},
          schema: z.record(z.string(), z.unknown()),
          example: { ${part}: ${event.name}.example },
        },
      },
      problems: [{ code: 'not_found', status: 404, meaning: 'There is no such document' }],
    }`
    const described = withMember(text, /\boperations: /, member, file)
    const withPath = withImport(withZod(described), `${operation}Path`, './requests.ts')
    return withImport(withPath, event.name, `../../${event.file}`)
  })
}

interface Tested {
  readonly path: string
  readonly service: string
  readonly operations: string
  readonly routes: string
  readonly document: string
  readonly documentFile: string
  readonly id: string
  readonly event: KnownEvent
}

const testText = ({ path, service, operations, routes, document, documentFile, id, event }: Tested): string =>
  `import { afterAll, beforeAll, expect, it } from 'vitest'
import { ${event.name} } from '../../../${event.file}'
import { ${operations} } from '../../../lambdas/${service}/operations.ts'
import { ${document} } from '../../../lambdas/${service}/${documentFile}'
import { ${routes} } from '../../../lambdas/${service}/routes.ts'
import { apiHandler } from '../../../lambdas/runtime/http/api-handler.ts'
import { createReadModelReader, createReadModelUpdater } from '../../../lambdas/runtime/read-model/read-model-store.ts'
import { callApi } from '../../../lambdas/runtime/testing/call-api.ts'
import { startTestDynamoDb, type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import { anExample } from '../../support/any-event.ts'
import { memoryApiEnvironment } from '../../support/memory-api-environment.ts'

let dynamo: TestDynamoDb
beforeAll(async () => {
  dynamo = await startTestDynamoDb()
})
afterAll(() => dynamo.close())

it('is found by its id, once its event has come', async () => {
  const store = { client: dynamo.client, table: testTables.state, clock: { now: () => 0 } }
  const operations = ${operations}((model) => createReadModelReader(model, store))
  const api = apiHandler(${routes}, memoryApiEnvironment().environment, operations)
  const event = anExample(1, ${event.name}, 1)
  const get = () => callApi(api, 'GET ${path}', { path: { ${id}: event.aggregate_id } })

  expect(await get()).toMatchObject({ status: 404 })
  await createReadModelUpdater(${document}, store)(event)
  const found = await get()
  expect(found.status).toBe(200)
  expect(Object.values(found.body)).toContainEqual(${event.name}.example)
})
`
