import { expect, it } from 'vitest'
import { WRITERS_KNOW_MS } from '../../../lambdas/runtime/read-model/cached-generations.ts'
import { services } from '../../../lib/services.ts'
import { drainMsOf } from '../../../ops/rebuild/drain.ts'

const consumers = services.flatMap((service) => service.consumers ?? [])

it('a generation is used no more when what its consumer knows is old, and the invocation that began with it has ended', () => {
  const slow = consumers.map((consumer) => ({ ...consumer, timeoutSeconds: 900 }))
  expect(drainMsOf('order-view', slow)).toBeGreaterThan(WRITERS_KNOW_MS + 900_000)
})

it('every read model has a consumer of its own name, whose time to run is waited for', () => {
  for (const { name } of services.flatMap((service) => service.readModels ?? [])) {
    const consumer = consumers.find((one) => one.name === name)
    expect(consumer, name).toBeDefined()
    expect(drainMsOf(name)).toBeGreaterThan(WRITERS_KNOW_MS + consumer!.timeoutSeconds * 1000)
  }
})
