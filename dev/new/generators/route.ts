import { assertRoutesOnce } from '../../../lambdas/runtime/declarations/assert-routes-once.ts'
import { services } from '../../../lib/services.ts'
import { readWith } from '../../../local/usage/options.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { eventNamed, existingService } from '../known.ts'
import { camelCase } from '../names.ts'
import { withElement, withImport, withMember, withProperty } from '../source.ts'
import { describeRoute } from './describe-route.ts'
import { DOCUMENTS, mayRead, readDocuments } from './documents-of-api.ts'
import { documentFile, documentName, listedPer, partsOf } from './read-model.ts'
import { showsDocument, showsList, testText } from './route-texts.ts'
import { DECLARATION, serviceFile } from './service.ts'

export interface RouteRequest {
  readonly path: string
  readonly service: string
  readonly readModel: string
  readonly operation: string
  /** One line for whoever calls it. Default: what it shows. */
  readonly summary?: string | undefined
}

export const PATH = /^(\/[a-z][a-z0-9-]*|\/\{[a-z][a-z0-9_]*\})+$/
/** It names a function, a constant and a file. */
export const OPERATION = /^[a-z][A-Za-z0-9]*$/

/** `GET PATH`: a document of a read model of the service, or its list of them, by the id in the path. */
export function newRoute(draft: Draft, request: RouteRequest): void {
  const { path, service, readModel, operation } = request
  if (!PATH.test(path)) throw new UsageError(`Path "${path}": allowed is e.g. /loyalty/{customer_id}.`)
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const [id] = parameters
  if (id === undefined || parameters.length > 1)
    throw new UsageError(`Path "${path}": it needs one parameter, the id of the document.`)
  if (!OPERATION.test(operation))
    throw new UsageError(`--operation "${operation}": allowed are letters and digits, as of a function: getParcel.`)
  const file = `lambdas/${service}/${documentFile(readModel)}`
  const per = draft.exists(file) ? listedPer(draft.read(file)) : undefined
  const summary = request.summary ?? `A ${per === undefined ? 'document' : 'page'} of ${readModel}`
  const entry = { method: 'GET', path: path as `/${string}`, operation, summary, access: 'anyone' } as const
  const added = { name: service, api: { routes: [entry] } }
  readWith('The route', () => assertRoutesOnce([...services, added]))
  const model = existingService(service).readModels?.find(({ name }) => name === readModel)
  if (!model || !draft.exists(file)) throw noSuchModel(service, readModel, file, model !== undefined)
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
  if (per !== undefined) mayRead(draft, service, 'query')
  const written = (per === undefined ? showsDocument : showsList)({
    operation,
    readModel,
    document: documentName(readModel),
    id,
  })
  const document = documentName(readModel)
  draft.edit(operationsFile, (text) => {
    const added = withMember(text, new RegExp(`OperationsOf<typeof ${routes}> => \\(`), written.member, operationsFile)
    const imports = [[document, `./${documentFile(readModel)}`] as const, ...written.imports]
    return imports.reduce((sum, [name, from]) => withImport(sum, name, from), added)
  })
  const event = eventNamed(model.events[0]?.type ?? '')
  const part = partsOf(model.events)(event.type)
  describeRoute(draft, service, { operation, id, event, part, summary, isList: per !== undefined })
  draft.create(
    `test/lambdas/${service}/${operation}.unit.test.ts`,
    testText({ path, service, operations, routes, document, documentFile: documentFile(readModel), id, event, per }),
  )
  draft.next(`npx vitest run test/lambdas/${service}/${operation}.unit.test.ts`)
  draft.next('npm run contracts -- release writes it into the published OpenAPI document.')
  draft.next(`Anyone who may call the API sees it. To tell customers apart: access: 'owner' (docs/http-api.md).`)
}

function noSuchModel(service: string, readModel: string, file: string, isElsewhere: boolean): UsageError {
  const owner = services.find(({ readModels }) => readModels?.some(({ name }) => name === readModel))
  if (isElsewhere)
    return new UsageError(
      `Read model "${readModel}" of ${service} is not in ${file}, where this command reads it: add the route by hand (docs/read-models.md).`,
    )
  if (owner)
    return new UsageError(`Read model "${readModel}" is kept by service ${owner.name}: --service ${owner.name}.`)
  return new UsageError(
    `Service "${service}" has no read model "${readModel}" in ${file}. \`npm run new -- read-model ${readModel} --on TYPES --service ${service}\` makes it.`,
  )
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
    `import { type OperationsOf, operation } from '../runtime/http/operation.ts'
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
