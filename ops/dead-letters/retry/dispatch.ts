import type { ItemState, OperationItem } from '../../operations/operation.ts'
import { lettersByKey } from '../letters/find-letters.ts'
import type { Letter } from '../letters/letter.ts'
import { readVerdicts } from '../verdict/read-verdicts.ts'
import { claimLetters, settleLetters } from './claim.ts'
import { changedText, type Deciding, type NextStep, nextStep } from './next-step.ts'
import { releaseHead } from './release-head.ts'
import { type Sendable, type SendingBack, sendBack } from './send.ts'

export type Dispatching = Deciding & SendingBack

interface Decided {
  readonly item: OperationItem
  readonly letter: Letter
  readonly step: NextStep
}

/**
 * Claims and sends some letters, or has them released where their aggregate is held behind them. Each stage is done for all of them
 * before the next one begins: calls are few, and what is sent has been claimed.
 * @returns each item with what came of it so far.
 */
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

  const wanted: Decided[] = []
  const decide = async (item: OperationItem) => {
    const letter = letterOf.get(item.key.pk + item.key.sk)
    const step = await nextStep(environment, letter, letter && verdicts.get(letter))
    if (step.kind === 'skip') note(item, 'skipped', step.why)
    else if (step.kind === 'resolved') note(item, 'resolved')
    else if (letter) wanted.push({ item, letter, step })
  }
  await Promise.all(items.map(decide))
  // Decisions end in any order; a group of a FIFO queue keeps its own.
  wanted.sort((one, other) => one.item.number - other.item.number)

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
  const refused = await sendBack(environment, [...sendable.keys()])
  const back = [...sendable].flatMap(([letter, one]) => (refused.has(letter) ? [one] : []))
  await settleLetters(environment, back.map(toClaimable), 'dead')
  for (const [letter, { item }] of sendable) {
    const why = refused.get(letter)
    note(item, why === undefined ? 'sent' : 'skipped', why === undefined ? undefined : `SQS refuses it: ${why}`)
  }
  return items.map((item) => receipts.get(item) ?? item)
}

const toClaimable = ({ item, letter: { bodyBytes } }: Decided) => ({ item, bodyBytes })
