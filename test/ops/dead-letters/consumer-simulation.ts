import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { type DoneAs, resolveDeadLetterRecord } from '../../../lambdas/runtime/dead-letter/dead-letter-record.ts'
import { marker } from '../../../lambdas/runtime/idempotency/marker.ts'
import { DEAD_LETTER_ID, RETRIED_BY } from '../../../lambdas/runtime/messages/message.ts'
import { declaredConsumers } from '../../../ops/dead-letters/environment.ts'
import { leavesMarkers } from '../../../ops/dead-letters/verdict/read-verdicts.ts'
import { type TestDynamoDb, testTables } from '../../support/dynamodb.ts'
import type { Held, MemorySqs } from '../../support/memory-sqs.ts'
import { deadLetter, storeLetter } from './kit.ts'

/** The cause of what is no message. */
export const NO_MESSAGE = 'dddddddddddddddd'

function eventIdIn(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { event_id?: string }).event_id
  } catch {
    return undefined
  }
}

/**
 * A consumer as the tools see it: it takes what is in its queue, has each effect once (by its marker, or by what it writes itself), and gives
 * up what its code cannot do, as the runtime does. One without markers says in the record what came of a letter that was tried again.
 */
export class SimulatedConsumer {
  /** How often each event took effect. */
  readonly effects = new Map<string, number>()
  /** The event id that its code finds in a body; nothing: it is no message to it. */
  eventIdIn: (body: string) => string | undefined = eventIdIn
  /** Why it gives up an event; nothing: it processes it. */
  fails: (eventId: string, body: string) => { readonly fingerprint: string } | undefined = () => undefined
  /** Whether it has something newer than the event, so that the event changes nothing. Only for a consumer without markers. */
  isOvertaken: (eventId: string) => boolean = () => false
  readonly #db: TestDynamoDb
  readonly #sqs: MemorySqs
  readonly #now: () => number
  readonly #name: string
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string

  constructor(db: TestDynamoDb, sqs: MemorySqs, now: () => number, name = 'payment', isFifo = false) {
    this.#db = db
    this.#sqs = sqs
    this.#now = now
    this.#name = name
    this.queueUrl = `https://sqs/${name}${isFifo ? '.fifo' : ''}`
    this.deadLetterQueueUrl = `https://sqs/${name}-dead`
  }

  /** Handles all that is in its queue. @param width messages at once. */
  async run(width = 1): Promise<void> {
    const messages = this.#sqs.messages(this.queueUrl).splice(0)
    const next = messages.values()
    const worker = async () => {
      for (const held of next) await this.#handle(held)
    }
    await Promise.all(Array.from({ length: width }, worker))
  }

  async #handle({ body, messageId, attributes }: Held): Promise<void> {
    const stated = this.eventIdIn(body)
    const id = attributes[DEAD_LETTER_ID]?.StringValue ?? stated ?? messageId
    const cause = stated === undefined ? { fingerprint: NO_MESSAGE } : this.fails(stated, body)
    if (cause) return this.die(id, body, messageId, cause.fingerprint)
    const declared = declaredConsumers().get(this.#name)!
    if (leavesMarkers(declared)) {
      await this.#haveEffectOnce(stated!)
      if (attributes[RETRIED_BY]) await this.#tell(id, 'processed')
      return
    }
    const isKnown = this.effects.has(stated!) || this.isOvertaken(stated!)
    const isRepeated = declared.delivery === 'effectively-once' && isKnown
    if (!isRepeated) this.effects.set(stated!, (this.effects.get(stated!) ?? 0) + 1)
    if (attributes[RETRIED_BY]) await this.#tell(id, isRepeated ? 'duplicate' : 'processed')
  }

  #tell = (id: string, doneAs: DoneAs) =>
    resolveDeadLetterRecord(this.#db.client, testTables.deadLetters, {
      consumer: this.#name,
      id,
      at: this.#now(),
      doneAs,
    })

  async #haveEffectOnce(id: string): Promise<void> {
    const { item } = marker(testTables.processed, `${this.#name}#${id}`, this.#now(), 25 * 86_400)
    try {
      await this.#db.client.send(new PutItemCommand(item.Put!))
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException') return
      throw error
    }
    this.effects.set(id, (this.effects.get(id) ?? 0) + 1)
  }

  /** Something that is no message dies, as it does when it comes first. @returns the id of its record: it has none of its own. */
  async refuse(body: string): Promise<string> {
    const { messageId } = this.#sqs.put(this.queueUrl, body)
    await this.run()
    return messageId
  }

  /** The record first, then the copy in the dead-letter queue. */
  async die(id: string, body: string, messageId: string, fingerprint: string): Promise<void> {
    const at = this.#now()
    await storeLetter(
      this.#db,
      deadLetter(0, {
        id,
        eventId: eventIdIn(body),
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
