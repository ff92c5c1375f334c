import { accountOpened, moneyDeposited, moneyWithdrawn } from '../../events/account.ts'
import type { DataOf, EventOf } from '../../events/define-event.ts'
import { defineReadModel, type PartValues } from '../runtime/declarations/define-read-model.ts'
import type { Parts } from '../runtime/declarations/parts.ts'

type Deposited = EventOf<typeof moneyDeposited>
type Withdrawn = EventOf<typeof moneyWithdrawn>
type Entry = EventOf<typeof accountOpened> | Deposited | Withdrawn

type Movement = Omit<DataOf<typeof moneyDeposited> | DataOf<typeof moneyWithdrawn>, 'account_id' | 'customer_id'>

/** The text of the first line, which has no movement. */
type Opening = Pick<Movement, 'currency' | 'balance'>

type StoredLine = { readonly type: Entry['event_type'] } & (Movement | Opening)

/** One line of a statement; `balance` is the one after it, and `type` tells which way the money went. */
export type StatementLine = StoredLine & {
  /** Position in the account's history, from 1. */
  readonly sequence: number
  readonly time: string
}

/** One document per account and event: nothing is ever overwritten, and a page is one query. */
export const accountStatement = defineReadModel({
  name: 'account-statement',
  events: [accountOpened, moneyDeposited, moneyWithdrawn],
  project: {
    'account.opened': (event) => lineOf(event, { currency: event.data.currency, balance: 0 }),
    'money.deposited': (event) => lineOf(event, movementOf(event)),
    'money.withdrawn': (event) => lineOf(event, movementOf(event)),
  },
})

/** Key of a line among those of its account: text that sorts as the sequence does. */
const entryKey = (sequence: number): string => String(sequence).padStart(12, '0')

export const toStatementLine = ({ line }: Parts): StatementLine | undefined =>
  line && { sequence: line.sequence, time: line.at, ...(line.value as StoredLine) }

function lineOf(event: Entry, facts: Movement | Opening): PartValues {
  const value: StoredLine = { type: event.event_type, ...facts }
  return { id: event.data.account_id, entry: entryKey(event.sequence), parts: { line: { value } } }
}

function movementOf({ data }: Deposited | Withdrawn): Movement {
  const { account_id, customer_id, ...movement } = data
  return movement
}
