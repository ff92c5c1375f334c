import { DiagnosticSeverity, Parser } from '@asyncapi/parser'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { allCommands, allEvents, catalog } from '../../../../events/catalog.ts'
import { toCloudEvent } from '../../../../events/cloud-events/to-cloud-event.ts'
import { catalogOf, decodeEvent } from '../../../../events/decode.ts'
import { decodeReferring } from '../../../../events/decode-referring.ts'
import { defineEvent } from '../../../../events/define-event.ts'
import { orderConfirmed } from '../../../../events/order.ts'
import { messageDecoder } from '../../../../lambdas/runtime/consumer/decode-message.ts'
import { orderedAggregates } from '../../../../lambdas/runtime/declarations/ordered-aggregates.ts'
import { defineOutboundSubscription } from '../../../../lambdas/runtime/declarations/outbound-subscription.ts'
import { services } from '../../../../lib/services.ts'
import { asyncApiDocument } from '../../../../ops/contracts/asyncapi/document.ts'
import { parcelDelivered } from '../../../support/external-event.ts'

const info = { version: '0.1.0', license: 'Apache-2.0' }
const declared = { events: allEvents, commands: allCommands, services }
const parser = new Parser()

interface Document {
  readonly channels: Readonly<
    Record<string, { readonly messages: object; readonly 'x-fed-by'?: 'bus' | 'topic' | 'commands' }>
  >
  readonly operations: Readonly<Record<string, { readonly channel: { readonly $ref: string } }>>
  readonly components: {
    readonly messages: Readonly<
      Record<string, { readonly tags: readonly { name: string }[]; readonly examples: readonly { payload: unknown }[] }>
    >
  }
}

async function problemsOf(document: object) {
  const { diagnostics, document: parsed } = await parser.parse(JSON.stringify(document))
  const problems = diagnostics.filter(({ severity }) => severity <= DiagnosticSeverity.Warning)
  return { parsed, problems: problems.map(({ code, path, message }) => `${code} /${path.join('/')}: ${message}`) }
}

describe('the AsyncAPI document', () => {
  it('is found valid by its parser, with every message, channel and consumer', async () => {
    const { parsed, problems } = await problemsOf(asyncApiDocument(declared, info))
    expect(problems).toEqual([])
    const consumers = services.flatMap((service) => service.consumers).map(({ name }) => name)
    const versions = allEvents.flatMap(({ type, versions: all }) => all.map(({ version }) => `${type}.v${version}`))
    expect(
      parsed
        ?.components()
        .messages()
        .all()
        .map((message) => message.id())
        .toSorted(),
    ).toEqual(
      [...versions.flatMap((name) => [name, `${name}.on-bus`]), ...allCommands.map(({ type }) => type)].toSorted(),
    )
    expect(
      parsed
        ?.channels()
        .all()
        .map((channel) => channel.id()),
    ).toEqual(['bus', 'topic', ...consumers.map((name) => `queue.${name}`)])
    expect(
      parsed
        ?.operations()
        .filterByReceive()
        .map((operation) => operation.id()),
    ).toEqual(consumers.map((name) => `receive.${name}`))
  })

  it('would be found invalid with a channel of a server that is not there', async () => {
    const { channels, ...document } = asyncApiDocument({ ...declared, events: [], services: [] }, info) as Document
    const broken = { ...document, channels: { bus: { ...channels.bus, servers: [{ $ref: '#/servers/kafka' }] } } }
    expect((await problemsOf(broken)).problems).toContainEqual(expect.stringContaining('/channels/bus'))
  })

  it('has examples that each consumer takes out of its queue', () => {
    const { components, channels } = asyncApiDocument(declared, info) as Document
    for (const consumer of services.flatMap((service) => service.consumers)) {
      const decode = messageDecoder(consumer, catalog)
      const channel = channels[`queue.${consumer.name}`]!
      for (const name of Object.keys(channel.messages)) {
        for (const { payload } of components.messages[name]!.examples) {
          expect(decode(JSON.stringify(payload)).type, name).toBe(name.replace(/\.v\d+.*$/, ''))
          // A rule has no input path, and a subscription to the topic delivers raw: see the tests of the fabric.
          expect(Object.keys(payload as object)).toContain(
            { bus: 'detail', topic: 'event_id', commands: 'command_id' }[channel['x-fed-by']!],
          )
        }
      }
    }
  })

  it('says of the topic what the relay sends there: events of aggregates that somebody takes in order', () => {
    const { channels, operations } = asyncApiDocument(declared, info) as Document
    const types = Object.keys(channels.topic!.messages).map((name) => name.replace(/\.v\d+$/, ''))
    const aggregates = new Set(types.map((type) => catalog.get(type)?.aggregate))
    expect([...aggregates].toSorted()).toEqual(orderedAggregates(services.flatMap(({ consumers }) => consumers)))
    expect(operations).toHaveProperty(['publish.order-service.topic'])
    expect(operations).not.toHaveProperty(['publish.notification-service.topic'])
  })

  it('shows what is deprecated, and who takes both versions', () => {
    const { components, channels } = asyncApiDocument(declared, info) as Document
    expect(components.messages['notification.sent.v1']).toMatchObject({ 'x-deprecated': { since: '2026-11-26' } })
    expect(components.messages['notification.sent.v2']).not.toHaveProperty('x-deprecated')
    expect(Object.keys(channels['queue.order-summary']!.messages)).toEqual(
      expect.arrayContaining(['notification.sent.v1.on-bus', 'notification.sent.v2.on-bus']),
    )
  })
})

