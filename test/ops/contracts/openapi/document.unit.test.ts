import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { customerOperations } from '../../../../lambdas/customer/operations.ts'
import { inventoryOperations } from '../../../../lambdas/inventory/operations.ts'
import { orderOperations } from '../../../../lambdas/order/operations.ts'
import { orderQueries } from '../../../../lambdas/order-view/queries.ts'
import { paymentOperations } from '../../../../lambdas/payment/operations.ts'
import type { ServiceDeclaration } from '../../../../lambdas/runtime/declarations/service.ts'
import { commonProblems } from '../../../../lambdas/runtime/http/common-problems.ts'
import type { Operation } from '../../../../lambdas/runtime/http/operation.ts'
import { services } from '../../../../lib/services.ts'
import { documents, drifted, writeDocument } from '../../../../ops/contracts/documents/documents.ts'
import { openApiDocument } from '../../../../ops/contracts/openapi/document.ts'
import { componentsOf } from '../../../../ops/contracts/schema/components.ts'
import { undocumented } from '../../../support/documented-answers.ts'
import { folderOfTheRun } from '../../../support/temporary-folder.ts'

const info = { version: '0.1.0', license: 'Apache-2.0' }
const apis = services.flatMap(({ name, api }) => (api ? [{ name, api }] : []))
const described = apis.flatMap(({ name, api }) =>
  api.routes.map((route) => ({
    name: `${name}: ${route.operation}`,
    route,
    ...api.description.operations[route.operation]!,
  })),
)

async function lint(document: object) {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config })
  return found.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)
}

describe('the OpenAPI document', () => {
  it('is found sound by its linter, which finds what is not', async () => {
    const document = openApiDocument(services, info) as { paths: Record<string, { get: { responses: object } }> }
    expect(await lint(document)).toEqual([])
    document.paths['/orders']!.get.responses = { 200: {} }
    expect(await lint(document)).toContainEqual(expect.stringContaining('/paths/~1orders/get/responses/200'))
  })

  it('and its types are what the repository has: "npm run contracts -- release" writes them', async () => {
    const ofApi = documents.filter(({ name }) => name.startsWith('openapi'))
    expect((await drifted('contracts', ofApi)).map(({ file }) => file)).toEqual([])
  })

  it('says which headers an answer has: those of the function, and none where API Gateway itself answers', () => {
    const { paths } = openApiDocument(services, info) as unknown as {
      readonly paths: Record<string, Record<string, { responses: Record<string, { headers?: object }> }>>
    }
    const namesAt = (path: string, method: string, status: number) =>
      Object.keys(paths[path]?.[method]?.responses[status]?.headers ?? {})
    expect(namesAt('/orders', 'post', 202)).toEqual(
      expect.arrayContaining(['X-Correlation-Id', 'Idempotency-Replayed', 'Preference-Applied']),
    )
    expect(namesAt('/orders', 'post', 409)).toEqual(['X-Correlation-Id', 'Idempotency-Replayed', 'Retry-After'])
    expect(namesAt('/orders', 'post', 415)).toEqual(['X-Correlation-Id', 'Idempotency-Replayed', 'Accept'])
    expect(namesAt('/orders', 'post', 503)).toEqual(['X-Correlation-Id', 'Retry-After'])
    expect(namesAt('/orders', 'get', 200)).toEqual(['X-Correlation-Id'])
    for (const status of [401, 429]) expect(namesAt('/orders', 'post', status)).toEqual([])
    expect(namesAt('/openapi.json', 'get', 200)).toEqual(['X-Correlation-Id'])
  })

  it('is written where it is not what the code says', async () => {
    const directory = folderOfTheRun('documents-')
    const [document] = documents
    const [found, ...others] = await drifted(directory, [document!])
    expect([found, others]).toEqual([{ ...document, today: await document!.text() }, []])
    expect(readFileSync(await writeDocument(directory, found!), 'utf8')).toBe(found!.today)
    expect(await drifted(directory, [document!])).toEqual([])
  })

  it('demands that each route is described, and that a name means one schema', () => {
    const [customer] = services.filter(({ name }) => name === 'customer') as [ServiceDeclaration]
    const api = { ...customer.api!, description: { schemas: {}, operations: {} } }
    expect(() => openApiDocument([{ ...customer, api }], info)).toThrow(
      'POST /customers of customer is not in its api-description.ts.',
    )
    expect(() => componentsOf([{ Thing: z.string() }, { Thing: z.number() }])).toThrow('Two schemas are called Thing')
  })

  it('refuses a pattern with flags, of which a document would only have the bare pattern', () => {
    const code = z.string().check(z.regex(/^[a-z]+$/i))
    expect(() => componentsOf([]).schemaOf(code)).toThrow(/no word for the flags of the pattern \/\^\[a-z\]\+\$\/i/)
  })
})

