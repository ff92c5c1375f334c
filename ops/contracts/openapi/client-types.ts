import type { JsonSchema } from '../schema/json-schema.ts'

interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: JsonSchema
}

interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly schemas: Readonly<Record<string, JsonSchema>>
  }
}

/** Schema of a field that must be left out, in the form that json-schema-to-typescript writes as the type `never`. */
const NEVER: JsonSchema = { tsType: 'never' }

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/**
 * The type `paths` that openapi-fetch reads. Generators that write it themselves need the compiler API of TypeScript 5, so
 * the document is turned into one JSON Schema of that shape, and that into TypeScript.
 */
export async function clientTypes(document: ApiDocument): Promise<string> {
  const { compile } = await import('json-schema-to-typescript')
  const paths = Object.entries(document.paths).map(([path, operations]) => {
    const methods = METHODS.map((method) => {
      const operation = operations[method]
      return [method, operation ? ofOperation(operation, document) : NEVER] as const
    })
    const known = Object.keys(operations)
    return [path, object(Object.fromEntries(methods), known)] as const
  })
  const schema = {
    ...object(Object.fromEntries(paths)),
    title: 'paths',
    $defs: document.components.schemas,
  }
  const json = JSON.stringify(schema).replaceAll('"#/components/schemas/', '"#/$defs/')
  const text = await compile(JSON.parse(json) as never, 'paths', {
    additionalProperties: false,
    bannerComment: '// Generated from the routes by "npm run contracts -- openapi-types". Do not edit.',
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, semi: false, printWidth: 120, trailingComma: 'all' },
  })
  // Statuses are numbers to openapi-fetch, and an absent method is `never`.
  return text.replaceAll(/^(\s*)'?(\d{3})'?: /gm, '$1$2: ')
}

function ofOperation({ parameters = [], requestBody, responses }: Operation, { components }: ApiDocument): JsonSchema {
  const all = parameters.map(({ $ref, ...own }) =>
    $ref === undefined ? (own as Parameter) : components.parameters[$ref.split('/').at(-1) ?? '']!,
  )
  const places = ['query', 'header', 'path', 'cookie'].map((place) => {
    const here = all.filter((parameter) => parameter.in === place)
    const required = here.filter((parameter) => parameter.required).map(({ name }) => name)
    return { place, here, required }
  })
  const byPlace = places.map(({ place, here, required }) => [
    place,
    here.length === 0 ? NEVER : object(Object.fromEntries(here.map(({ name, schema }) => [name, schema])), required),
  ])
  const needed = places.filter(({ required }) => required.length > 0).map(({ place }) => place)
  const bodyNeeded = requestBody?.required ? ['requestBody'] : []
  return object(
    {
      parameters: object(Object.fromEntries(byPlace), needed),
      requestBody: requestBody ? object({ content: ofContent(requestBody.content) }) : NEVER,
      responses: object(
        Object.fromEntries(
          Object.entries(responses).map(([status, { content = {} }]) => [
            status,
            object({ headers: { type: 'object', additionalProperties: true }, content: ofContent(content) }),
          ]),
        ),
      ),
    },
    ['parameters', 'responses', ...bodyNeeded],
  )
}

const ofContent = (content: Content): JsonSchema =>
  object(Object.fromEntries(Object.entries(content).map(([type, { schema }]) => [type, schema])))

/** @param required default: all. */
const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
): JsonSchema => ({ type: 'object', properties, required, additionalProperties: false })
