import { expect, it } from 'vitest'
import type { PostSpans } from '../../../../lambdas/runtime/tracing/post-spans.ts'
import { createSpanExport } from '../../../../lambdas/runtime/tracing/span-export.ts'
import type { SpanRecord } from '../../../../lambdas/runtime/tracing/span-record.ts'
import { simulatedTime } from '../../../support/simulated-time.ts'
import { CREATION } from '../../../support/spans.ts'

const span: SpanRecord = { context: CREATION, name: 'one', kind: 'INTERNAL', startMs: 0, endMs: 1, attributes: {} }

function setUp(post: PostSpans) {
  const time = simulatedTime()
  const lines: object[] = []
  const exportSpans = createSpanExport({
    toOtlp: (records) => Uint8Array.of(records.length % 256),
    post,
    timers: time.timers,
    log: (line) => lines.push(line),
  })
  return { ...time, lines, exportSpans }
}

const hangs: PostSpans = () => new Promise(() => {})

it('sends everything, in requests that an endpoint takes', async () => {
  const sent: number[] = []
  const { exportSpans, lines } = setUp(async ([count = 0]) => void sent.push(count))
  await exportSpans(Array(450).fill(span), 5000)
  expect(sent).toEqual([200, 200, 50])
  expect(lines).toEqual([])
})

it('drops what an endpoint refuses, fails nothing, and tells it once until it works again', async () => {
  let isAway = true
  const { exportSpans, lines } = setUp(async () => {
    if (isAway) throw new Error('connection refused')
  })
  await exportSpans([span], 5000)
  await exportSpans([span, span], 5000)
  expect(lines).toEqual([
    { level: 'WARN', message: 'spans not exported', spans: 1, error: 'Error: connection refused' },
  ])
  isAway = false
  await exportSpans([span], 5000)
  isAway = true
  await exportSpans([span], 5000)
  expect(lines).toHaveLength(2)
})

it.each([
  [5000, 1000],
  [700, 500],
])(
  'with %d ms left, an endpoint that hangs is given up after %d ms, and its call is ended',
  async (remaining, waited) => {
    let signal: AbortSignal | undefined
    const { exportSpans, lines, clock } = setUp((_, given) => {
      signal = given
      return hangs(new Uint8Array(), given)
    })
    await exportSpans([span], remaining)
    expect(clock.now()).toBe(waited)
    expect(signal?.aborted).toBe(true)
    expect(lines).toMatchObject([{ error: `Error: They were not taken within ${waited} ms.` }])
  },
)

it('sends nothing in the last moments of a function', async () => {
  let calls = 0
  const { exportSpans, lines } = setUp(async () => {
    calls++
  })
  await exportSpans([span], 150)
  expect(calls).toBe(0)
  expect(lines).toMatchObject([{ error: 'Error: There was no time left.' }])
})

it('whatever is thrown, nothing comes of it', async () => {
  const { exportSpans } = setUp(() => {
    throw Object.create(null)
  })
  await exportSpans([span], 5000)
})