describe('the AsyncAPI document of what crosses the border to other teams, and of large events', () => {
  const report = defineEvent({
    type: 'report.printed',
    aggregate: 'report',
    producer: 'reports',
    meaning: 'A report was printed.',
    claimCheck: true,
    schema: z.object({ report_id: z.string(), text: z.string() }),
    example: { report_id: 'rep_1', text: 'All is well.' },
  })
  const subscription = defineOutboundSubscription({
    name: 'loyalty-team',
    events: [orderConfirmed],
    queueArns: { prod: 'arn:aws:sqs:us-east-1:111122223333:orders' },
  })
  const events = [orderConfirmed, parcelDelivered, report]
  const bordering = { events, commands: [], services: [], subscriptions: [subscription] }
  const document = asyncApiDocument(bordering, info) as Document
  const { components, channels, operations } = document
  const examplesOf = (message: string) => components.messages[message]!.examples.map(({ payload }) => payload)

  it('is found valid by its parser', async () => {
    expect((await problemsOf(document)).problems).toEqual([])
  })

  it('shows the event of another team as the CloudEvent that a consumer accepts, on the bus alone', () => {
    const [example] = examplesOf('parcel.delivered.v1')
    expect(decodeEvent(catalogOf(events), example)).toMatchObject({
      event_type: 'parcel.delivered',
      data: { order_id: 'ord_456' },
      metadata: { source: 'carrier' },
    })
    expect(components.messages['parcel.delivered.v1']).toMatchObject({
      contentType: 'application/cloudevents+json',
      payload: { properties: { source: { enum: ['https://carrier.example.com/parcels'] } } },
    })
    expect(channels.bus!.messages).toHaveProperty(['parcel.delivered.v1.on-bus'])
    expect(channels.topic!.messages).not.toHaveProperty(['parcel.delivered.v1'])
    expect(Object.keys(operations).filter((name) => name.includes('carrier'))).toEqual(['state.carrier.bus'])
  })

  it('shows a large event with its data, or with a reference in its place', () => {
    const [small, large] = examplesOf('report.printed.v1')
    expect(decodeEvent(catalogOf(events), small)).toMatchObject({ data: { text: 'All is well.' } })
    expect(decodeReferring(catalogOf(events), large)?.event).toMatchObject({ data: {}, data_ref: { bytes: 1_048_576 } })
    const { payload } = components.messages['report.printed.v1'] as unknown as { payload: { anyOf: object[] } }
    expect(payload.anyOf).toMatchObject([
      { properties: { data: { required: ['report_id', 'text'] } } },
      { required: expect.arrayContaining(['data_ref']) },
    ])
    expect(JSON.stringify(components.messages['order.confirmed.v1'])).not.toContain('data_ref')
  })

  it('shows what other teams get, as the bus makes it', () => {
    const [ours] = examplesOf('order.confirmed.v1')
    expect(examplesOf('order.confirmed.v1.cloudevent')).toEqual([toCloudEvent(decodeEvent(catalogOf(events), ours))])
    expect(operations['send.loyalty-team']!.channel.$ref).toBe('#/channels/outbound.loyalty-team')
    expect(Object.keys(channels['outbound.loyalty-team']!.messages)).toEqual(['order.confirmed.v1.cloudevent'])
  })
})
