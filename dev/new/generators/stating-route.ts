import { assertRoutesOnce } from '../../../lambdas/runtime/declarations/assert-routes-once.ts'
import { services } from '../../../lib/services.ts'
import { readWith } from '../../../local/usage/options.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { existingService } from '../known.ts'
import { camelCase } from '../names.ts'
import { insideOf, withElement, withImport, withMember, withProperty, withZod } from '../source.ts'
import { decidingAggregate, notFoundOf, refusalOf } from './aggregate-of-route.ts'
import { DOCUMENTS, readingNothing } from './documents-of-api.ts'
import { OPERATION, PATH } from './route.ts'
import { DECLARATION, serviceFile } from './service.ts'
import { type StatedEvent, statedEvent } from './stated-event.ts'
import { descriptionText, operationText, requestsText, routeTest, type StatingRoute } from './stating-route-texts.ts'

export interface StatingRouteRequest {
  readonly path: string
  readonly service: string
  /** Type of the event that it states. */
  readonly event: string
  /** Default: `post` and the fixed parts of the path. */
  readonly operation?: string | undefined
  /** One line for whoever calls it. Default: which event it states. */
  readonly summary?: string | undefined
}

/** `POST PATH`: a request that an aggregate of the service decides on, and that states one event if it agrees. */
export function newStatingRoute(draft: Draft, { path, service, event: type, ...given }: StatingRouteRequest): void {
  if (!PATH.test(path)) throw new UsageError(`Path "${path}": allowed is e.g. /returns or /boxes/{box_id}/lost.`)
  const operation = given.operation ?? camelCase(`post${path.replaceAll(/\/\{\w+\}/g, '').replaceAll('/', '-')}`)
  if (!OPERATION.test(operation))
    throw new UsageError(`--operation "${operation}": allowed are letters and digits, as of a function: returnOrder.`)
  const summary = given.summary ?? `State ${type}.`
  const entry = { method: 'POST', path: path as `/${string}`, operation, summary, access: 'anyone' } as const
  existingService(service)
  if (!draft.exists(serviceFile(service)))
    throw new UsageError(`Service "${service}" has no ${serviceFile(service)}, where this command declares the route.`)
  readWith('The route', () => assertRoutesOnce([...services, { name: service, api: { routes: [entry] } }]))
  const event = statedEvent(draft, type, service)
  const parameters = parametersOf(path, event)
  const route: StatingRoute = { ...entry, service, event, parameters }
  writeRoute(draft, route, entry)
  draft.next(`npx vitest run test/lambdas/${service}/${operation}.unit.test.ts`)
  draft.next(
    `Write your own rules into lambdas/${service}: when ${type} may happen, and what else its state remembers.`,
  )
  draft.next('npm run contracts -- release writes it into the published OpenAPI document.')
  draft.next(`Anyone who may call the API may send it. To tell customers apart: access: 'owner' (docs/http-api.md).`)
}

/** @throws {UsageError} for a parameter that names no field of the event. */
function parametersOf(path: string, { type, texts }: StatedEvent): readonly string[] {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const twice = parameters.find((name, index) => parameters.indexOf(name) !== index)
  if (twice !== undefined) throw new UsageError(`Path "${path}" names {${twice}} twice.`)
  const stranger = parameters.find((name) => !texts.includes(name))
  if (stranger !== undefined)
    throw new UsageError(
      `Path "${path}": {${stranger}} is not a text that each ${type} has. Allowed are ${texts.map((name) => `{${name}}`).join(', ')}.`,
    )
  return parameters
}

function writeRoute(draft: Draft, route: StatingRoute, entry: object): void {
  const { service, operation, event, parameters } = route
  const routes = `${camelCase(service)}Routes`
  const operations = `${camelCase(service)}Operations`
  const [routesFile, operationsFile, requestsFile, descriptionFile] = (
    ['routes', 'operations', 'requests', 'api-description'] as const
  ).map((name) => `lambdas/${service}/${name}.ts`) as [string, string, string, string]
  if (!draft.exists(routesFile)) beginApi(draft, service, routes, operations)
  for (const file of [operationsFile, descriptionFile])
    if (!draft.exists(file)) throw new UsageError(`${file} is not there: add operation ${operation} by hand.`)
  const isLater = parameters.includes(event.id) && event.family.length > 1
  const aggregate = decidingAggregate(draft, service, { operation, event, isLater })
  mayAppend(draft, service, event.aggregate)
  const line = `{ ${Object.entries(entry)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join(', ')} }`
  draft.edit(routesFile, (text) => withElement(text, new RegExp(`export const ${routes} = `), line, routesFile))
  if (!draft.exists(requestsFile)) draft.create(requestsFile, '')
  const request = requestsText(route)
  if (request !== '')
    draft.edit(requestsFile, (text) => withImport(`${withZod(text)}\n${request}`, event.schema, `../../${event.file}`))
  const written = operationText(route, aggregate)
  draft.edit(operationsFile, (text) => {
    const opening = new RegExp(`OperationsOf<typeof ${routes}>\\s*(?:=>\\s*\\(|=)\\s*(?=\\{)`)
    const added = withMember(text, opening, written.member, operationsFile)
    return written.imports.reduce((sum, [name, from]) => withImport(sum, name, from), added)
  })
  draft.edit(descriptionFile, (text) => {
    const problems = {
      refused: refusalOf({ operation, event, isLater }),
      missing: isLater ? notFoundOf(event) : undefined,
    }
    const described = descriptionText(route, problems)
    const added = withMember(text, /\boperations: /, described.member, descriptionFile)
    return described.imports.reduce((sum, [name, from]) => withImport(sum, name, from), added)
  })
  const before = isLater ? event.family.find(({ type }) => type !== event.type) : undefined
  const handed = handedOperations(draft.read(operationsFile), operations, routes, operationsFile)
  const refused = refusalOf({ operation, event, isLater })
  draft.create(
    `test/lambdas/${service}/${operation}.unit.test.ts`,
    routeTest(route, aggregate, { before, handed, refused, missing: isLater ? notFoundOf(event) : undefined }),
  )
}

