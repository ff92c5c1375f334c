import { allEvents } from '../../../events/catalog.ts'
import { assertEventName } from '../../../events/event-name.ts'
import { readWith } from '../../../local/usage/options.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { exampleText, readFields, schemaText, withFieldImports } from '../fields.ts'
import { existingService } from '../known.ts'
import { camelCase } from '../names.ts'
import { withElement, withImport, withZod } from '../source.ts'

export interface EventRequest {
  readonly type: string
  /** The service that states it. */
  readonly service: string
  readonly fields: string
  readonly meaning: string
}

/** An event type in the file of its family, which is made and listed if it is new. */
export function newEvent(draft: Draft, { type, service, fields: given, meaning }: EventRequest): void {
  readWith('The name', () => assertEventName(type))
  if (allEvents.some((event) => event.type === type)) throw new UsageError(`Event type "${type}" is there already.`)
  existingService(service)
  const fields = readFields(draft, given)
  const [family = ''] = type.split('.')
  const file = `events/${family}.ts`
  const list = `${camelCase(family)}Events`
  if (!draft.exists(file)) beginFamily(draft, file, list, family)
  const name = camelCase(type)
  const definition = `/** The data of \`${type}\`, version 1. */
export const ${name}Data = ${schemaText(fields)}

export const ${name} = defineEvent({
  type: '${type}',
  aggregate: '${family}',
  producer: '${service}-service',
  meaning: ${JSON.stringify(meaning)},
  schema: ${name}Data,
  example: ${exampleText(fields)},
})
`
  draft.edit(file, (text) => {
    const start = text.search(new RegExp(`export const ${list}\\b`))
    if (start === -1)
      throw new UsageError(
        `${file} is there, and exports no list ${list}: take another entity than "${family}", or begin that list in it by hand.`,
      )
    const withDefinition = `${text.slice(0, start)}${definition}\n${text.slice(start)}`
    const listed = withElement(withDefinition, new RegExp(`export const ${list}[^=]*= `), name, file)
    return withImport(withFieldImports(withZod(listed), fields, './'), 'defineEvent', './define-event.ts')
  })
  draft.next(
    `State it: npm run new -- route 'POST /PATH' --service ${service} --event ${type}, or stage draft(${name}, …) in a consumer of ${service} (docs/add-an-event.md).`,
  )
  draft.next(`npm run new -- consumer NAME --on ${type}`)
  draft.next('npm run contracts -- release, when its form is settled: from then on it is promised to its consumers.')
}

function beginFamily(draft: Draft, file: string, list: string, family: string): void {
  // The empty line stays between the imports, which are put before it, and the definition.
  draft.create(file, `\nexport const ${list} = []\n`)
  draft.edit('events/catalog.ts', (text) =>
    withImport(
      withElement(text, /allEvents: readonly EventDefinition\[\] = /, `...${list}`, 'events/catalog.ts'),
      list,
      `./${family}.ts`,
    ),
  )
}
