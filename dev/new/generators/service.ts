import { assertNotReserved } from '../../../lambdas/runtime/declarations/reserved-services.ts'
import { readWith } from '../../../local/usage/options.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { serviceNamed } from '../known.ts'
import { assertName, camelCase } from '../names.ts'
import { withElement, withImport, withProperty } from '../source.ts'

/** What stands before a service's declaration. */
export const DECLARATION = /defineService\(/

export const serviceFile = (service: string): string => `lambdas/${service}/service.ts`

/** A folder with an empty declaration, and its line in `lib/services.ts`. @throws {UsageError} if it is there already. */
export function newService(draft: Draft, name: string): void {
  assertName('Service', name)
  if (serviceNamed(name)) throw new UsageError(`Service "${name}" is there already, in lambdas/${name}.`)
  readWith('The name', () => assertNotReserved(name))
  const declaration = `${camelCase(name)}Service`
  draft.create(
    serviceFile(name),
    `import { defineService } from '../runtime/declarations/service.ts'

export const ${declaration} = defineService({
  name: '${name}',
  consumers: [],
})
`,
  )
  draft.edit('lib/services.ts', (text) =>
    withImport(
      withElement(text, /services: readonly ServiceDeclaration\[\] = /, declaration, 'lib/services.ts'),
      declaration,
      `../lambdas/${name}/service.ts`,
    ),
  )
}

/** The service, made if it is not there. */
export function serviceOrNew(draft: Draft, name: string): void {
  if (!serviceNamed(name) && !draft.exists(serviceFile(name))) newService(draft, name)
}

/** Adds to one of the lists of the service's declaration, which is begun if there is none. */
export function addToService(draft: Draft, service: string, list: string, element: string, from: string): void {
  const file = serviceFile(service)
  draft.edit(file, (text) => {
    const begun = new RegExp(`\\b${list}:`).test(text) ? text : withProperty(text, DECLARATION, `${list}: []`, file)
    // A list that is written elsewhere is not looked for: the first bracket would be that of another one.
    return withImport(withElement(begun, new RegExp(`\\b${list}: ?(?=\\[)`), element, file), element, from)
  })
}

/** The service's own table, if it has none yet. */
export function withTable(draft: Draft, service: string): void {
  const file = serviceFile(service)
  draft.edit(file, (text) => (/\btable:/.test(text) ? text : withProperty(text, DECLARATION, 'table: {}', file)))
}
