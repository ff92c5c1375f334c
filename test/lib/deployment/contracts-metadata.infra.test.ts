import { describe, expect, it } from 'vitest'
import { allCommands, allEvents } from '../../../events/catalog.ts'
import { CONTRACTS_METADATA, contractsOf } from '../../../lambdas/runtime/declarations/deployed-contracts.ts'
import { services } from '../../../lib/services.ts'
import { synthesized } from '../support/synthesized.ts'

describe('the metadata of the template', () => {
  it('says what each service reads and writes, so that the next deployment can be held against it', () => {
    const { Metadata } = synthesized().toJSON() as { Metadata: Record<string, unknown> }
    expect(Metadata[CONTRACTS_METADATA]).toEqual(contractsOf(services, allEvents, allCommands))
    expect(Metadata[CONTRACTS_METADATA]).toMatchObject({
      events: { 'notification.sent': 2 },
      services: {
        notification: { states: { 'notification.sent': 2 } },
        'order-view': { reads: { 'notification.sent': 2 }, readsAll: false },
        audit: { readsAll: true },
        checkout: { sendsCommands: true },
      },
    })
  })
})
