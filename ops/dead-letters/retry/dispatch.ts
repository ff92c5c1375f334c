import type { ItemState, OperationItem } from '../../bulk-operations/operation.ts'
import { lettersByKey } from '../letters/find-letters.ts'
import type { Letter } from '../letters/letter.ts'
import type { Searching } from '../queue/body-in-queue.ts'
import { readVerdicts } from '../verdict/read-verdicts.ts'
import { claimsSince, type Owning } from './claim-age.ts'
import { claimLetters, recordSent, settleLetters } from './claim-letters.ts'
import { largeBodies } from './large-bodies.ts'
import { changedText, type Deciding, type NextStep, nextStep } from './next-step.ts'
import { releaseHead } from './release-head.ts'
import { type Sendable, type SendingBack, sendBack } from './send.ts'

export type Dispatching = Deciding & Omit<SendingBack, 'stillOurs'> & Searching & Owning

/** What came of the items of a batch so far. */
interface Dispatched {
  /** Items that are dealt with; all others are as they were. */
  readonly receipts: readonly OperationItem[]
  /** Why not all of them are. */
  readonly failure: unknown
}

interface Decided {
  readonly item: OperationItem
  readonly letter: Letter
  readonly step: NextStep
}

/**
 * Claims and sends some letters, or has them released if their aggregate is held behind them. Each stage is done for all of them
 * before the next one begins: calls are few, what is sent has been claimed, and what is on record as sent has been sent. What SQS has taken before
 * a call fails is on record, too: nobody puts it back and sends it again.
 */
export async function dispatch(environment: Dispatching, items: readonly OperationItem[]): Promise<Dispatched> {
  const letters = await lettersByKey(
    environment,
    items.map(({ key }) => key),
  )
  const letterOf = new Map(letters.map((letter) => [letter.key.pk + letter.key.sk, letter]))
  // The search may take long, so that verdicts are read after it.
  const large = await largeBodies(environment, letters)
  const verdicts = await readVerdicts(environment, letters)
  const at = new Date(environment.now()).toISOString()
  const receipts = new Map<OperationItem, OperationItem>()
  const note = (item: OperationItem, state: ItemState, detail?: string, more?: Pick<OperationItem, 'released'>) =>
    receipts.set(item, {
      ...item,
      ...more,
      state,
      at,
      ...(state === 'sent' && { wasSent: true }),
      ...(detail !== undefined && { detail }),
    })

  const wanted: Decided[] = []
  const unknown: Decided[] = []
  const decide = async (item: OperationItem) => {
    const letter = letterOf.get(item.key.pk + item.key.sk)
    const body = letter && (letter.body ?? large.get(letter))
    const step = await nextStep(environment, letter, letter && verdicts.get(letter), body)
    if (step.kind === 'skip') note(item, 'skipped', step.why)
    else if (step.kind === 'resolved' || step.kind === 'sent') note(item, step.kind)
    else if (step.kind === 'put-back') {
      note(item, 'skipped', step.why)
      if (letter) unknown.push({ item, letter, step })
    } else if (letter) wanted.push({ item, letter, step })
  }
  await Promise.all(items.map(decide))
  await settleLetters(environment, unknown.map(toClaimable), 'dead')
  // The decisions above end in any order, but letters of one FIFO group have to be sent in theirs.
  wanted.sort((one, other) => one.item.number - other.item.number)

  const renewIfOld = claimsSince(environment)
  const claims = await claimLetters(environment, wanted.map(toClaimable))
  const claimed = wanted.filter(({ item }, index) => {
    const claim = claims[index]
    if (claim?.kind === 'refused') note(item, 'skipped', changedText(claim.letter))
    return claim?.kind === 'claimed'
  })

  const closed = claimed.filter(({ step }) => step.kind === 'close')
  await settleLetters(environment, closed.map(toClaimable), 'resolved')
  for (const { item } of closed) note(item, 'resolved', 'its effect had happened: nothing was sent')

  const release = async ({ item, step }: Decided) => {
    if (step.kind !== 'release') return
    await releaseHead(environment, step.hold)
    note(item, 'sent', undefined, { released: true })
  }
  await Promise.all(claimed.map(release))

  const sendable = new Map<Sendable, Decided>()
  for (const one of claimed) if (one.step.kind === 'send') sendable.set({ ...one.letter, body: one.step.body }, one)
  const stillOurs = async (batch: readonly Sendable[]) => {
    const { ours, lost } = await renewIfOld(batch, (letter) => toClaimable(sendable.get(letter)!))
    for (const [letter, taken] of lost) note(sendable.get(letter)!.item, 'skipped', changedText(taken))
    return ours
  }
  const { sent, refused, failure } = await sendBack({ ...environment, stillOurs }, [...sendable.keys()])
  const decidedOf = (some: Iterable<Sendable>) => [...some].map((letter) => sendable.get(letter)!)
  await recordSent(environment, decidedOf(sent).map(toClaimable))
  await settleLetters(environment, decidedOf(refused.keys()).map(toClaimable), 'dead')
  for (const { item } of decidedOf(sent)) note(item, 'sent')
  for (const [letter, why] of refused) note(sendable.get(letter)!.item, 'skipped', `SQS refuses it: ${why}`)
  return { receipts: items.flatMap((item) => receipts.get(item) ?? []), failure }
}

const toClaimable = ({ item, letter: { bodyBytes } }: Decided) => ({ item, bodyBytes })
