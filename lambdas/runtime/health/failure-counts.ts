import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { healthKey } from '../declarations/keys.ts'
import type { SystemicFailurePolicy } from '../declarations/systemic-failure.ts'
import { type HealthTable, type Item, n, numberOf, updateItem } from './update-item.ts'

export interface CountsEnvironment extends HealthTable {
  readonly consumer: string
  readonly policy: SystemicFailurePolicy
}

/** What all instances that see a failure have counted of one cause at one type, in the present window. */
export interface Counts {
  /** Different aggregates that have failed so. */
  readonly failed: number
  /** Messages that were handled, or failed for another cause. */
  readonly others: number
}

export interface Observed {
  readonly type: string
  readonly fingerprint: string
  /** The aggregate that has failed. */
  readonly key: string
  /** What this instance has seen besides since it last told of this cause. */
  readonly others: number
}

/** Of a queue with few events, windows that follow each other this closely count as one, while in each nearly all failed. */
const CARRIED_FOR_MS = 600_000

/** Rounds of "the window has changed meanwhile" until another failure may do the counting. */
const MAX_TRIES = 3

export const isSystemic = ({ failed, others }: Counts, policy: SystemicFailurePolicy): boolean =>
  failed >= policy.aggregates && failed / (failed + others) >= policy.share

/** Only failures are worth a write; what went well is told with them, for the share. */
export class FailureCounts {
  readonly #environment: CountsEnvironment

  constructor(environment: CountsEnvironment) {
    this.#environment = environment
  }

  async add({ type, fingerprint, key, others }: Observed, now: number): Promise<Counts> {
    const { consumer, policy } = this.#environment
    const pk = keyOf(consumer, type, fingerprint)
    const window = Math.floor(now / (policy.windowSeconds * 1000))
    const counted = { ':failed': { SS: [key] }, ':others': n(others) }
    for (let attempt = 1; ; attempt++) {
      const added = await updateItem(this.#environment, pk, now, {
        set: '',
        rest: 'ADD failed :failed, other_outcomes :others',
        // The same window, or the next one: clocks differ a little, and whoever is behind must not undo it.
        ConditionExpression: '#window BETWEEN :window AND :next',
        ExpressionAttributeValues: { ...counted, ':window': n(window), ':next': n(window + 1) },
      })
      if (added.done || attempt === MAX_TRIES) return toCounts(added.item)
      const begun = await this.#beginWindow(pk, window, now, { before: added.item, counted })
      if (begun) return begun
    }
  }

  /** A window in which nearly all had failed goes on in the next; otherwise it starts at nothing. */
  async #beginWindow(
    pk: string,
    window: number,
    now: number,
    { before, counted }: { readonly before: Item; readonly counted: Record<string, AttributeValue> },
  ): Promise<Counts | undefined> {
    const { policy } = this.#environment
    const { failed, others } = toCounts(before)
    const isCarried =
      failed > 0 &&
      failed / (failed + others) >= policy.share &&
      Math.abs(now - numberOf(before, 'touched_at')) <= CARRIED_FOR_MS
    const begun = await updateItem(this.#environment, pk, now, {
      set: isCarried ? '#window = :window' : '#window = :window, failed = :failed, other_outcomes = :others',
      rest: isCarried ? 'ADD failed :failed, other_outcomes :others' : '',
      // Nobody else has begun another one.
      ConditionExpression: before.window ? '#window = :before' : 'attribute_not_exists(#window)',
      ExpressionAttributeValues: {
        ...counted,
        ':window': n(window),
        ...(before.window && { ':before': before.window }),
      },
    })
    return begun.done ? toCounts(begun.item) : undefined
  }

  /** When the type is healthy again, what was counted before must not hold it at its next failure. */
  async forget(type: string, fingerprint: string, now: number): Promise<void> {
    const { consumer } = this.#environment
    await updateItem(this.#environment, keyOf(consumer, type, fingerprint), now, {
      set: '',
      rest: 'REMOVE #window, failed, other_outcomes',
    })
  }
}

const keyOf = (consumer: string, type: string, fingerprint: string): string =>
  `${healthKey(consumer, type)}#${fingerprint}`

const toCounts = (item: Item): Counts => ({
  failed: item.failed?.SS?.length ?? 0,
  others: numberOf(item, 'other_outcomes'),
})