/** How a test has the operations: as they are, or made with a reader of documents that this route does not use. */
function handedOperations(text: string, operations: string, routes: string, file: string): string {
  if (text.includes(DOCUMENTS)) return readingNothing(operations)
  if (new RegExp(`export const ${operations}: OperationsOf<typeof ${routes}> =`).test(text)) return operations
  throw new UsageError(
    `${file} makes its operations of something of its own, which this command cannot write a test with: add the route by hand (docs/add-an-event.md#by-hand).`,
  )
}

function beginApi(draft: Draft, service: string, routes: string, operations: string): void {
  const file = serviceFile(service)
  const folder = `lambdas/${service}`
  if (/\bapi:/.test(draft.read(file)))
    throw new UsageError(`${file} has an \`api\` whose routes are not in ${folder}/routes.ts: add the route by hand.`)
  draft.create(
    `${folder}/routes.ts`,
    `import type { Route } from '../runtime/declarations/routes.ts'

export const ${routes} = [] as const satisfies readonly Route[]
`,
  )
  draft.create(
    `${folder}/operations.ts`,
    `import { type OperationsOf, operation } from '../runtime/http/operation.ts'
import type { ${routes} } from './routes.ts'

export const ${operations}: OperationsOf<typeof ${routes}> = {
}
`,
  )
  draft.create(
    `${folder}/api.ts`,
    `import { apiHandler } from '../runtime/http/api-handler.ts'
import { systemApiEnvironment } from '../runtime/http/system-environment.ts'
import { ${operations} } from './operations.ts'
import { ${routes} } from './routes.ts'

export const handler = apiHandler(${routes}, systemApiEnvironment(), ${operations})
`,
  )
  const description = `${camelCase(service)}Api`
  draft.create(
    `${folder}/api-description.ts`,
    `import { describeApi } from '../runtime/declarations/api-description.ts'
import { ${routes} } from './routes.ts'

export const ${description} = describeApi(${routes}, {
  schemas: {},
  operations: {
  },
})
`,
  )
  draft.edit(file, (text) => {
    const api = `api: { routes: ${routes}, description: ${description}, uses: { eventStore: 'append' } }`
    const declared = withProperty(text, DECLARATION, api, file)
    return withImport(withImport(declared, routes, './routes.ts'), description, './api-description.ts')
  })
}

/** Lets the functions behind the service's routes append to streams of the aggregate. */
function mayAppend(draft: Draft, service: string, aggregate: string): void {
  const file = serviceFile(service)
  draft.edit(file, (text) => {
    const api = insideOf(text, /\bapi: ?(?=\{)/, '{')
    if (!api)
      throw new UsageError(
        `${file} declares its \`api\` elsewhere: add \`eventStore: 'append'\` to its \`uses\` and the route by hand (docs/add-an-event.md#by-hand).`,
      )
    const granted = appending(text.slice(api.start, api.end), aggregate, file)
    return `${text.slice(0, api.start)}${granted}${text.slice(api.end)}`
  })
}

function appending(api: string, aggregate: string, file: string): string {
  const listed =
    /\bstreams: ?\[/.test(api) && !new RegExp(`\\bstreams: ?\\[[^\\]]*'${aggregate}'`).test(api)
      ? withElement(api, /\bstreams: ?(?=\[)/, `'${aggregate}'`, file)
      : api
  if (/\beventStore: ?['"]append['"]/.test(listed)) return listed
  if (/\beventStore: ?['"]read['"]/.test(listed))
    return listed.replace(/\beventStore: ?['"]read['"]/, "eventStore: 'append'")
  if (/\buses:/.test(listed)) return withProperty(listed, /\buses: ?(?=\{)/, "eventStore: 'append'", file)
  return `${listed.trimEnd().replace(/,$/, '')}, uses: { eventStore: 'append' } `
}
