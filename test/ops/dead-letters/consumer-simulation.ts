import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marker } from '../../../lambdas/runtime/idempotency/marker.ts'
import { type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import type { MemorySqs } from '../../support/memory-sqs.ts'
import { bury, deadLetter } from './kit.ts'

/**
 * A consumer as the tools see it: it takes what is in its queue, has each effect once (by its marker), and gives up what its
 * code cannot do, as the runtime does.
 */
export class SimulatedConsumer {
  /** How often each event took effect. */
  readonly effects = new Map<string, number>()
  /** Why it gives up an event; nothing: it processes it. */
  fails: (eventId: string, body: string) => { readonly fingerprint: string } | undefined = () => undefined
  readonly #db: TestDynamoDb
  readonly #sqs: MemorySqs
  readonly #now: () => number
  readonly #name: string
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string

  constructor(db: TestDynamoDb, sqs: MemorySqs, now: () => number, name = 'payment') {
    this.#db = db
    this.#sqs = sqs
    this.#now = now
    this.#name = name
    this.queueUrl = `https://sqs/${name}`
    this.deadLetterQueueUrl = `https://sqs/${name}-dead`
  }

  /** Handles all that is in its queue. @param width messages at once. */
  async run(width = 1): Promise<void> {
    const messages = this.#sqs.messages(this.queueUrl).splice(0)
    const next = messages.values()
    const worker = async () => {
      for (const { body, messageId } of next) await this.#handle(body, messageId)
    }
    await Promise.all(Array.from({ length: width }, worker))
  }

  async #handle(body: string, messageId: string): Promise<void> {
    const { event_id: id } = JSON.parse(body) as { event_id: string }
    const cause = this.fails(id, body)
    if (cause) return this.die(id, body, messageId, cause.fingerprint)
    const { item } = marker(testTables.processed, `${this.#name}#${id}`, this.#now(), 25 * 86_400)
    try {
      await this.#db.client.send(new PutItemCommand(item.Put!))
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException') return
      throw error
    }
    this.effects.set(id, (this.effects.get(id) ?? 0) + 1)
  }

  /** The record first, then the copy in the dead-letter queue. */
  async die(id: string, body: string, messageId: string, fingerprint: string): Promise<void> {
    const at = this.#now()
    await bury(
      this.#db,
      deadLetter(0, {
        id,
        eventId: id,
        consumer: this.#name,
        fingerprint,
        messageId,
        body,
        firstFailedAt: at,
        lastFailedAt: at,
      }),
    )
    this.#sqs.put(this.deadLetterQueueUrl, body, {
      error_type: 'PermanentError:NO_ACCOUNT',
      error_message: 'no',
      consumer: this.#name,
      event_id: id,
      fingerprint,
      last_failed_at: new Date(at).toISOString(),
    })
  }
}
