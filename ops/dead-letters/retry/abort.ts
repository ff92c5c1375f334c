import { isWithin } from '../../../lambdas/runtime/system/clock.ts'
import { readItems } from '../../bulk-operations/items.ts'
import type { OperationItem } from '../../bulk-operations/operation.ts'
import { askOperation, LEASE_MS, loadOperation, type OperationTable } from '../../bulk-operations/store.ts'
import { lettersWithoutBody } from '../letters/find-letters.ts'
import { type SettleEnvironment, settleLetters } from './claim-letters.ts'

/** How often it is looked whether the tool that works on the operation has let go of it. */
const LOOK_AGAIN_MS = 500

/** Letters that are looked up together. */
const BATCH = 100
/**
 * Letters are claimed in their order, and fewer than this are in the hands of the tools at a time: those that a killed tool has claimed and
 * not sent are among the first so many without a receipt.
 */
const MOST_IN_HAND = 1_000

/**
 * Ends an operation for good. What was sent stays sent; letters that were claimed and of which no send is on record are dead again, as is
 * everything that was not taken. Killed in between, the same command given again does the rest.
 * @returns how many letters were put back. @throws {NotOwned} when the operation is done.
 */
export async function abortOperation(
  environment: Omit<SettleEnvironment, 'operationId'> & OperationTable,
  id: string,
  why: string,
): Promise<number> {
  await askOperation(environment, id, 'aborted', why)
  await untilLetGo(environment, id)
  let [putBack, looked] = [0, 0]
  let planned: OperationItem[] = []
  const settle = async () => {
    putBack += await putBackUnsent({ ...environment, operationId: id }, planned)
    looked += planned.length
    planned = []
  }
  for await (const item of readItems(environment, id)) {
    if (item.state !== 'planned') continue
    planned.push(item)
    if (planned.length === BATCH) await settle()
    if (looked >= MOST_IN_HAND) break
  }
  await settle()
  return putBack
}

/**
 * A tool that has a batch in hand still sends it, so nothing of it may be put back yet. As long as it renews its lease, it is alive; a lease that
 * nobody renews is over after its time by this clock, too, whatever the clock of that tool says.
 */
async function untilLetGo(environment: OperationTable & Pick<SettleEnvironment, 'pause'>, id: string): Promise<void> {
  let [since, lease] = [environment.now(), 0]
  for (;;) {
    const found = await loadOperation(environment, id)
    if (!found || found.ownedUntil <= environment.now()) return
    if (found.ownedUntil !== lease) [since, lease] = [environment.now(), found.ownedUntil]
    else if (!isWithin(LEASE_MS, since, environment.now())) return
    await environment.pause(LOOK_AGAIN_MS)
  }
}

async function putBackUnsent(environment: SettleEnvironment, items: readonly OperationItem[]): Promise<number> {
  const letters = await lettersWithoutBody(
    environment,
    items.map(({ key }) => key),
  )
  const letterOf = new Map(letters.map((letter) => [letter.key.pk + letter.key.sk, letter]))
  const unsent = items.flatMap((item) => {
    const letter = letterOf.get(item.key.pk + item.key.sk)
    const isUnsent =
      letter?.status === 'retried' && letter.operationId === environment.operationId && letter.sentAt === undefined
    return isUnsent ? [{ item, bodyBytes: letter.bodyBytes }] : []
  })
  await settleLetters(environment, unsent, 'dead')
  return unsent.length
}
