import type { Draft } from '../draft.ts'
import { assertNewConsumer, eventNamed, type KnownEvent } from '../known.ts'
import { assertName, camelCase, pascalCase } from '../names.ts'
import { withImport } from '../source.ts'
import { addToService, serviceOrNew, withTable } from './service.ts'

export interface ConsumerRequest {
  readonly name: string
  readonly service: string
  /** Event types. */
  readonly on: readonly string[]
  /** Events of one aggregate one after another. */
  readonly ordered: boolean
}

/** A consumer that notes, per aggregate and in its service's own table, what it has seen: to be replaced by what it is for. */
export function newConsumer(draft: Draft, { name, service, on, ordered }: ConsumerRequest): void {
  assertName('Consumer', name)
  assertNewConsumer(name)
  const events = on.map(eventNamed)
  serviceOrNew(draft, service)
  withTable(draft, service)
  const declaration = `${camelCase(name)}Consumer`
  const home = declareConsumer(draft, service, name, {
    imports: events.map((event) => ({ names: event.name, from: `../../${event.file}` })),
    text: `export const ${declaration} = defineConsumer({
  name: '${name}',
  subscribesTo: [${events.map((event) => event.name).join(', ')}],${ordered ? "\n  ordering: 'aggregate'," : ''}
  delivery: 'effectively-once',
  idempotency: 'atomic',
  uses: { table: ['update'] },`,
  })
  draft.create(`lambdas/${service}/${name}.ts`, handlersText(name, declaration, home.module, events))
  draft.create(`lambdas/${service}/${home.entry}`, entryText(name, declaration, home.module))
  draft.create(
    `test/lambdas/${service}/${name}.unit.test.ts`,
    testText(name, service, declaration, home.module, events),
  )
  draft.next(`Write what it is for into lambdas/${service}/${name}.ts. What its table is for is yours, too.`)
  draft.next(`npx vitest run test/lambdas/${service}/${name}.unit.test.ts`)
  draft.next('npm run contracts -- release writes it into the catalog and the AsyncAPI document.')
  draft.next(`npm start: the timeline shows ${name} below ${on.join(', ')}, once such an event comes.`)
}

interface Declared {
  readonly imports: readonly { readonly names: string; readonly from: string }[]
  /** Without its end, which names the entry. */
  readonly text: string
}

/** Puts a declaration where the service keeps its others, and lists it. @returns the module it is in, and its entry. */
export function declareConsumer(
  draft: Draft,
  service: string,
  name: string,
  { imports, text }: Declared,
): { module: string; entry: string } {
  const module = draft.exists(`lambdas/${service}/consumers.ts`) ? './consumers.ts' : './consumer.ts'
  const file = `lambdas/${service}/${module.slice(2)}`
  const entry = draft.exists(`lambdas/${service}/handler.ts`) ? `${name}-handler.ts` : 'handler.ts'
  const declaration = `${text}${entry === 'handler.ts' ? '' : `\n  entry: '${entry}',`}\n})\n`
  const all = [...imports, { names: 'defineConsumer', from: '../runtime/declarations/consumer.ts' }]
  const withImports = (source: string) => all.reduce((sum, { names, from }) => withImport(sum, names, from), source)
  if (draft.exists(file)) draft.edit(file, (source) => withImports(`${source}\n${declaration}`))
  else draft.create(file, withImports(`\n${declaration}`))
  addToService(draft, service, 'consumers', `${camelCase(name)}Consumer`, module)
  return { module, entry }
}

export const entryText = (name: string, declaration: string, module: string): string => {
  const handlers = `${camelCase(name)}Handlers`
  return `import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { variable } from '../runtime/system/variable.ts'
import { ${declaration} } from '${module}'
import { ${handlers} } from './${name}.ts'

export const handler = consumerHandler(${declaration}, systemConsumerEnvironment(), ${handlers}(variable('STATE_TABLE')))
`
}

function handlersText(name: string, declaration: string, module: string, events: readonly KnownEvent[]): string {
  const seen = `seen${pascalCase(name)}`
  return `import type { Update } from '@aws-sdk/client-dynamodb'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { HandlersOf } from '../runtime/consumer/handlers.ts'
import type { ${declaration} } from '${module}'

/** Everything staged here is committed in one transaction with the mark that the event has been processed: once, whatever dies. */
export const ${camelCase(name)}Handlers = (table: string): HandlersOf<typeof ${declaration}> => ({
${events.map(({ type }) => `  '${type}': async (event, { effects }) => effects.update(${seen}(table, event)),`).join('\n')}
})

/** Counts the events of one aggregate, and says which was the last. */
const ${seen} = (table: string, { aggregate_id, event_id, timestamp }: EventEnvelope): Update => ({
  TableName: table,
  Key: { pk: { S: aggregate_id }, sk: { S: '${name}' } },
  UpdateExpression: 'SET last_event = :event, last_at = :at ADD events :one',
  ExpressionAttributeValues: { ':event': { S: event_id }, ':at': { S: timestamp }, ':one': { N: '1' } },
})
`
}

function testText(
  name: string,
  service: string,
  declaration: string,
  module: string,
  events: readonly KnownEvent[],
): string {
  const [first] = events as readonly [KnownEvent]
  const handlers = `${camelCase(name)}Handlers`
  return `import { expect, it } from 'vitest'
import { ${first.name} } from '../../../${first.file}'
import { ${declaration} } from '../../../lambdas/${service}/${module.slice(2)}'
import { ${handlers} } from '../../../lambdas/${service}/${name}.ts'
import { consumerHarness } from '../../../lambdas/runtime/testing/consumer-harness.ts'
import { anExample } from '../../support/any-event.ts'

it('takes effect once, however often the event comes', async () => {
  const harness = consumerHarness(${declaration}, ${handlers}('table'))
  const event = anExample(1, ${first.name}, 1)

  expect(await harness.deliver(event)).toMatchObject([{ kind: 'processed' }])
  expect(await harness.deliver(event)).toMatchObject([{ kind: 'duplicate' }])

  expect(harness.effects.flatMap(({ writes }) => writes)).toMatchObject([
    { item: { Update: { TableName: 'table', Key: { pk: { S: event.aggregate_id }, sk: { S: '${name}' } } } } },
  ])
  expect(harness.deadLetters).toEqual([])
})
`
}
