import { decideAndAppend, decideAndAppendNew } from '../runtime/commands/decide-and-append.ts'
import type { Loaded } from '../runtime/event-store/event-store.ts'
import { created, ok } from '../runtime/http/answer.ts'
import { HttpError, validationFailed } from '../runtime/http/http-error.ts'
import { type ApiContext, type OperationsOf, operation } from '../runtime/http/operation.ts'
import type { DocumentReader } from '../runtime/read-model/document-reader.ts'
import { decodeCursor, encodeCursor } from '../runtime/read-model/page-cursor.ts'
import { type AccountCommand, type AccountState, account, accountExists, accountUnknown } from './account.ts'
import { putCustomerAccount, toKnownAccount } from './customer-accounts.ts'
import { accountPath, accountQuery, movementBody, openAccountBody, statementQuery, transferBody } from './requests.ts'
import type { paymentRoutes } from './routes.ts'
import { toStatementLine } from './statement.ts'
import { transferMoney } from './transfer.ts'

export interface PaymentApiDependencies {
  /** The service's own table. */
  readonly table: string
  readonly statements: DocumentReader
}

export const paymentOperations = (dependencies: PaymentApiDependencies): OperationsOf<typeof paymentRoutes> => ({
  openAccount: operation({ body: openAccountBody }, async ({ body }, context) => {
    const { customer_id, currency } = body
    context.ownership.demand(customer_id)
    if (body.account_id !== undefined) assertMayChooseId(context)
    const account_id = body.account_id ?? context.ids.next('acc')
    const command = { type: 'open', account_id, customer_id, currency } as const
    // Staged first: of two refusals, that of the customer's second account in a currency says more.
    context.effects.put(
      putCustomerAccount(dependencies.table, customer_id, { accountId: account_id, currency }),
      (known) => accountExists(known ? toKnownAccount(known).accountId : account_id),
    )
    const decided = body.account_id
      ? await decideAndAppend(account, account_id, command, context)
      : decideAndAppendNew(account, account_id, command, context)
    return created(toResource(decided), { location: `/accounts/${account_id}` })
  }),

  getAccount: operation({ path: accountPath, query: accountQuery }, async ({ path, query: { as_of } }, context) => {
    const loaded = await context.eventStore.load(account, path.account_id, as_of === undefined ? {} : { until: as_of })
    ownAccount(loaded, context)
    return ok({ ...toResource(loaded), ...(as_of !== undefined && { as_of }) })
  }),

  depositMoney: operation({ path: accountPath, body: movementBody }, ({ path, body }, context) =>
    move(path.account_id, { type: 'deposit', kind: 'deposit', ...movementOf(body) }, context),
  ),

  withdrawMoney: operation({ path: accountPath, body: movementBody }, ({ path, body }, context) =>
    move(path.account_id, { type: 'withdraw', kind: 'withdrawal', ...movementOf(body) }, context),
  ),

  transferMoney: operation({ path: accountPath, body: transferBody }, async ({ path, body }, context) => {
    const { to_account_id, amount, currency, reference } = body
    const transferId = context.ids.next('trf')
    const transfer = {
      transferId,
      fromAccountId: path.account_id,
      toAccountId: to_account_id,
      amount,
      currency,
      reference,
    }
    const giving = await transferMoney(transfer, context, context.ownership.guard(account))
    return ok({ transfer_id: transferId, to_account_id, amount, currency, account: toResource(giving) })
  }),

  getStatement: operation({ path: accountPath, query: statementQuery }, async ({ path, query }, context) => {
    const id = path.account_id
    const scope = ['statement', id]
    const after = query.cursor === undefined ? undefined : decodeCursor(scope, query.cursor)
    if (query.cursor !== undefined && after === undefined) {
      throw validationFailed([{ parameter: 'cursor', message: 'must be a cursor that this statement gave out' }])
    }
    const [loaded, page] = await Promise.all([
      context.eventStore.load(account, id),
      dependencies.statements.entries({ id, limit: query.limit, order: 'descending', after }),
    ])
    const { currency } = ownAccount(loaded, context)
    return ok({
      account_id: id,
      currency,
      lines: page.documents.map(toStatementLine),
      next_cursor: page.next === undefined ? null : encodeCursor(scope, page.next),
    })
  }),
})

/** @throws {HttpError} 403: trying out ids would tell a customer which there are. */
function assertMayChooseId({ ownership }: ApiContext): void {
  if (ownership.customerId === undefined) return
  throw new HttpError(403, 'operators_only', 'Only an operator may choose an account_id; leave it out.')
}

/** @throws {DomainError} `account_unknown`, also for the account of another customer. */
function ownAccount({ state }: Pick<Loaded<AccountState>, 'state'>, { ownership }: ApiContext) {
  const own = state.status === 'none' ? undefined : ownership.own(state)
  if (!own) throw accountUnknown()
  return own
}

/** The account as the API shows it; `version` is the sequence of the last event in it. @throws {DomainError} `account_unknown` */
function toResource({ state, sequence }: Pick<Loaded<AccountState>, 'state' | 'sequence'>) {
  if (state.status === 'none') throw accountUnknown()
  const { account_id, customer_id, currency, balance } = state
  return { account_id, customer_id, currency, balance, version: sequence }
}

const move = async (accountId: string, command: AccountCommand, context: ApiContext) =>
  ok(toResource(await decideAndAppend(context.ownership.guard(account), accountId, command, context)))

interface MovementBody {
  readonly amount: number
  readonly currency: string
  readonly reference?: string | undefined
}

const movementOf = ({ amount, currency, reference }: MovementBody) => ({
  amount,
  currency,
  ...(reference !== undefined && { details: { reference } }),
})
