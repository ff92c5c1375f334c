import { describe, expect, it } from 'vitest'
import {
  inventoryRejected,
  inventoryReleased,
  inventoryReserved,
  inventoryShipped,
  reservationIdOf,
} from '../../../events/inventory.ts'
import { reservation } from '../../../lambdas/inventory/reservation.ts'
import { draft } from '../../../lambdas/runtime/aggregate/event-draft.ts'
import { given } from '../../../lambdas/runtime/testing/given-when-then.ts'

const reserved = draft(inventoryReserved, inventoryReserved.example)
const released = draft(inventoryReleased, inventoryReserved.example)
const shipped = draft(inventoryShipped, inventoryReserved.example)
const rejected = draft(inventoryRejected, inventoryRejected.example)

const { order_id: orderId, lines } = inventoryReserved.example
const { reason, shortages } = inventoryRejected.example
const reserve = { type: 'reserve', orderId, lines } as const
const reject = { type: 'reject', orderId, reason, shortages } as const
const release = { type: 'release' } as const
const ship = { type: 'ship' } as const

describe('the reservation of an order', () => {
  it('sets all lines aside or is rejected, whichever is first', () => {
    given(reservation).when(reserve).then(reserved)
    given(reservation).when(reject).then(rejected)
    given(reservation, reserved).when(reject).thenNothing()
    given(reservation, rejected).when(reserve).thenNothing()
  })

  it('is made once', () => {
    given(reservation, reserved).when(reserve).thenNothing()
    given(reservation, reserved, released).when(reserve).thenNothing()
  })

  it('gives back all lines, once, and only if it holds them', () => {
    given(reservation, reserved).when(release).then(released)
    given(reservation, reserved, released).when(release).thenNothing()
    given(reservation, rejected).when(release).thenNothing()
    given(reservation).when(release).thenRefused('reservation_unknown')
  })

  it('ships all lines, once, and only if it holds them', () => {
    given(reservation, reserved).when(ship).then(shipped)
    given(reservation, reserved, shipped).when(ship).thenNothing()
    given(reservation, rejected).when(ship).thenNothing()
    given(reservation).when(ship).thenRefused('reservation_unknown')
  })

  it('is either given back or shipped', () => {
    given(reservation, reserved, released).when(ship).thenNothing()
    given(reservation, reserved, shipped).when(release).thenNothing()
  })

  it('has an id of its own, made of the order id', () => {
    expect(reservationIdOf('ord_456')).toBe('res_456')
  })
})
