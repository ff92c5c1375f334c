import { transferCompleted } from '../../events/account.ts'
import { DomainError, isDomainError } from '../runtime/aggregate/domain-error.ts'
import { draft } from '../runtime/aggregate/event-draft.ts'
import { type Decided, decideAndAppend } from '../runtime/commands/decide-and-append.ts'
import type { StoreContext } from '../runtime/commands/store-context.ts'
import { type AccountState, account } from './account.ts'

export interface Transfer {
  readonly transferId: string
  readonly fromAccountId: string
  readonly toAccountId: string
  readonly amount: number
  readonly currency: string
  readonly reference?: string | undefined
}

/** The services that an operation of the API has as well. */
type TransferContext = Omit<StoreContext, 'wasOvertaken'>

/**
 * Stages both movements and `transfer.completed`, in three streams: all are stored, or none.
 * @param giver the giving account, as the caller may command it. Default: whoever calls may.
 * @returns the giving account after it.
 * @throws {DomainError} what the giving account refuses with; `to_account_refused`, `same_account`.
 */
export async function transferMoney(
  transfer: Transfer,
  context: TransferContext,
  giver: typeof account = account,
): Promise<Decided<AccountState>> {
  const { transferId, fromAccountId, toAccountId, amount, currency, reference } = transfer
  // Two decisions on one stream would rest on the same history.
  if (fromAccountId === toAccountId) throw sameAccount()
  const details = { transfer_id: transferId, ...(reference !== undefined && { reference }) }
  const movement = { kind: 'transfer', amount, currency, details } as const
  const giving = await decideAndAppend(giver, fromAccountId, { type: 'withdraw', ...movement }, context)
  await decideAndAppend(account, toAccountId, { type: 'deposit', ...movement }, context).catch((error) =>
    asReceiversRefusal(error, currency),
  )
  context.effects.append({ aggregateId: transferId, after: 0 }, [
    draft(transferCompleted, {
      transfer_id: transferId,
      from_account_id: fromAccountId,
      to_account_id: toAccountId,
      amount,
      currency,
    }),
  ])
  return giving
}

/** Why is not for the giver to know: it is another customer's account. */
function asReceiversRefusal(error: unknown, currency: string): never {
  if (!isDomainError(error)) throw error
  const message = `The other account does not exist, is not in ${currency}, or cannot hold that much.`
  // It may be opened a moment later; that the answer is kept or not must not tell whether it exists.
  throw new DomainError('to_account_refused', message, { cause: error, isFinal: false })
}

const sameAccount = (): DomainError =>
  new DomainError('same_account', 'A transfer needs two accounts.', {
    kind: 'invalid',
    violations: [{ pointer: '/to_account_id', message: 'must be another account' }],
  })
