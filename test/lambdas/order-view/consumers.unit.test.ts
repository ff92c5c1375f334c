import { describe, expect, it } from 'vitest'
import { orderSummaryConsumer, orderViewConsumer } from '../../../lambdas/order-view/consumers.ts'
import { orderViewService } from '../../../lambdas/order-view/service.ts'
import { consumerHandler } from '../../../lambdas/runtime/consumer/consumer-handler.ts'
import { updateHandlers } from '../../../lambdas/runtime/consumer/update-handlers.ts'
import { consumerKit, deliver } from '../../support/consumer-kit.ts'
import { orderHistory, orderPaths } from './histories.ts'

const [created] = orderHistory('1', orderPaths[0]!)
/** The update is not called; an ordered consumer asks whether anything is held. */
const nothingHeld = { client: { send: async () => ({}) } } as unknown as Parameters<typeof consumerKit>[0]

describe('the consumers of the order view', () => {
  it('keep exactly the read models that the service declares, under the same names and from the same events', () => {
    const kept = orderViewService.consumers.map(({ name, subscribesTo }) => ({
      name,
      types: subscribesTo.map(({ type }) => type),
    }))
    const declared = orderViewService.readModels.map(({ name, events }) => ({
      name,
      types: events.map(({ type }) => type),
    }))
    expect(kept).toEqual(declared)
  })

  it.each(['processed', 'duplicate'] as const)('report an event as %s', async (kind) => {
    const kit = consumerKit(nothingHeld)
    const update = async () => (kind === 'processed' ? 'applied' : 'stale')
    const environment = { ...kit.environment }
    for (const declaration of [orderViewConsumer, orderSummaryConsumer]) {
      const handler = consumerHandler(declaration, environment, updateHandlers(declaration, update as never))
      expect(await deliver(handler, [{ of: created!, groupId: created!.aggregate_id }])).toEqual([])
    }
    expect(kit.outcomes.flat().map(({ outcome }) => outcome.kind)).toEqual([kind, kind])
  })
})
