import { expect, it } from 'vitest'
import { certainSubscribersOf, subscribersOf } from '../../dev/subscriptions.ts'

it('whoever may lose a message is not waited for while faults strike', () => {
  expect(subscribersOf('order.created')).toEqual(expect.arrayContaining(['payment', 'audit', 'analytics']))
  expect(certainSubscribersOf('order.created')).toEqual(
    subscribersOf('order.created').filter((name) => name !== 'analytics'),
  )
  expect(certainSubscribersOf('confirm_order')).toEqual(['order-commands'])
})
