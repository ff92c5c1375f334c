import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'
import { healthKey } from '../declarations/keys.ts'
import type { SystemicFailurePolicy } from '../declarations/systemic-failure.ts'
import type { Others } from './tally.ts'
import { FORGOTTEN_AFTER_MS } from './type-circuit.ts'
import { type HealthTable, n, numberOf, s, updateItem } from './update-item.ts'

export interface CountsEnvironment extends HealthTable {
  readonly consumer: string
  readonly policy: SystemicFailurePolicy
}

/** The counts of one cause at one type in the present window, over all instances that saw a failure. */
export interface Counts {
  /** Different aggregates that have failed so. */
  readonly failed: number
  /** Messages that were handled, failed for another cause, or are still running. */
  readonly others: number
  /** How many of `others` ended between two failures of this cause on one instance. */
  readonly between: number
}

export interface Observed extends Others {
  readonly type: string
  readonly fingerprint: string
  /** The aggregate that has failed. */
  readonly key: string
}

/** For a queue with few events: windows that follow each other within this time count as one, as long as in each nearly all failed. */
const CARRIED_FOR_MS = 600_000

/** Rounds of "the window has changed meanwhile" until another failure may do the counting. */
const MAX_TRIES = 3

/**
 * If at least this part went well between failures, some events are wrong, not the consumer. A consumer that has just broken
 * still finishes messages that it had begun, but fewer than that.
 */
const MIXED_SHARE = 0.3

const isMixed = ({ failed, between }: Counts, { aggregates }: SystemicFailurePolicy): boolean =>
  failed >= aggregates && between / (failed + between) >= MIXED_SHARE

export const isSystemic = ({ failed, others }: Counts, policy: SystemicFailurePolicy): boolean =>
  failed >= policy.aggregates && failed / (failed + others) >= policy.share

export const windowOf = ({ windowSeconds }: SystemicFailurePolicy, now: number): number =>
  Math.floor(now / (windowSeconds * 1000))

/** Writes only after a failure. The successes since the last one go along, because the share of failures depends on them. */
export class FailureCounts {
  readonly #environment: CountsEnvironment

  constructor(environment: CountsEnvironment) {
    this.#environment = environment
  }

  /**
   * Whether a repeated failure of the same message is no evidence. Messages that are tried again come back without those that
   * went well beside them at first, so nearly all of them fail again. This is remembered for longer than any retry takes.
   */
  async isKnownAsMixed(type: string, fingerprint: string, now: number): Promise<boolean> {
    const { dynamo, table, consumer, policy } = this.#environment
    const Key = { pk: s(keyOf(consumer, type, fingerprint)) }
    const { Item = {} } = await dynamo.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))
    const mixedAt = numberOf(Item, isMixed(toCounts(Item), policy) ? 'touched_at' : 'mixed_at')
    return now - mixedAt <= FORGOTTEN_AFTER_MS
  }

  async add({ type, fingerprint, key, others, between }: Observed, now: number): Promise<Counts> {
    const { consumer, policy } = this.#environment
    const pk = keyOf(consumer, type, fingerprint)
    const window = windowOf(policy, now)
    const counted = { ':failed': { SS: [key] }, ':others': n(others), ':between': n(between) }
    for (let attempt = 1; ; attempt++) {
      const added = await updateItem(this.#environment, pk, now, {
        set: '',
        rest: 'ADD failed :failed, other_outcomes :others, between_failures :between',
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
    const counts = toCounts(before)
    const { failed, others } = counts
    const isCarried =
      failed > 0 &&
      failed / (failed + others) >= policy.share &&
      Math.abs(now - numberOf(before, 'touched_at')) <= CARRIED_FOR_MS
    const wasMixed = isMixed(counts, policy)
    const fresh = 'failed = :failed, other_outcomes = :others, between_failures = :between'
    const begun = await updateItem(this.#environment, pk, now, {
      set: `#window = :window${isCarried ? '' : `, ${fresh}`}${wasMixed ? ', mixed_at = :mixed_at' : ''}`,
      rest: isCarried ? 'ADD failed :failed, other_outcomes :others, between_failures :between' : '',
      // Nobody else has begun another one.
      ConditionExpression: before.window ? '#window = :before' : 'attribute_not_exists(#window)',
      ExpressionAttributeValues: {
        ...counted,
        ':window': n(window),
        ...(before.window && { ':before': before.window }),
        ...(wasMixed && { ':mixed_at': n(numberOf(before, 'touched_at')) }),
      },
    })
    return begun.done ? toCounts(begun.item) : undefined
  }

  /** When the type is healthy again, what was counted before must not hold it at its next failure. */
  async forget(type: string, fingerprint: string, now: number): Promise<void> {
    const { consumer } = this.#environment
    await updateItem(this.#environment, keyOf(consumer, type, fingerprint), now, {
      set: '',
      rest: 'REMOVE #window, failed, other_outcomes, between_failures, mixed_at',
    })
  }
}

const keyOf = (consumer: string, type: string, fingerprint: string): string =>
  `${healthKey(consumer, type)}#${fingerprint}`

const toCounts = (item: Item): Counts => ({
  failed: item.failed?.SS?.length ?? 0,
  others: Math.max(0, numberOf(item, 'other_outcomes')),
  between: numberOf(item, 'between_failures'),
})
