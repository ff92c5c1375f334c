import { stripVTControlCharacters } from 'node:util'
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { describe, expect, it } from 'vitest'
import { readSpans } from '../../../ops/spans/read-spans.ts'
import { readSpan } from '../../../ops/spans/span.ts'
import { spansText } from '../../../ops/spans/text.ts'

const START = 1_777_000_000_000
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'

interface Change {
  readonly id: string
  readonly parent?: string
  readonly trace?: string
  readonly at?: number
  readonly name?: string
  readonly kind?: string
  readonly service?: string
  readonly attributes?: object
  readonly links?: object[]
  readonly error?: string
}

/** As CloudWatch keeps it. */
const document = ({ id, parent, trace = TRACE, at = 0, attributes = {}, links = [], error, ...more }: Change): string =>
  JSON.stringify({
    resource: { attributes: { 'service.name': more.service ?? 'order' } },
    traceId: trace,
    spanId: id,
    ...(parent && { parentSpanId: parent }),
    name: more.name ?? id,
    kind: more.kind ?? 'INTERNAL',
    startTimeUnixNano: (START + at) * 1e6,
    durationNano: 5e6,
    attributes: { 'messaging.message.conversation_id': 'req_1', ...attributes },
    links,
    status: error ? { code: 'ERROR', message: error } : { code: 'UNSET' },
  })

const spanOf = (change: Change) => readSpan(document(change))!

describe('spans of a request', () => {
  it('are read from CloudWatch, those of this request only, in the order of their start', async () => {
    const asked: object[] = []
    const messages = [
      document({ id: 'later', at: 40 }),
      document({ id: 'first' }),
      document({ id: 'other', attributes: { 'messaging.message.conversation_id': 'req_11' } }),
      'not a span',
    ]
    const logs = {
      config: {},
      send: async ({ input }: { readonly input: object }) => {
        asked.push(input)
        return { events: messages.map((message, index) => ({ message, timestamp: START, eventId: `${index}` })) }
      },
    } as unknown as CloudWatchLogsClient
    // The paginator of the SDK asks whether it was given a client.
    Object.setPrototypeOf(logs, (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogsClient.prototype)
    const spans = await readSpans(logs, { correlationId: 'req_1', from: START - 1000 })
    expect(spans.map(({ span_id }) => span_id)).toEqual(['first', 'later'])
    expect(asked).toMatchObject([{ logGroupName: 'aws/spans', filterPattern: '"req_1"', startTime: START - 1000 }])
  })

  it.each(['', '{', '[]', 'null', '{"traceId":1}'])('%s is none', (text) => {
    expect(readSpan(text)).toBeUndefined()
  })
})

describe('the text of spans', () => {
  const lines = (...changes: Change[]) =>
    stripVTControlCharacters(spansText(changes.map(spanOf), 200))
      .split('\n')
      .filter((line) => line !== '')

  it('is a tree for each trace, with times from its beginning', () => {
    expect(
      lines(
        { id: 'a', name: 'POST /orders', attributes: { 'http.response.status_code': 201 } },
        { id: 'b', parent: 'a', at: 3, name: 'create order.created' },
        {
          id: 'c',
          parent: 'b',
          at: 40,
          name: 'process order.created',
          service: 'payment',
          attributes: { 'pipeline.outcome': 'processed', 'messaging.consumer.group.name': 'payment' },
        },
      ),
    ).toEqual([
      `trace ${TRACE}`,
      '       0 ms       5 ms  POST /orders  order 201',
      '       3 ms       5 ms    create order.created  order',
      '      40 ms       5 ms      process order.created  payment processed',
    ])
  })

  it('names the trace that a replay goes back to, failures and links', () => {
    const other = 'b'.repeat(32)
    const text = lines({
      id: 'a',
      trace: other,
      kind: 'CONSUMER',
      name: 'process order.created',
      links: [{ traceId: TRACE, spanId: 'x' }],
      error: 'there is no\naccount',
    })
    expect(text[0]).toBe(`trace ${other}  goes back to trace ${TRACE}`)
    expect(text[1]).toContain('process order.created  order 1 link  there is no account')
  })

  it('shows every span once, also where its parent is missing or two are parents of each other', () => {
    const text = lines({ id: 'a', parent: 'b' }, { id: 'b', parent: 'a', at: 1 }, { id: 'c', parent: 'gone', at: 2 })
    expect(
      text
        .slice(1)
        .map((line) => line.trim().split(/\s+/)[4])
        .toSorted(),
    ).toEqual(['a', 'b', 'c'])
  })

  it('lets no control character through', () => {
    expect(spansText([spanOf({ id: 'a', name: 'evil\u001b]0;title\u0007' })], 200)).not.toContain('\u0007')
  })
})
