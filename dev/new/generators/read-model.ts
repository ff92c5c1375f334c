import { allEvents } from '../../../events/catalog.ts'
import { UsageError } from '../../../local/usage/usage-error.ts'
import type { Draft } from '../draft.ts'
import { assertNewConsumer, eventNamed, type KnownEvent } from '../known.ts'
import { assertName, camelCase } from '../names.ts'
import { declareConsumer } from './consumer.ts'
import { addToService, serviceOrNew, withTable } from './service.ts'

export interface ReadModelRequest {
  readonly name: string
  readonly service: string
  /** Event types. */
  readonly on: readonly string[]
  /** Field of the events whose values each have a list of documents. Default: one document per aggregate. */
  readonly per?: string | undefined
}

/** The field per whose value a read model, as {@link newReadModel} writes it, has a list of documents; undefined where each has one. */
export const listedPer = (text: string): string | undefined => /\bid: data\.(\w+),\s*entry: /.exec(text)?.[1]

export const documentFile = (name: string): string => `${name}-document.ts`
export const documentName = (name: string): string => `${camelCase(name)}Document`

/** A read model with a document per aggregate, or a list of those per value of a field; the consumer that keeps it, and their test. */
export function newReadModel(draft: Draft, { name, service, on, per }: ReadModelRequest): void {
  assertName('Read model', name)
  assertNewConsumer(name)
  const events = on.map(eventNamed)
  if (per !== undefined) for (const type of on) assertText(type, per)
  serviceOrNew(draft, service)
  withTable(draft, service)
  const declaration = `${camelCase(name)}Consumer`
  const document = documentName(name)
  const file = documentFile(name)
  const imports = events.map((event) => ({ names: event.name, from: `../../${event.file}` }))
  const { module, entry } = declareConsumer(draft, service, name, {
    imports,
    text: `/** Keeps the read model of the same name. */
export const ${declaration} = defineConsumer({
  name: '${name}',
  subscribesTo: [${events.map((event) => event.name).join(', ')}],
  ordering: 'aggregate',
  delivery: 'effectively-once',
  idempotency: 'versioned',
  uses: { table: ['get', 'update'] },`,
  })
  addToService(draft, service, 'readModels', document, `./${file}`)
  draft.create(`lambdas/${service}/${file}`, modelText(name, document, events, per))
  draft.create(`lambdas/${service}/${entry}`, entryText(declaration, module, document, file))
  draft.create(`test/lambdas/${service}/${name}.unit.test.ts`, testText(service, document, file, events))
  draft.next(`Say in lambdas/${service}/${file} which parts each event sets: every part is set by one stream only.`)
  draft.next(`npx vitest run test/lambdas/${service}/${name}.unit.test.ts`)
  draft.next(
    `npm run ops -- rebuild ${name}, once it is deployed or npm start runs: it is filled from what is stored already.`,
  )
}

/** An id is a text that every event of the type has. @throws {UsageError} with the fields that may be named. */
function assertText(type: string, field: string): void {
  const event = allEvents.find((one) => one.type === type)
  const example = Object(event?.example) as Record<string, unknown>
  const isAlwaysText = (name: string) => {
    const { [name]: value, ...others } = example
    return typeof value === 'string' && event?.versions.at(-1)?.schema.safeParse(others).success === false
  }
  if (isAlwaysText(field)) return
  const allowed = Object.keys(example).filter(isAlwaysText)
  throw new UsageError(`--per "${field}": not a text that each ${type} has. Allowed are ${allowed.join(', ')}.`)
}

function modelText(name: string, document: string, events: readonly KnownEvent[], per: string | undefined): string {
  const key = per === undefined ? 'id: aggregate_id' : `id: data.${per}, entry: aggregate_id`
  const imports = Map.groupBy(events, (event) => event.file)
  const part = partsOf(events)
  const lines = [...imports].map(
    ([file, some]) => `import { ${some.map((event) => event.name).join(', ')} } from '../../${file}'`,
  )
  return `${lines.join('\n')}
import { defineReadModel } from '../runtime/declarations/define-read-model.ts'

/** A document per aggregate${per === undefined ? '' : `, in the list of its ${per}, which all events of one aggregate name alike`}. Each event says whole parts, so that it is the same whatever the order of arrival. */
export const ${document} = defineReadModel({
  name: '${name}',
  events: [${events.map((event) => event.name).join(', ')}],
  project: {
${events.map(({ type }) => `    '${type}': ({ aggregate_id, data }) => ({ ${key}, parts: { ${part(type)}: { value: data } } }),`).join('\n')}
  },
})
`
}

/** The part that an event sets: `confirmed` of `order.confirmed`, `orderConfirmed` where another event of the model has that action. */
export function partsOf(events: readonly { readonly type: string }[]): (type: string) => string {
  const actionOf = (type: string) => type.slice(type.indexOf('.') + 1)
  const actions = events.map(({ type }) => camelCase(actionOf(type)))
  return (type) => {
    const action = camelCase(actionOf(type))
    return actions.filter((other) => other === action).length > 1 ? camelCase(type) : action
  }
}

const entryText = (
  declaration: string,
  module: string,
  document: string,
  file: string,
): string => `import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { createReadModelUpdater } from '../runtime/read-model/read-model-store.ts'
import { updateHandlers } from '../runtime/consumer/update-handlers.ts'
import { variable } from '../runtime/system/variable.ts'
import { ${declaration} } from '${module}'
import { ${document} } from './${file}'

const environment = systemConsumerEnvironment()
const update = createReadModelUpdater(${document}, {
  client: environment.dynamo,
  table: variable('STATE_TABLE'),
  clock: environment.clock,
})

export const handler = consumerHandler(${declaration}, environment, updateHandlers(${declaration}, update))
`

function testText(service: string, document: string, file: string, events: readonly KnownEvent[]): string {
  const imports = Map.groupBy(events, (event) => event.file)
  const part = partsOf(events)
  const lines = [...imports].map(
    ([path, some]) => `import { ${some.map((event) => event.name).join(', ')} } from '../../../${path}'`,
  )
  return `${lines.join('\n')}
import { expect, it } from 'vitest'
import { ${document} } from '../../../lambdas/${service}/${file}'
import { foldEvents } from '../../../lambdas/runtime/declarations/define-read-model.ts'
import { anExample } from '../../support/any-event.ts'

const events = [
${events.map((event, index) => `  anExample(1, ${event.name}, ${index + 1}),`).join('\n')}
]

it('is the same whatever the order of arrival, and however often events arrive', () => {
  const inOrder = foldEvents(${document}, events)
  expect(inOrder).toMatchObject({
${events.map((event) => `    ${part(event.type)}: { value: ${event.name}.example },`).join('\n')}
  })
  expect(foldEvents(${document}, [...events, ...events].toReversed())).toEqual(inOrder)
})
`
}
