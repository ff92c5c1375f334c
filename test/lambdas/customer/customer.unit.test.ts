import { describe, it } from 'vitest'
import { customerProfileUpdated, customerRegistered } from '../../../events/customer.ts'
import { customer } from '../../../lambdas/customer/customer.ts'
import { draft } from '../../../lambdas/runtime/aggregate/event-draft.ts'
import { given } from '../../../lambdas/runtime/testing/given-when-then.ts'

const ada = { customer_id: 'cust_1', name: 'Ada Lovelace', email: 'ada@example.com' }
const moved = { ...ada, email: 'ada@example.org' }
const registered = draft(customerRegistered, ada)

describe('a customer', () => {
  it('is registered once', () => {
    given(customer).when({ type: 'register', customer: ada }).then(registered)
    given(customer, registered)
      .when({ type: 'register', customer: ada })
      .thenRefused('customer_exists', { customer_id: 'cust_1' })
  })

  it('changes with its full new state', () => {
    given(customer, registered).when({ type: 'update', customer: moved }).then(draft(customerProfileUpdated, moved))
  })

  it('does not change into what it is', () => {
    given(customer, registered).when({ type: 'update', customer: ada }).thenNothing()
    given(customer, registered, draft(customerProfileUpdated, moved))
      .when({ type: 'update', customer: moved })
      .thenNothing()
  })

  it('must be registered before it changes', () => {
    given(customer).when({ type: 'update', customer: ada }).thenRefused('customer_unknown')
  })
})
