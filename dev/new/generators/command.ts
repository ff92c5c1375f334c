import { allCommands } from '../../../events/catalog.ts'
import { assertCommandName } from '../../../events/event-name.ts'
import { readWith } from '../../../local/usage/options.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { exampleText, readFields, schemaText, withFieldImports } from '../fields.ts'
import { assertNewConsumer } from '../known.ts'
import { assertName, camelCase } from '../names.ts'
import { withElement, withImport, withZod } from '../source.ts'
import { declareConsumer, entryText } from './consumer.ts'
import { serviceOrNew, withTable } from './service.ts'

export interface CommandRequest {
  readonly type: string
  readonly service: string
  readonly fields: string
  readonly meaning: string
}

/** A command, and the consumer of its service that takes it. */
export function newCommand(draft: Draft, { type, service, fields: given, meaning }: CommandRequest): void {
  readWith('The name', () => assertCommandName(type))
  if (allCommands.some((command) => command.type === type)) throw new UsageError(`Command "${type}" is there already.`)
  assertName('Service', service)
  const name = `${service}-${type.replaceAll('_', '-')}`
  assertName('Consumer', name)
  assertNewConsumer(name)
  const fields = readFields(draft, given)
  const command = camelCase(type)
  const file = `events/commands/${service}.ts`
  const definition = `export const ${command} = defineCommand({
  type: '${type}',
  addressee: '${name}',
  meaning: ${JSON.stringify(meaning)},
  schema: ${schemaText(fields)},
  example: ${exampleText(fields)},
})
`
  if (!draft.exists(file)) draft.create(file, '')
  draft.edit(file, (text) => {
    const withFields = withFieldImports(withZod(text), fields, '../')
    return `${withImport(withFields, 'defineCommand', '../define-command.ts')}\n${definition}`
  })
  draft.edit('events/catalog.ts', (text) =>
    withImport(
      withElement(text, /allCommands(?:: [^=]+)? = /, command, 'events/catalog.ts'),
      command,
      `./commands/${service}.ts`,
    ),
  )
  newAddressee(draft, { service, name, type, command, file })
  draft.next(`Write what it does into lambdas/${service}/${name}.ts.`)
  draft.next(`Send it: effects.send(${command}, …) in a function with uses: { commands: true } (docs/consuming.md).`)
}

interface Addressee {
  readonly service: string
  readonly name: string
  readonly type: string
  readonly command: string
  readonly file: string
}

function newAddressee(draft: Draft, { service, name, type, command, file }: Addressee): void {
  serviceOrNew(draft, service)
  withTable(draft, service)
  const declaration = `${camelCase(name)}Consumer`
  const handlers = `${camelCase(name)}Handlers`
  const { module, entry } = declareConsumer(draft, service, name, {
    imports: [{ names: command, from: `../../${file}` }],
    text: `export const ${declaration} = defineConsumer({
  name: '${name}',
  accepts: [${command}],
  delivery: 'effectively-once',
  idempotency: 'atomic',
  uses: { table: ['put'] },`,
  })
  draft.create(`lambdas/${service}/${entry}`, entryText(name, declaration, module))
  draft.create(
    `lambdas/${service}/${name}.ts`,
    `import type { HandlersOf } from '../runtime/consumer/handlers.ts'
import type { ${declaration} } from '${module}'

/** Everything staged here is committed in one transaction with the mark that the command has been carried out: once, whatever dies. */
export const ${handlers} = (table: string): HandlersOf<typeof ${declaration}> => ({
  ${type}: async ({ command_id, data }, { effects }) =>
    effects.put({
      TableName: table,
      Item: { pk: { S: command_id }, sk: { S: '${type}' }, data: { S: JSON.stringify(data) } },
    }),
})
`,
  )
  draft.create(
    `test/lambdas/${service}/${name}.unit.test.ts`,
    `import { expect, it } from 'vitest'
import { ${command} } from '../../../${file}'
import { ${declaration} } from '../../../lambdas/${service}/${module.slice(2)}'
import { ${handlers} } from '../../../lambdas/${service}/${name}.ts'
import { consumerHarness } from '../../../lambdas/runtime/testing/consumer-harness.ts'
import { aCommand } from '../../support/any-event.ts'

it('is carried out once, however often it comes', async () => {
  const harness = consumerHarness(${declaration}, ${handlers}('table'))
  const command = aCommand(1, '${type}', ${command}.example)

  expect(await harness.deliver(command)).toMatchObject([{ kind: 'processed' }])
  expect(await harness.deliver(command)).toMatchObject([{ kind: 'duplicate' }])

  expect(harness.effects.flatMap(({ writes }) => writes)).toMatchObject([
    { item: { Put: { TableName: 'table', Item: { pk: { S: command.command_id } } } } },
  ])
  expect(harness.deadLetters).toEqual([])
})
`,
  )
  draft.next(`npx vitest run test/lambdas/${service}/${name}.unit.test.ts`)
}
