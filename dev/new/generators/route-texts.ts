import type { KnownEvent } from '../known.ts'

interface Shown {
  readonly operation: string
  readonly readModel: string
  /** Name of the read model in the code. */
  readonly document: string
  /** Parameter of the path. */
  readonly id: string
}

/** An operation in the object of operations, and what its file imports for it: a name, and from where. */
export interface OperationText {
  readonly member: string
  readonly imports: readonly (readonly [string, string])[]
}

const OK = ['ok', '../runtime/http/answer.ts'] as const

/** Shows one document, or that there is none. */
export const showsDocument = ({ operation, readModel, document, id }: Shown): OperationText => ({
  member: `  ${operation}: operation({ path: ${operation}Path }, async ({ path }) => {
    const document = await documents(${document}).get({ id: path.${id} })
    if (!document) throw notFound(\`${readModel}: there is none for ${id} \${path.${id}}.\`)
    return ok(Object.fromEntries(Object.entries(document).map(([part, { value }]) => [part, value])))
  })`,
  imports: [[`${operation}Path`, './requests.ts'], OK, ['notFound', '../runtime/http/http-error.ts']],
})

/** Shows a page of the documents that one id has, and where the next one begins. */
export const showsList = ({ operation, document, id }: Shown): OperationText => ({
  member: `  ${operation}: operation({ path: ${operation}Path, query: ${operation}Query }, async ({ path, query }) => {
    const scope = ['${operation}', path.${id}]
    const after = query.cursor === undefined ? undefined : decodeCursor(scope, query.cursor)
    if (query.cursor !== undefined && after === undefined)
      throw validationFailed([{ parameter: 'cursor', message: 'must be a cursor that this list gave out' }])
    const page = await documents(${document}).entries({ id: path.${id}, limit: 20, order: 'descending', after })
    return ok({
      items: page.documents.map((document) =>
        Object.fromEntries(Object.entries(document).map(([part, { value }]) => [part, value])),
      ),
      next_cursor: page.next === undefined ? null : encodeCursor(scope, page.next),
    })
  })`,
  imports: [
    [`${operation}Path, ${operation}Query`, './requests.ts'],
    OK,
    ['validationFailed', '../runtime/http/http-error.ts'],
    ['decodeCursor, encodeCursor', '../runtime/read-model/page-cursor.ts'],
  ],
})

interface Tested {
  readonly path: string
  readonly service: string
  readonly operations: string
  readonly routes: string
  readonly document: string
  readonly documentFile: string
  readonly id: string
  readonly event: KnownEvent
  /** The field per whose value the read model has a list of documents, if it has lists. */
  readonly per: string | undefined
}

export function testText({
  path,
  service,
  operations,
  routes,
  document,
  documentFile,
  id,
  event,
  per,
}: Tested): string {
  const given = per === undefined ? 'event.aggregate_id' : `${event.name}.example.${per}`
  const none = per === undefined ? '{ status: 404 }' : '{ status: 200, body: { items: [], next_cursor: null } }'
  const shown = per === undefined ? 'found.body' : '(found.body.items as object[])[0] ?? {}'
  return `import { afterAll, beforeAll, expect, it } from 'vitest'
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

it('is ${per === undefined ? 'found by its id' : 'in the list'}, once its event has come', async () => {
  const store = { client: dynamo.client, table: testTables.state, clock: { now: () => 0 } }
  const operations = ${operations}((model) => createReadModelReader(model, store))
  const api = apiHandler(${routes}, memoryApiEnvironment().environment, operations)
  const event = anExample(1, ${event.name}, 1)
  const get = () => callApi(api, 'GET ${path}', { path: { ${id}: ${given} } })

  expect(await get()).toMatchObject(${none})
  await createReadModelUpdater(${document}, store)(event)
  const found = await get()
  expect(found.status).toBe(200)
  expect(Object.values(${shown})).toContainEqual(${event.name}.example)
})
`
}
