import type { ItemState, OperationItem } from '../../operations/operation.ts'
import { lettersByKey } from '../letters/find-letters.ts'
import type { Letter } from '../letters/letter.ts'
import type { DeadLetterQueues } from '../queue/body-in-queue.ts'
import { bodyInQueue } from '../queue/body-in-queue.ts'
import { type MarkerStore, readVerdicts } from '../verdict/read-verdicts.ts'
import { type Claiming, claimLetter, settleLetter } from './claim.ts'
import { placeOf, type ReleasingHeads, releaseHead } from './release-head.ts'
import { type Sendable, type SendingBack, sendBack } from './send.ts'

export type Dispatching = Claiming & SendingBack & MarkerStore & DeadLetterQueues & ReleasingHeads

/** Claims and sends some letters, or has them released where their aggregate is held behind them. @returns each item with what came of it so far. */
export async function dispatch(environment: Dispatching, items: readonly OperationItem[]): Promise<OperationItem[]> {
  const letters = await lettersByKey(
    environment,
    items.map(({ key }) => key),
  )
  const letterOf = new Map(letters.map((letter) => [letter.key.pk + letter.key.sk, letter]))
  const verdicts = await readVerdicts(environment, letters)
  const at = new Date(environment.now()).toISOString()
  const receipts = new Map<OperationItem, OperationItem>()
  const note = (item: OperationItem, state: ItemState, detail?: string, more?: Pick<OperationItem, 'released'>) =>
    receipts.set(item, { ...item, ...more, state, at, ...(detail !== undefined && { detail }) })
  const sendable: { readonly item: OperationItem; readonly letter: Sendable }[] = []

  const prepare = async (item: OperationItem) => {
    const letter = letterOf.get(item.key.pk + item.key.sk)
    if (!letter) return note(item, 'skipped', 'its record is gone')
    const verdict = verdicts.get(letter)
    if (letter.status === 'resolved' && letter.operationId === environment.operationId) return note(item, 'resolved')
    const place = await placeOf(environment, letter)
    if (place.kind === 'behind') {
      return note(item, 'skipped', `its aggregate is held behind ${place.head}, which comes first`)
    }
    if (place.kind === 'head') {
      const claimed = await claimLetter(environment, item)
      if (claimed.kind === 'refused') return note(item, 'skipped', changed(claimed.letter))
      await releaseHead(environment, place.hold)
      return note(item, 'sent', undefined, { released: true })
    }
    if (verdict?.kind !== 'completed' && mayHaveBeenSent(environment, letter)) {
      return note(
        item,
        'skipped',
        'it may have been sent when the tool was killed, and its consumer promises at most once',
      )
    }
    const isCompleted = verdict?.kind === 'completed'
    const body = letter.body ?? (isCompleted ? '' : await bodyInQueue(environment, letter))
    if (body === undefined) {
      return note(item, 'skipped', 'its body is too large for the record, and is not in the dead-letter queue')
    }
    const claimed = await claimLetter(environment, item)
    if (claimed.kind === 'refused') return note(item, 'skipped', changed(claimed.letter))
    if (isCompleted) {
      await settleLetter(environment, item, 'resolved')
      return note(item, 'resolved', 'its effect had happened: nothing was sent')
    }
    return void sendable.push({ item, letter: { ...letter, body } })
  }
  await Promise.all(items.map(prepare))
  // Claims end in any order; a group of a FIFO queue keeps its own.
  const ordered = sendable.toSorted((one, other) => one.item.number - other.item.number)
  const refused = await sendBack(
    environment,
    ordered.map(({ letter }) => letter),
  )
  for (const { item, letter } of ordered) {
    const why = refused.get(letter.id)
    if (why !== undefined) await settleLetter(environment, item, 'dead')
    note(item, why === undefined ? 'sent' : 'skipped', why === undefined ? undefined : `SQS refuses it: ${why}`)
  }
  return items.map((item) => receipts.get(item) ?? item)
}

const mayHaveBeenSent = ({ consumers, operationId }: Dispatching, letter: Letter): boolean =>
  letter.status === 'retried' &&
  letter.operationId === operationId &&
  consumers.get(letter.consumer)?.delivery === 'at-most-once'

function changed(letter: Letter | undefined): string {
  if (!letter) return 'its record is gone'
  if (letter.status === 'dead') return `it has failed again since the plan, at ${letter.lastFailedAt}`
  if (letter.status === 'retried') return `the operation ${letter.operationId} has sent it`
  return `it is ${letter.status}`
}
