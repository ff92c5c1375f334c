import type { Route } from '../../../lambdas/runtime/declarations/routes.ts'
import type { ServiceDeclaration } from '../../../lambdas/runtime/declarations/service.ts'
import { MAX_WAIT_SECONDS } from '../../../lambdas/runtime/request-reply/prefer-wait.ts'
import { type Components, componentsOf } from '../schema/components.ts'
import { answerHeaders, headersOfSuccess } from './headers.ts'
import { operationOf } from './operation.ts'
import { problem } from './problems.ts'

/** Where the deployed API serves this document itself. */
const OPENAPI_PATH = '/openapi.json'

/** A route whose service says nothing about it. */
class NotDescribed extends Error {
  override readonly name = 'NotDescribed'
}

export interface DocumentInfo {
  /** Version of this project, e.g. `0.1.0`. */
  readonly version: string
  readonly license: string
}

/**
 * OpenAPI 3.1 of every route, from what the services declare: request schemas are those that the operations read with.
 * @throws {NotDescribed}
 */
export function openApiDocument(services: readonly ServiceDeclaration[], { version, license }: DocumentInfo): object {
  const withApi = services.flatMap(({ name, api }) => (api ? [{ name, api }] : []))
  const components = componentsOf([{ Problem: problem }, ...withApi.map(({ api }) => api.description.schemas)])
  const paths: Record<string, Record<string, unknown>> = {}
  for (const { name, api } of withApi) {
    for (const route of api.routes) {
      const described = api.description.operations[route.operation]
      if (!described)
        throw new NotDescribed(`${route.method} ${route.path} of ${name} is not in its api-description.ts.`)
      const operation = operationOf(route, described, name, components)
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation }
    }
  }
  paths[OPENAPI_PATH] = { get: ofDocument(components) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Event pipeline',
      version,
      summary: 'Orders, accounts, products and customers on an event pipeline.',
      description:
        'An installation asks for one of the two ways to authenticate, as its setting `apiAuth` says. With `apiAuth=none`, which is for development, it asks for neither, and everybody is an operator.',
      license: { name: license, identifier: license },
    },
    servers: [{ url: '/', description: 'Where this document was served.' }],
    security: [{ iam: [] }, { jwt: [] }],
    tags: [...withApi.map(({ name }) => ({ name, description: `Service ${name}.` })), about],
    paths,
    components: {
      securitySchemes,
      parameters,
      headers: answerHeaders,
      schemas: components.all(),
    },
  }
}

const about = { name: 'about', description: 'What the API says of itself.' }

const routeOfDocument: Route = {
  method: 'GET',
  path: OPENAPI_PATH,
  operation: 'getOpenApi',
  summary: 'This document.',
  access: 'anyone',
}

const ofDocument = (components: Components): object => {
  const { responses, ...operation } = operationOf(routeOfDocument, { responses: {} }, about.name, components)
  const headers = headersOfSuccess(routeOfDocument, false)
  const content = { 'application/json': { schema: { type: 'object' } } }
  return {
    ...operation,
    responses: { 200: { description: 'OpenAPI 3.1.', headers, content }, ...(responses as object) },
  }
}

/** The document has both schemes, because an installation chooses between them when it is deployed (`apiAuth`). */
const securitySchemes = {
  iam: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'Signature Version 4 of AWS, for the service `execute-api`. The caller needs `execute-api:Invoke` and is an operator.',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
  jwt: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'A token of the issuer: a claim names the customer (the setting `jwtCustomerClaim`, default `customer_id`), a scope an operator (`jwtOperatorScope`, default `operator`).',
  },
}

const parameters = {
  CorrelationId: {
    name: 'X-Correlation-Id',
    in: 'header',
    description: 'Carried into every event and log line that the request leads to. Made here if it is left out.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_.:-]{1,128}$' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'The same key with the same request is answered the same for a day, with `Idempotency-Replayed: true`, and has no second effect.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
  },
  PreferWait: {
    name: 'Prefer',
    in: 'header',
    description: `\`wait=N\`: answer when the outcome is known, after N seconds at the latest, at most ${MAX_WAIT_SECONDS}. \`Preference-Applied\` says how long it was.`,
    schema: { type: 'string' },
  },
}
