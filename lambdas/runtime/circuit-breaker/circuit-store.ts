import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { type Circuit, type CircuitState, closedCircuit, openMs } from './circuit.ts'
import type { BreakerSettings } from './settings.ts'

/** An unused circuit is forgotten, which closes it. */
const TTL_SECONDS = 7 * 86_400

export interface CallCounts {
  readonly calls: number
  readonly failures: number
}

/**
 * The shared state of one circuit. Every change is one conditional update; one that comes too late changes nothing. Its counts of probes
 * are no promise: the SDK sends an update again whose answer was lost, so that a circuit may close on one success less than declared. If the
 * downstream still fails, it opens again by the failures that follow.
 */
export class CircuitStore {
  readonly #dynamo: DynamoDBClient
  readonly #table: string
  readonly #name: string
  readonly #settings: BreakerSettings

  constructor(dynamo: DynamoDBClient, table: string, name: string, settings: BreakerSettings) {
    this.#dynamo = dynamo
    this.#table = table
    this.#name = name
    this.#settings = settings
  }

  async read(): Promise<Circuit> {
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: this.#table, Key: { pk: { S: this.#name } }, ConsistentRead: true }),
    )
    return toCircuit(Item)
  }

  /**
   * Adds to the counts of a window; the first of a new window starts them at these. When an answer is lost, the SDK sends the
   * addition again, and the same calls count twice, failures and successes alike: their ratio, by which the circuit opens, is
   * off by one report at most. A condition against that would need the identity of every report in the item.
   */
  async count(window: number, { calls, failures }: CallCounts, now: number): Promise<Circuit | undefined> {
    const counts = { ':window': n(window), ':calls': n(calls), ':failures': n(failures) }
    const added = await this.#update(now, {
      UpdateExpression: 'ADD calls :calls, failures :failures',
      // The window is still the one that was counted in.
      ConditionExpression: '#window = :window',
      ExpressionAttributeValues: counts,
    })
    return (
      added ??
      (await this.#update(now, {
        UpdateExpression: 'SET #window = :window, calls = :calls, failures = :failures',
        // No window has started, or the stored one is older.
        ConditionExpression: 'attribute_not_exists(#window) OR #window < :window',
        ExpressionAttributeValues: counts,
      }))
    )
  }

  /** @param openings before this one. */
  open(openings: number, now: number): Promise<Circuit | undefined> {
    return this.#update(now, {
      UpdateExpression: 'SET #state = :open, open_until = :until ADD openings :one',
      // It is still closed: two instances that saw the same failures open it once.
      ConditionExpression: 'attribute_not_exists(#state) OR #state = :closed',
      ExpressionAttributeValues: {
        ':open': s('open'),
        ':closed': s('closed'),
        ':until': n(now + openMs(this.#settings, openings)),
        ':one': n(1),
      },
    })
  }

  /** Takes one of the few probes. @returns nothing when they are all taken. */
  async takeProbe(now: number): Promise<Circuit | undefined> {
    const first = await this.#update(now, {
      UpdateExpression: 'SET #state = :half, probes = :one, probe_successes = :zero, probe_until = :until',
      ConditionExpression: [
        // It has been open long enough.
        '(#state = :open AND open_until <= :now)',
        // Or earlier probes have died without an answer.
        '(#state = :half AND probe_until <= :now)',
      ].join(' OR '),
      ExpressionAttributeValues: {
        ':half': s('half-open'),
        ':open': s('open'),
        ':one': n(1),
        ':zero': n(0),
        ':now': n(now),
        ':until': n(now + this.#settings.probeSeconds * 1000),
      },
    })
    return (
      first ??
      (await this.#update(now, {
        UpdateExpression: 'ADD probes :one',
        // Others probe already, and there is one left.
        ConditionExpression: '#state = :half AND probes < :most AND probe_until > :now',
        ExpressionAttributeValues: {
          ':half': s('half-open'),
          ':one': n(1),
          ':most': n(this.#settings.probes),
          ':now': n(now),
        },
      }))
    )
  }

  /** @param round `probeUntil` of the round that the probe belongs to. */
  async probeSucceeded(round: number, now: number): Promise<Circuit | undefined> {
    const values = { ':half': s('half-open'), ':round': n(round) }
    // Still the same round: a probe that answers late must not close what a later one has opened.
    const condition = '#state = :half AND probe_until = :round'
    const counted = await this.#update(now, {
      UpdateExpression: 'ADD probe_successes :one',
      ConditionExpression: condition,
      ExpressionAttributeValues: { ...values, ':one': n(1) },
    })
    if (!counted || counted.probeSuccesses < this.#settings.probes) return counted
    return this.#update(now, {
      UpdateExpression:
        'SET #state = :closed, openings = :zero, calls = :zero, failures = :zero REMOVE open_until, probe_until',
      ConditionExpression: condition,
      ExpressionAttributeValues: { ...values, ':closed': s('closed'), ':zero': n(0) },
    })
  }

  /** @param openings before this one. */
  probeFailed(round: number, openings: number, now: number): Promise<Circuit | undefined> {
    return this.#update(now, {
      UpdateExpression: 'SET #state = :open, open_until = :until REMOVE probe_until ADD openings :one',
      ConditionExpression: '#state = :half AND probe_until = :round',
      ExpressionAttributeValues: {
        ':half': s('half-open'),
        ':open': s('open'),
        ':round': n(round),
        ':until': n(now + openMs(this.#settings, openings)),
        ':one': n(1),
      },
    })
  }

  /** @returns the new state, or nothing when the condition did not hold. */
  async #update(
    now: number,
    update: Pick<UpdateItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'> & {
      readonly UpdateExpression: string
    },
  ): Promise<Circuit | undefined> {
    const { UpdateExpression, ConditionExpression } = update
    const used = `${UpdateExpression} ${ConditionExpression}`
    try {
      const { Attributes } = await this.#dynamo.send(
        new UpdateItemCommand({
          ...update,
          TableName: this.#table,
          Key: { pk: { S: this.#name } },
          UpdateExpression: withExpiry(UpdateExpression),
          ExpressionAttributeNames: Object.fromEntries(
            [['#state', 'state'] as const, ['#window', 'window'] as const].filter(([name]) => used.includes(name)),
          ),
          ExpressionAttributeValues: {
            ...update.ExpressionAttributeValues,
            ':expires_at': n(Math.ceil(now / 1000) + TTL_SECONDS),
          },
          ReturnValues: 'ALL_NEW',
        }),
      )
      return toCircuit(Attributes)
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined
      throw error
    }
  }
}

const withExpiry = (expression: string): string =>
  expression.startsWith('SET ')
    ? expression.replace('SET ', 'SET expires_at = :expires_at, ')
    : `SET expires_at = :expires_at ${expression}`

const n = (value: number): AttributeValue => ({ N: String(value) })
const s = (value: string): AttributeValue => ({ S: value })

function toCircuit(item: Record<string, AttributeValue> | undefined): Circuit {
  const number = (name: string): number => Number(item?.[name]?.N ?? 0)
  return {
    state: (item?.state?.S as CircuitState | undefined) ?? closedCircuit.state,
    window: number('window'),
    calls: number('calls'),
    failures: number('failures'),
    openUntil: number('open_until'),
    openings: number('openings'),
    probes: number('probes'),
    probeSuccesses: number('probe_successes'),
    probeUntil: number('probe_until'),
  }
}
