import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import type { JsonSchema } from '../contracts/schema/json-schema.ts'
import { schemasOf } from '../contracts/schema/schemas-of.ts'
import { catalogOf, type Declared } from './derive.ts'
import type { Catalog } from './model.ts'

/** Details that pages show and the catalog itself leaves out, so that `contracts/catalog.json` stays small. */
export interface CatalogDetails {
  readonly catalog: Catalog
  /** By event type, oldest version first. */
  readonly events: Readonly<Record<string, readonly DescribedVersion[]>>
  /** By command type. */
  readonly commands: Readonly<Record<string, Described>>
  /** By name. */
  readonly consumers: Readonly<Record<string, DescribedConsumer>>
  /** By `POST /orders`. */
  readonly routes: Readonly<Record<string, DescribedRoute>>
}

export interface Described {
  /** Schema of what a reader accepts. It is open: fields that are not listed are tolerated. */
  readonly schema: JsonSchema
  readonly example: unknown
}

export interface DescribedVersion extends Described {
  readonly version: number
}

export interface DescribedConsumer {
  /** Whether the events behind a dead one of the same aggregate are held or go on. */
  readonly onDeadLetter: ConsumerDeclaration['onDeadLetter']
  /** Messages that its function gets at once, at most. */
  readonly batchSize: number
  readonly maxConcurrency: number
  readonly timeoutSeconds: number
}

export interface DescribedRoute {
  readonly summary: string
  readonly description?: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly description: string }[]
  readonly request?: unknown
  /** In the order of the status. */
  readonly answers: readonly { readonly status: string; readonly description: string; readonly example?: unknown }[]
}

/** @param openApi see `openApiDocument`. */
export const detailsOf = (declared: Declared, openApi: object): CatalogDetails => ({
  catalog: catalogOf(declared),
  events: Object.fromEntries(
    declared.events.map(({ type, versions }) => [
      type,
      versions.map(({ version, schema, example }) => ({
        version,
        schema: schemasOf(`${type} version ${version}`, schema).reader,
        example,
      })),
    ]),
  ),
  commands: Object.fromEntries(
    declared.commands.map(({ type, schema, example }) => [type, { schema: schemasOf(type, schema).reader, example }]),
  ),
  consumers: Object.fromEntries(
    declared.services.flatMap(({ consumers }) => consumers.map((consumer) => [consumer.name, ofConsumer(consumer)])),
  ),
  routes: routesOf(openApi as ApiDocument),
})

const ofConsumer = (consumer: ConsumerDeclaration): DescribedConsumer => ({
  onDeadLetter: consumer.onDeadLetter,
  batchSize: consumer.batchSize,
  maxConcurrency: consumer.maxConcurrency,
  timeoutSeconds: consumer.timeoutSeconds,
})

interface Content {
  readonly content?: Readonly<Record<string, { readonly example?: unknown }>>
}

/** The part of the OpenAPI document that pages need. */
interface ApiDocument {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly summary?: string
            readonly description?: string
            readonly parameters?: readonly {
              readonly $ref?: string
              readonly name?: string
              readonly in?: string
              readonly description?: string
            }[]
            readonly requestBody?: Content
            readonly responses: Readonly<Record<string, Content & { readonly description: string }>>
          }
        >
      >
    >
  >
}

function routesOf({ paths }: ApiDocument): Record<string, DescribedRoute> {
  const entries = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { summary = '', description, parameters = [], requestBody, responses }]) => {
        const request = exampleOf(requestBody)
        const route: DescribedRoute = {
          summary,
          ...(description !== undefined && { description }),
          parameters: parameters
            .filter(({ $ref }) => $ref === undefined)
            .map(({ name = '', in: place = '', description: says = '' }) => ({ name, in: place, description: says })),
          ...(request !== undefined && { request }),
          answers: Object.entries(responses).map(([status, response]) => {
            const example = exampleOf(response)
            return { status, description: response.description, ...(example !== undefined && { example }) }
          }),
        }
        return [`${method.toUpperCase()} ${path}`, route] as const
      },
    ),
  )
  return Object.fromEntries(entries)
}

const exampleOf = (content: Content | undefined): unknown => content?.content?.['application/json']?.example
