import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { services } from '../../lib/services.ts'
import { openApiDocument } from '../../ops/contracts/openapi/document.ts'

interface Schema {
  [keyword: string]: unknown
}

interface Documented {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Record<string, unknown> }>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const document = openApiDocument(services, { version: 'test', license: 'test' }) as unknown as Documented

/** Whatever the document does not say is a mistake in a test, although clients must tolerate it. */
function closed(value: unknown, isPart = false): unknown {
  if (Array.isArray(value)) return value.map((one) => closed(one, isPart))
  if (typeof value !== 'object' || value === null) return value
  const { allOf, ...schema } = value as Schema
  const inner = Object.entries(schema).map(([keyword, one]) => [keyword, closed(one)] as const)
  const isObject = !isPart && (allOf !== undefined || (schema.properties !== undefined && schema.type === 'object'))
  return {
    ...Object.fromEntries(inner),
    ...(allOf !== undefined && { allOf: closed(allOf, true) }),
    ...(isObject && { unevaluatedProperties: false }),
  }
}

const { Problem, ...schemas } = document.components.schemas
const ajv = new Ajv2020({ strict: false, allErrors: true })
;(addFormats as unknown as (ajv: Ajv2020) => void)(ajv)
ajv.addSchema({ $id: 'api', components: { schemas: { ...(closed(schemas) as object), Problem } } })

const compiled = new Map<string, ReturnType<Ajv2020['compile']>>()

function validatorOf(schema: unknown, key: string) {
  const known = compiled.get(key)
  if (known) return known
  const json = JSON.stringify(closed(schema)).replaceAll('"#/components/', '"api#/components/')
  const made = ajv.compile(JSON.parse(json))
  compiled.set(key, made)
  return made
}

export interface ObservedAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: unknown
  /** By their names in lower case. */
  readonly headers?: Readonly<Record<string, unknown>>
}

/** Headers that HTTP, the connection or API Gateway adds, and those that tell caches and browsers the same in every answer: OpenAPI names none of them. */
const SELF_EVIDENT =
  /^(content-(type|length|encoding)|date|connection|keep-alive|transfer-encoding|vary|apigw-requestid|cache-control|x-content-type-options)$/

/** @returns what is wrong with an answer by the OpenAPI document; nothing for a route that it does not know. */
export function undocumented(
  routeKey: string,
  { status, contentType, body, headers = {} }: ObservedAnswer,
): string | undefined {
  const [method = '', path = ''] = routeKey.split(' ')
  const operation = document.paths[path]?.[method.toLowerCase()]
  if (!operation) return undefined
  const response = operation.responses[status] as
    | {
        readonly content: Readonly<Record<string, { readonly schema: unknown }>>
        readonly headers?: Readonly<Record<string, unknown>>
      }
    | undefined
  if (!response) return `${routeKey} answers ${status}, which OpenAPI does not say: ${JSON.stringify(body)}`
  const type = contentType.split(';')[0] ?? ''
  const content = response.content[type]
  // API Gateway answers this when the function has failed. The answer is documented, but a test has to fail for it.
  if (status >= 500 && type === 'application/json') return `${routeKey}: API Gateway itself answers ${status}.`
  if (!content) return `${routeKey} answers ${status} as ${type}, which OpenAPI does not say.`
  const told = new Set(Object.keys(response.headers ?? {}).map((name) => name.toLowerCase()))
  const header = Object.keys(headers).find((name) => !SELF_EVIDENT.test(name) && !told.has(name))
  if (header) return `${routeKey} answers ${status} with the header ${header}, which OpenAPI does not say.`
  const validate = validatorOf(content.schema, `${routeKey} ${status} ${type}`)
  if (validate(body)) return undefined
  return `${routeKey} answers ${status} in another form than OpenAPI says: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`
}

/** The route that takes a path as it is called, e.g. `GET /orders/{order_id}`. */
export function routeKeyOf(method: string, path: string): string | undefined {
  const segments = path.split('/')
  const template = Object.keys(document.paths).find((known) => {
    const parts = known.split('/')
    return parts.length === segments.length && parts.every((part, at) => part.startsWith('{') || part === segments[at])
  })
  return template && `${method} ${template}`
}
