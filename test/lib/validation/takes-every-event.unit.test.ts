import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { defineExternalEvent } from '../../../events/cloud-events/define-external-event.ts'
import { defineEvent } from '../../../events/define-event.ts'
import { type ConsumerOptions, defineConsumer } from '../../../lambdas/runtime/declarations/consumer.ts'
import { assertTakesEvery } from '../../../lib/validation/takes-every-event.ts'

const schema = z.object({ text: z.string() })
const example = { text: 'a' }
const own = { aggregate: 'report', producer: 'report-service', meaning: 'A report.', schema, example } as const
const small = defineEvent({ ...own, type: 'report.asked' })
const large = defineEvent({ ...own, type: 'report.written', claimCheck: true })
const external = defineExternalEvent({ ...own, type: 'parcel.delivered', sources: ['https://carrier.example.com'] })
const everything = (options: Partial<ConsumerOptions>) =>
  defineConsumer({ name: 'all', subscribesTo: '*', delivery: 'at-least-once', ...options } as ConsumerOptions)
const versioned = { delivery: 'effectively-once', idempotency: 'versioned' } as const

describe('a consumer of every event', () => {
  it.each([
    [
      'filter on data that may stand in a bucket',
      { filter: { data: { text: ['a'] } } },
      large,
      'data of report.written',
    ],
    ['keep an order of what another team states', { ordering: 'aggregate' }, external, 'parcel.delivered comes from'],
    ['take a version of what another team states', versioned, external, 'parcel.delivered comes from'],
  ] as const)('cannot %s', (_, options, event, refusal) => {
    const consumer = everything(options)
    expect(() => assertTakesEvery([consumer], [small, event])).toThrow(`Consumer "all": `)
    expect(() => assertTakesEvery([consumer], [small, event])).toThrow(refusal)
    expect(() => assertTakesEvery([consumer], [small])).not.toThrow()
  })

  it('takes all of them as they come', () => {
    expect(() => assertTakesEvery([everything({})], [small, large, external])).not.toThrow()
  })
})
