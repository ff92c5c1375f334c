import { describe, expect, it } from 'vitest'
import { orderConfirmed, orderCreated } from '../../../events/order.ts'
import { traceCost, tracesReport } from '../../../lib/estimates/traces.ts'

const consumers = [{ subscribesTo: '*' }, { subscribesTo: [orderCreated] }] as const
const events = [orderCreated, orderConfirmed]

describe('what traces cost', () => {
  it('is three spans of 1 KB for an event and one for each consumer, at the price of a GB', () => {
    const perSpan = ((1024 * 1e6) / 2 ** 30) * 0.35
    expect(traceCost(consumers, events)).toEqual([
      { type: 'order.confirmed', consumers: 1, usd: expect.closeTo(4 * perSpan) },
      { type: 'order.created', consumers: 2, usd: expect.closeTo(5 * perSpan) },
    ])
  })

  it('is told at synth for the share that is traced', () => {
    const report = tracesReport('prod', { traceRatio: 0.1 }, consumers, events)
    expect(report).toContain('Stage prod traces 10 % of its requests.')
    expect(report).toContain('$0.13 (order.confirmed, 1 consumer) to $0.17 (order.created, 2 consumers)')
    expect(tracesReport('prod', { traceRatio: 0.005 }, consumers, events)).toContain('0.5 %')
  })

  it('is not told while there are none', () => {
    expect(tracesReport('prod', { traceRatio: 0 }, consumers, events)).toBeUndefined()
  })

  it('is not CloudWatch’s where the spans go elsewhere', () => {
    const traceEndpoint = 'https://collector.example.com/v1/traces'
    const report = tracesReport('prod', { traceRatio: 1, traceEndpoint }, consumers, events)
    expect(report).toContain(`100 % of its requests and sends the spans to ${traceEndpoint}`)
    expect(report).not.toContain('$')
  })
})
