import { customerState } from '../../events/customer.ts'
import { describeApi, type ProblemDescription } from '../runtime/declarations/api-description.ts'
import { customerPath, profileBody, registerBody } from './requests.ts'
import { customerRoutes } from './routes.ts'

const profile = { name: 'Ada Lovelace', email: 'ada@example.com' }
const example = { customer_id: 'cust_ada', ...profile }

const notYourOwn: ProblemDescription = {
  code: 'not_your_own',
  status: 403,
  meaning: 'The request names another customer than its caller',
}

export const customerApi = describeApi(customerRoutes, {
  schemas: { Customer: customerState },
  operations: {
    registerCustomer: {
      request: { body: registerBody },
      example: { body: example },
      responses: {
        201: {
          description: 'Registered.',
          schema: customerState,
          example,
          headers: { location: 'Where the customer is.' },
        },
      },
      problems: [
        notYourOwn,
        {
          code: 'customer_exists',
          status: 409,
          meaning: 'That customer is registered already',
          members: { customer_id: customerState.shape.customer_id },
        },
      ],
    },
    updateCustomer: {
      request: { path: customerPath, body: profileBody },
      example: { path: { customer_id: 'cust_ada' }, body: { ...profile, email: 'ada@example.org' } },
      responses: {
        200: {
          description: 'The customer from now on.',
          schema: customerState,
          example: { ...example, email: 'ada@example.org' },
        },
      },
      problems: [notYourOwn, { code: 'customer_unknown', status: 404, meaning: 'There is no such customer' }],
    },
  },
})
