import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createIds } from '../../../../lambdas/runtime/system/ids.ts'
import { traceIn } from '../../../../lambdas/runtime/tracing/trace-in.ts'
import { parseTraceparent, sampledContext, traceparentOf } from '../../../../lambdas/runtime/tracing/traceparent.ts'
import { CREATION, TRACE, TRACEPARENT } from '../../../support/spans.ts'

describe('a traceparent', () => {
  it('names a place in a trace, and whether it is recorded', () => {
    expect(parseTraceparent(TRACEPARENT)).toEqual({ context: CREATION, isSampled: true })
    expect(parseTraceparent(TRACEPARENT.replace(/01$/, '00'))).toEqual({ context: CREATION, isSampled: false })
    expect(sampledContext(TRACEPARENT.replace(/01$/, '00'))).toBeUndefined()
    expect(traceparentOf(CREATION)).toBe(TRACEPARENT)
  })

  it('goes by the lowest bit of its flags alone, and is read in later versions, too', () => {
    expect(parseTraceparent(TRACEPARENT.replace(/01$/, '03'))?.isSampled).toBe(true)
    expect(parseTraceparent(`cc${TRACEPARENT.slice(2)}-what-the-future-brings`)?.context).toEqual(CREATION)
  })

  // https://www.w3.org/TR/trace-context/#traceparent-header-field-values
  it.each([
    undefined,
    '',
    'nonsense',
    TRACEPARENT.toUpperCase(),
    `ff${TRACEPARENT.slice(2)}`,
    `${TRACEPARENT}-more`,
    TRACEPARENT.replace(TRACE, '0'.repeat(32)),
    TRACEPARENT.replace(CREATION.spanId, '0'.repeat(16)),
    TRACEPARENT.slice(1),
    ` ${TRACEPARENT}`,
  ])('%s is none', (text) => {
    expect(parseTraceparent(text)).toBeUndefined()
  })

  it('never throws, whatever a stranger writes', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseTraceparent(text)))
  })
})

describe('the traceparent of a message', () => {
  const ids = createIds({ now: () => Date.parse('2026-01-01T00:00:00Z') }, (count) => new Uint8Array(count).fill(7))

  const { traceparent, traceOf } = traceIn(CREATION)

  it('is in the trace of what creates it, and each message has a span of its own', () => {
    const [one, other] = [ids.next('evt'), ids.next('evt')]
    const contexts = [one, other].map((id) => sampledContext(traceOf(id).traceparent))
    expect(contexts.map((context) => context?.traceId)).toEqual([TRACE, TRACE])
    expect(new Set([...contexts.map((context) => context?.spanId), CREATION.spanId]).size).toBe(3)
    expect(traceparent).toBe(TRACEPARENT)
  })

  it('is the same for the same message, so that nobody has to remember it', () => {
    const id = ids.next('cmd')
    expect(traceOf(id)).toEqual(traceOf(id))
  })

  it('is that of its creator where the id holds no UUID', () => {
    expect(traceOf('cmd_expire-ord_1').traceparent).toBe(TRACEPARENT)
  })
})
