import { DiagnosticSeverity, Parser } from '@asyncapi/parser'
import { describe, expect, it } from 'vitest'
import { allCommands, allEvents, catalog } from '../../../../events/catalog.ts'
import { decodeEvent } from '../../../../events/decode.ts'
import { decodeCommand } from '../../../../events/define-command.ts'
import { services } from '../../../../lib/services.ts'
import { asyncApiDocument } from '../../../../ops/contracts/asyncapi/document.ts'

const info = { version: '0.1.0', license: 'Apache-2.0' }
const declared = { events: allEvents, commands: allCommands, services }
const parser = new Parser()

interface Document {
  readonly channels: Readonly<Record<string, { readonly messages: object }>>
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
    ).toEqual([...versions, ...allCommands.map(({ type }) => type)].toSorted())
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

  it('has examples that consumers accept', () => {
    const { components } = asyncApiDocument(declared, info) as Document
    const accepted = new Map(allCommands.map((command) => [command.type, command]))
    for (const { examples, tags } of Object.values(components.messages)) {
      const [kind] = tags
      for (const { payload } of examples) {
        if (kind?.name === 'event') decodeEvent(catalog, payload)
        else decodeCommand(accepted, payload)
      }
    }
  })

  it('shows what is deprecated, and who takes both versions', () => {
    const { components, channels } = asyncApiDocument(declared, info) as Document
    expect(components.messages['notification.sent.v1']).toMatchObject({ 'x-deprecated': { since: '2026-11-26' } })
    expect(components.messages['notification.sent.v2']).not.toHaveProperty('x-deprecated')
    expect(Object.keys(channels['queue.order-summary']!.messages)).toEqual(
      expect.arrayContaining(['notification.sent.v1', 'notification.sent.v2']),
    )
  })
})
