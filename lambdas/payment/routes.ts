import type { Route } from '../runtime/declarations/routes.ts'

export const paymentRoutes = [
  {
    method: 'POST',
    path: '/accounts',
    operation: 'openAccount',
    summary: 'Open an account for a customer.',
    access: 'owner',
  },
  {
    method: 'GET',
    path: '/accounts/{account_id}',
    operation: 'getAccount',
    summary: 'The account and its balance, now or as_of a time.',
    access: 'owner',
  },
  {
    method: 'POST',
    path: '/accounts/{account_id}/deposits',
    operation: 'depositMoney',
    summary: 'Put money into an account.',
  },
  {
    method: 'POST',
    path: '/accounts/{account_id}/withdrawals',
    operation: 'withdrawMoney',
    summary: 'Take money out of an account; never below zero.',
    access: 'owner',
  },
  {
    method: 'POST',
    path: '/accounts/{account_id}/transfers',
    operation: 'transferMoney',
    summary: 'Move money to another account of the same currency, both at once.',
    access: 'owner',
  },
  {
    method: 'GET',
    path: '/accounts/{account_id}/statement',
    operation: 'getStatement',
    summary: 'The movements of an account, newest first, by pages.',
    access: 'owner',
  },
] as const satisfies readonly Route[]