describe('what is described', () => {
  const dependencies = {} as never
  const operations: Readonly<Record<string, Operation>> = {
    ...customerOperations,
    ...inventoryOperations(dependencies),
    ...orderOperations(dependencies),
    ...orderQueries(dependencies),
    ...paymentOperations(dependencies),
  }

  it.each(described)('reads requests with the schemas of the operation itself, $name', ({ route, request = {} }) => {
    const { schemas } = operations[route.operation]!
    expect(Object.keys(schemas)).toEqual(Object.keys(request))
    for (const part of ['path', 'query', 'headers', 'body'] as const) expect(schemas[part]).toBe(request[part])
  })

  it.each(described)('has examples that are valid, $name', ({ request = {}, example = {}, responses }) => {
    for (const part of ['path', 'query', 'body'] as const) {
      const value = part === 'query' ? textsOf(example.query ?? {}) : example[part]
      if (request[part] && (value !== undefined || part !== 'body')) {
        expect(z.safeParse(request[part], value ?? {}).error?.issues).toBeUndefined()
      }
    }
    for (const { schema, example: shown } of Object.values(responses)) {
      expect(z.safeParse(schema, shown).error?.issues).toBeUndefined()
    }
  })

  it('names every code that anything behind the API refuses with', () => {
    const documented = new Set(
      described.flatMap(({ route, request, problems = [] }) =>
        [...commonProblems(route, request), ...problems].map(({ code }) => code),
      ),
    )
    // 405 and this 503 are the answers to what no route takes; what follows comes by commands and never reaches a caller.
    const elsewhere = ['method_not_allowed', 'not_deployed', 'payment_unknown', 'reservation_unknown']
    // Ids are made here, so that an order cannot be there already.
    const impossible = ['order_exists']
    const missing = [...thrownCodes()].filter((code) => !documented.has(code))
    expect(missing.toSorted()).toEqual([...elsewhere, ...impossible].toSorted())
  })
})

describe('the check of answers in tests', () => {
  const body = { customer_id: 'cust_1', name: 'Ada', email: 'ada@example.com' }
  const problem = { type: 'about:blank', title: 'x', status: 409, detail: 'x', instance: '/', correlation_id: 'req_1' }
  const answer = (status: number, given: object, contentType = 'application/json', headers = {}) =>
    undocumented('POST /customers', { status, contentType, body: given, headers })

  it.each([
    ['as it is described', answer(201, body), undefined],
    ['with a field more', answer(201, { ...body, age: 3 }), /another form/],
    ['with a field fewer', answer(201, { name: 'Ada' }), /another form/],
    ['with headers that are described', answer(201, body, undefined, { 'idempotency-replayed': 'true' }), undefined],
    ['with another header', answer(201, body, undefined, { 'x-internal': '1' }), /the header x-internal/],
    ['with another status', answer(418, body), /which OpenAPI does not say/],
    ['of another type', answer(201, body, 'text/html'), /as text\/html/],
    [
      'a problem that is described',
      answer(409, { ...problem, code: 'customer_exists', customer_id: 'cust_1' }, 'application/problem+json'),
      undefined,
    ],
    [
      'a problem with another code',
      answer(409, { ...problem, code: 'customer_odd' }, 'application/problem+json'),
      /another form/,
    ],
    [
      'a problem with a member more',
      answer(409, { ...problem, code: 'conflict', stack: 'x' }, 'application/problem+json'),
      /another form/,
    ],
  ])('judges one %s', (_, found, expected) => {
    if (expected) expect(found).toMatch(expected)
    else expect(found).toBeUndefined()
  })
})

const textsOf = (query: Readonly<Record<string, string | number>>) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]))

/** Codes in the sources of functions that answer HTTP. */
function thrownCodes(): Set<string> {
  const root = join(import.meta.dirname, '../../../../lambdas')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const codes = new Set<string>()
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8')
    const patterns = [
      /new HttpError\(\s*\d+,\s*'(\w+)'/g,
      /new DomainError\(\s*'(\w+)'/g,
      /problem\(\{ status: \d+, code: '(\w+)'/g,
      /refuseLines\(\w+, '(\w+)'/g,
    ]
    for (const pattern of patterns) for (const [, code = ''] of text.matchAll(pattern)) codes.add(code)
  }
  return codes
}
