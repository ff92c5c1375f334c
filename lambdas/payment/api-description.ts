import * as z from 'zod/mini'
import { timestamp } from '../../events/envelope.ts'
import { amount, balance, currencyCode, text } from '../../events/fields.ts'
import { accountId, customerId, paymentId, transferId } from '../../events/ids.ts'
import { describeApi, type ProblemDescription, pageParameters } from '../runtime/declarations/api-description.ts'
import { violationMembers } from '../runtime/http/common-problems.ts'
import { accountPath, accountQuery, movementBody, openAccountBody, statementQuery, transferBody } from './requests.ts'
import { paymentRoutes } from './routes.ts'

const position = z.int().check(z.positive())

const account = z.object({
  account_id: accountId,
  customer_id: customerId,
  currency: currencyCode,
  balance,
  /** Sequence of the last event in it. */
  version: position,
})

const accountAsOf = z.object({ ...account.shape, as_of: z.optional(z.string()) })

const transfer = z.object({
  transfer_id: transferId,
  to_account_id: accountId,
  amount,
  currency: currencyCode,
  account,
})

const statementLine = z.object({
  sequence: position,
  time: timestamp,
  type: z.enum(['account.opened', 'money.deposited', 'money.withdrawn']),
  currency: currencyCode,
  /** After it. */
  balance,
  amount: z.optional(amount),
  kind: z.optional(z.enum(['deposit', 'refund', 'transfer', 'withdrawal', 'payment'])),
  payment_id: z.optional(paymentId),
  transfer_id: z.optional(transferId),
  reference: z.optional(text),
})

const statement = z.object({
  account_id: accountId,
  currency: currencyCode,
  lines: z.array(statementLine),
  next_cursor: z.nullable(z.string()),
})

const path = { account_id: 'acc_ada' }
const opened = { ...path, customer_id: 'cust_ada', currency: 'USD', balance: 0, version: 1 }
const funded = { ...opened, balance: 100, version: 2 }
const lineExample = {
  sequence: 2,
  time: '2026-04-28T10:30:00.000Z',
  type: 'money.deposited',
  currency: 'USD',
  balance: 100,
  amount: 100,
  kind: 'deposit',
}

const accountUnknown: ProblemDescription = {
  code: 'account_unknown',
  status: 404,
  meaning: 'There is no such account, or it is not yours',
}
const currencyMismatch: ProblemDescription = {
  code: 'currency_mismatch',
  status: 409,
  meaning: 'The account is in another currency',
  members: { currency: currencyCode },
}
const insufficientFunds: ProblemDescription = {
  code: 'insufficient_funds',
  status: 409,
  meaning: 'There is less in the account',
  members: { balance, currency: currencyCode },
}
const operatorsOnly: ProblemDescription = {
  code: 'operators_only',
  status: 403,
  meaning: 'Only an operator may choose an account_id',
}

export const paymentApi = describeApi(paymentRoutes, {
  schemas: { Account: account, Transfer: transfer, Statement: statement, StatementLine: statementLine },
  operations: {
    openAccount: {
      request: { body: openAccountBody },
      example: { body: { ...path, customer_id: 'cust_ada', currency: 'USD' } },
      responses: {
        201: {
          description: 'Open, and empty.',
          schema: account,
          example: opened,
          headers: { location: 'Where the account is.' },
        },
      },
      problems: [
        operatorsOnly,
        { code: 'not_your_own', status: 403, meaning: 'The request names another customer than its caller' },
        {
          code: 'account_exists',
          status: 409,
          meaning: 'That account is open already, or the customer has one in this currency',
          members: { account_id: accountId },
        },
      ],
    },
    getAccount: {
      request: { path: accountPath, query: accountQuery },
      parameters: { as_of: { description: 'The account as it was at this time.' } },
      example: { path },
      responses: { 200: { description: 'The account.', schema: accountAsOf, example: funded } },
      problems: [accountUnknown],
    },
    depositMoney: {
      request: { path: accountPath, body: movementBody },
      example: { path, body: { amount: 100, currency: 'USD', reference: 'cash' } },
      responses: { 200: { description: 'The account after it.', schema: account, example: funded } },
      problems: [
        accountUnknown,
        currencyMismatch,
        { code: 'balance_limit', status: 409, meaning: 'The account cannot hold that much' },
      ],
    },
    withdrawMoney: {
      request: { path: accountPath, body: movementBody },
      example: { path, body: { amount: 5, currency: 'USD' } },
      responses: {
        200: { description: 'The account after it.', schema: account, example: { ...funded, balance: 95, version: 3 } },
      },
      problems: [accountUnknown, currencyMismatch, insufficientFunds],
    },
    transferMoney: {
      request: { path: accountPath, body: transferBody },
      example: { path, body: { to_account_id: 'acc_bob', amount: 5, currency: 'USD' } },
      responses: {
        200: {
          description: 'Both accounts have changed; this is the giving one.',
          schema: transfer,
          example: {
            transfer_id: 'trf_1',
            to_account_id: 'acc_bob',
            amount: 5,
            currency: 'USD',
            account: { ...funded, balance: 95, version: 3 },
          },
        },
      },
      problems: [
        accountUnknown,
        currencyMismatch,
        insufficientFunds,
        {
          code: 'to_account_refused',
          status: 409,
          meaning: 'The other account does not exist, is in another currency, or cannot hold that much',
        },
        {
          code: 'same_account',
          status: 422,
          meaning: 'A transfer needs two accounts',
          members: violationMembers,
        },
      ],
    },
    getStatement: {
      request: { path: accountPath, query: statementQuery },
      parameters: pageParameters,
      example: { path, query: { limit: 20 } },
      responses: {
        200: {
          description: 'A page.',
          schema: statement,
          example: { ...path, currency: 'USD', lines: [lineExample], next_cursor: null },
        },
      },
      problems: [accountUnknown],
    },
  },
})
