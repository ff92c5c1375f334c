import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Item } from '../aws/item.ts'
import { healthKey } from '../declarations/keys.ts'
import type { SystemicFailurePolicy } from '../declarations/systemic-failure.ts'
import { FORGOTTEN_AFTER_MS, heldMs, STEPS, type TypeCircuit } from './type-circuit.ts'
import { type HealthTable, n, numberOf, s, type Updated, updateItem } from './update-item.ts'

export interface CircuitTableEnvironment extends HealthTable {
  readonly consumer: string
  readonly policy: SystemicFailurePolicy
  /** A probe that has not answered by then has died, seconds. */
  readonly roundSeconds: number
}

/**
 * The shared circuits of one consumer's types. Every change is one conditional update; one that comes too late changes nothing.
 *
 * Counts are no promise: the SDK sends an update again whose answer was lost, and a probe then counts twice. A step passes with one success
 * less than declared, or has one probe less; the next step, or the next round, is as it would have been. A probe with a name of its own in
 * the item would cost a list there, for a case that ends by itself.
 */
export class CircuitTable {
  readonly #environment: CircuitTableEnvironment

  constructor(environment: CircuitTableEnvironment) {
    this.#environment = environment
  }

  async read(type: string): Promise<TypeCircuit> {
    const { dynamo, table, consumer } = this.#environment
    const Key = { pk: s(healthKey(consumer, type)) }
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))
    return toCircuit(Item ?? {})
  }

  /** Holds a type; if it is held already, for this cause as well. */
  async hold(type: string, { fingerprint, text }: { fingerprint: string; text: string }, now: number) {
    const first = await this.#update(type, now, {
      set: '#state = :held, open_until = :until, openings = :one, since = :now, cause = :cause, fingerprints = :cause_set',
      rest: 'REMOVE step, round',
      // It is healthy, or was held so long ago that it is forgotten: two that saw the same failures hold it once.
      ConditionExpression: 'attribute_not_exists(#state) OR #state = :healthy OR touched_at < :forgotten',
      ExpressionAttributeValues: {
        ':held': s('held'),
        ':healthy': s('healthy'),
        ':until': n(now + heldMs(this.#environment.policy, 0)),
        ':one': n(1),
        ':now': n(now),
        ':forgotten': n(now - FORGOTTEN_AFTER_MS),
        ':cause': s(text),
        ':cause_set': { SS: [fingerprint] },
      },
    })
    if (first.done) return toCircuit(first.item)
    return this.#circuitAfter(type, now, {
      set: '',
      rest: 'ADD fingerprints :cause_set',
      ExpressionAttributeValues: { ':cause_set': { SS: [fingerprint] } },
    })
  }

  /** Takes one of the few probes. `taken` is false when there is none left. */
  async takeProbe(type: string, now: number): Promise<{ readonly taken: boolean; readonly circuit: TypeCircuit }> {
    const roundEnd = n(now + this.#environment.roundSeconds * 1000)
    const begun = await this.#update(type, now, {
      set: '#state = :trying, step = if_not_exists(step, :zero), taken = :one, passed = :zero, round = :round',
      ConditionExpression: [
        // It was held long enough.
        '(#state = :held AND open_until <= :now)',
        // Or the probes of the round before have died, all of them.
        '(#state = :trying AND round <= :now AND passed = :zero)',
      ].join(' OR '),
      ExpressionAttributeValues: {
        ':held': s('held'),
        ':trying': s('trying'),
        ':zero': n(0),
        ':one': n(1),
        ':now': n(now),
        ':round': roundEnd,
      },
    })
    if (begun.done) return { taken: true, circuit: toCircuit(begun.item) }
    const present = toCircuit(begun.item)
    if (present.state !== 'trying') return { taken: false, circuit: present }
    // In this round fewer messages came than it may try, and all that were tried have passed.
    if (present.round <= now) return this.#takeOf(type, await this.#nextStep(type, present, now), now)
    return this.#takeOf(type, present, now)
  }

  async #takeOf(type: string, present: TypeCircuit, now: number) {
    if (present.state !== 'trying') return { taken: present.state === 'healthy', circuit: present }
    const added = await this.#update(type, now, {
      set: '',
      rest: 'ADD taken :one',
      // Still that round, and there is one left.
      ConditionExpression: '#state = :trying AND round = :round AND taken < :most',
      ExpressionAttributeValues: {
        ':trying': s('trying'),
        ':round': n(present.round),
        ':most': n(STEPS[present.step] ?? 1),
        ':one': n(1),
      },
    })
    return { taken: added.done, circuit: toCircuit(added.item) }
  }

  /** Gives back a probe whose outcome says nothing about the type. */
  giveBack(type: string, round: number, now: number): Promise<TypeCircuit> {
    return this.#ofRound(type, round, now, { rest: 'ADD taken :less', values: { ':less': n(-1) } })
  }

  /** @param round that the probe belongs to: one that answers late must not speak for a later round. */
  async probePassed(type: string, round: number, now: number): Promise<TypeCircuit> {
    const counted = await this.#ofRound(type, round, now, { rest: 'ADD passed :one', values: { ':one': n(1) } })
    const isComplete = counted.state === 'trying' && counted.round === round
    return isComplete && counted.passed >= (STEPS[counted.step] ?? 1) ? this.#nextStep(type, counted, now) : counted
  }

  /** @param openings before this one. */
  probeFailed(type: string, round: number, openings: number, now: number): Promise<TypeCircuit> {
    return this.#ofRound(type, round, now, {
      set: '#state = :held, open_until = :until',
      rest: 'REMOVE step, round ADD openings :one',
      values: {
        ':held': s('held'),
        ':until': n(now + heldMs(this.#environment.policy, openings)),
        ':one': n(1),
      },
    })
  }

  #nextStep(type: string, { step, round }: TypeCircuit, now: number): Promise<TypeCircuit> {
    if (step + 1 >= STEPS.length) {
      return this.#ofRound(type, round, now, {
        set: '#state = :healthy',
        rest: 'REMOVE open_until, openings, step, taken, passed, round, since, cause, fingerprints',
        values: { ':healthy': s('healthy') },
      })
    }
    return this.#ofRound(type, round, now, {
      set: 'step = :step, taken = :zero, passed = :zero, round = :next',
      values: {
        ':step': n(step + 1),
        ':zero': n(0),
        ':next': n(Math.max(now, round) + this.#environment.roundSeconds * 1000 + 1),
      },
    })
  }

  #ofRound(
    type: string,
    round: number,
    now: number,
    { set = '', rest = '', values }: { set?: string; rest?: string; values: Record<string, AttributeValue> },
  ): Promise<TypeCircuit> {
    return this.#circuitAfter(type, now, {
      set,
      rest,
      ConditionExpression: '#state = :trying AND round = :round',
      ExpressionAttributeValues: { ...values, ':trying': s('trying'), ':round': n(round) },
    })
  }

  async #circuitAfter(type: string, now: number, update: Parameters<typeof updateItem>[3]): Promise<TypeCircuit> {
    return toCircuit((await this.#update(type, now, update)).item)
  }

  #update(type: string, now: number, update: Parameters<typeof updateItem>[3]): Promise<Updated> {
    return updateItem(this.#environment, healthKey(this.#environment.consumer, type), now, update)
  }
}

/** Reads a circuit from its stored item. Operators' tools read it, too. */
export function toCircuit(item: Item): TypeCircuit {
  return {
    state: (item.state?.S as TypeCircuit['state'] | undefined) ?? 'healthy',
    fingerprints: new Set(item.fingerprints?.SS ?? []),
    cause: item.cause?.S ?? '',
    since: numberOf(item, 'since'),
    openUntil: numberOf(item, 'open_until'),
    openings: numberOf(item, 'openings'),
    step: numberOf(item, 'step'),
    taken: numberOf(item, 'taken'),
    passed: numberOf(item, 'passed'),
    round: numberOf(item, 'round'),
    touchedAt: numberOf(item, 'touched_at'),
  }
}
