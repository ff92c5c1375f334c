import { customerId } from '../../events/ids.ts'
import { decideAndAppend, decideAndAppendNew } from '../runtime/commands/decide-and-append.ts'
import { created, ok } from '../runtime/http/answer.ts'
import { HttpError } from '../runtime/http/http-error.ts'
import { type ApiContext, type OperationsOf, operation } from '../runtime/http/operation.ts'
import { customer } from './customer.ts'
import { customerPath, profileBody, registerBody } from './requests.ts'
import type { customerRoutes } from './routes.ts'

export const customerOperations: OperationsOf<typeof customerRoutes> = {
  registerCustomer: operation({ body: registerBody }, async ({ body }, context) => {
    const ownId = body.customer_id ?? idOfCaller(context)
    const given = { ...body, customer_id: ownId ?? context.ids.next('cust') }
    context.ownership.demand(given.customer_id)
    const command = { type: 'register', customer: given } as const
    if (ownId) await decideAndAppend(customer, given.customer_id, command, context)
    else decideAndAppendNew(customer, given.customer_id, command, context)
    return created(given, { location: `/customers/${given.customer_id}` })
  }),

  updateCustomer: operation({ path: customerPath, body: profileBody }, async ({ path, body }, context) => {
    context.ownership.demand(path.customer_id)
    const given = { ...path, ...body }
    await decideAndAppend(customer, path.customer_id, { type: 'update', customer: given }, context)
    return ok(given)
  }),
}

/** @throws {HttpError} 403 `no_customer` for a token with an id that no customer can have. */
function idOfCaller({ ownership }: ApiContext): string | undefined {
  const id = ownership.customerId
  if (id === undefined || customerId.safeParse(id).success) return id
  throw new HttpError(403, 'no_customer', `Your token names customer "${id}", but such ids begin with cust_.`)
}
