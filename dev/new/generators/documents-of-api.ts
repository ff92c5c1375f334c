import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { camelCase } from '../names.ts'
import { insideOf, withElement, withImport, withProperty } from '../source.ts'
import { serviceFile } from './service.ts'

/** The parameter of operations that read read models; without brackets, because a formatter puts it on a line of its own where that would be too long. */
export const DOCUMENTS = 'documents: (model: ReadModel) => DocumentReader'
const READER = 'createReadModelReader(model, store)'

/**
 * Lets the operations of a service read its read models. Where they are an object, as of a service that only appends, they become a
 * function of `documents`, and `api.ts` passes that on.
 * @throws {UsageError} where they are a function of something else, with what to do by hand.
 */
export function readDocuments(draft: Draft, service: string): void {
  const operations = `${camelCase(service)}Operations`
  const routes = `${camelCase(service)}Routes`
  const file = `lambdas/${service}/operations.ts`
  const text = draft.read(file)
  if (text.includes(DOCUMENTS)) return
  const opening = new RegExp(`export const ${operations}: OperationsOf<typeof ${routes}> = (?=\\{)`)
  const inside = insideOf(text, opening, '{')
  const api = `lambdas/${service}/api.ts`
  const call = new RegExp(
    `apiHandler\\(\\s*${routes},\\s*(systemApiEnvironment\\(\\)|environment),\\s*${operations},?\\s*\\)`,
  )
  if (!inside || !draft.exists(api) || !call.test(draft.read(api)))
    throw new UsageError(
      `lambdas/${service} reads its read models in a way of its own, which this command cannot extend: add the route by hand (docs/read-models.md).`,
    )
  draft.edit(file, () => {
    const ended = `${text.slice(0, inside.end + 1)})${text.slice(inside.end + 1)}`
    const begun = ended.replace(
      opening,
      `export const ${operations} = (${DOCUMENTS}): OperationsOf<typeof ${routes}> => (`,
    )
    const imports = [
      ['ReadModel', '../runtime/declarations/define-read-model.ts'],
      ['DocumentReader', '../runtime/read-model/document-reader.ts'],
    ] as const
    return imports.reduce((sum, [name, from]) => `import type { ${name} } from '${from}'\n${sum}`, begun)
  })
  draft.edit(api, (before) => {
    const [, environment = ''] = call.exec(before) ?? []
    const environmentText = environment === 'environment' ? '' : `const environment = ${environment}\n`
    const store = `${environmentText}const store = { client: environment.dynamo, table: variable('STATE_TABLE'), clock: environment.effects.clock }\n\n`
    const passed = before.replace(call, `apiHandler(${routes}, environment, ${operations}((model) => ${READER}))`)
    const whole = passed.replace(/^export const handler\b/m, (handler) => `${store}${handler}`)
    return withImport(
      withImport(whole, 'createReadModelReader', '../runtime/read-model/read-model-store.ts'),
      'variable',
      '../runtime/system/variable.ts',
    )
  })
  mayRead(draft, service, 'get')
  for (const test of draft.filesIn(`test/lambdas/${service}`).filter((path) => path.endsWith('.ts')))
    if (handedOver(operations).test(draft.read(test)))
      draft.edit(test, (before) => before.replace(handedOver(operations), readingNothing(operations)))
  draft.next(`${operations} takes the reader of its read models now: pass one where a test of yours uses it.`)
}

/** Operations as the last that a test hands to `apiHandler`. */
const handedOver = (operations: string): RegExp =>
  new RegExp(`(?<=\\bapiHandler\\((?:[^()]|\\([^()]*\\))*,\\s*)\\b${operations}\\b(?=,?\\s*\\))`, 'g')

/** Operations for a test of a route that reads no document. */
export const readingNothing = (operations: string): string =>
  `${operations}(() => {
    throw new Error('This route reads no document.')
  })`

/** Lets the functions behind the service's routes read its table: documents by their key, or the list of an id. */
export function mayRead(draft: Draft, service: string, action: 'get' | 'query'): void {
  const file = serviceFile(service)
  draft.edit(file, (text) => {
    const api = insideOf(text, /\bapi: ?(?=\{)/, '{')
    if (!api)
      throw new UsageError(
        `${file} declares its \`api\` elsewhere: add \`table: ['${action}']\` to its \`uses\`, and try again.`,
      )
    return `${text.slice(0, api.start)}${granted(text.slice(api.start, api.end), action, file)}${text.slice(api.end)}`
  })
}

/** What is declared of the `api`, with that access to the table; `read` and `write` are more than either. */
function granted(api: string, action: 'get' | 'query', file: string): string {
  const isGranted = new RegExp(`\\btable: ?(?:['"](?:read|write)['"]|\\[[^\\]]*['"]${action}['"])`)
  if (isGranted.test(api)) return api
  if (/\btable:/.test(api)) return withElement(api, /\btable: ?(?=\[)/, `'${action}'`, file)
  return withProperty(api, /\buses: ?(?=\{)/, `table: ['${action}']`, file)
}
