import type { AttributeValue, Put, TransactWriteItem, Update } from '@aws-sdk/client-dynamodb'
import type { CommandDefinition, CommandEnvelope, Sendable } from '../../../events/define-command.ts'
import type { EventEnvelope, EventMetadata } from '../../../events/envelope.ts'
import type { EventDraft } from '../aggregate/event-draft.ts'
import type { Item } from '../aws/item.ts'
import type { ClaimStore } from '../claim-check/claim-store.ts'
import { lazyClaims } from '../claim-check/lazy-claims.ts'
import { assertSize, toEventItem } from '../event-store/event-item.ts'
import { type Clock, isoTime } from '../system/clock.ts'
import type { Ids } from '../system/ids.ts'
import { type CheckedIn, checkIn } from './check-in.ts'
import type { OnConditionFailed, StagedWrite } from './staged-write.ts'

export interface StreamPosition {
  readonly aggregateId: string
  /** Sequence of the last event that the decision rests on; 0 for a new stream. */
  readonly after: number
  /** Time of that event, ISO 8601: whatever this machine's clock says, what follows is later. */
  readonly latest?: string
}

export interface EffectsEnvironment {
  readonly clock: Clock
  /** Name of the service that sends the commands, e.g. `checkout`. */
  readonly source: string
  readonly ids: Ids
  /** Tables: absent ones make the operation that needs them an error. */
  readonly eventTable?: string
  readonly commandTable?: string
  /** Where the data of large events is put. Default: the bucket that the function's variables name. */
  readonly claims?: ClaimStore
  /** Aborts the upload of large data. Default: the signal of the commit. */
  readonly signal?: AbortSignal
  /** What a failed condition means where a write does not say. Default `conflict`. */
  readonly onConditionFailed?: OnConditionFailed
  /** Where in its trace a message is created, by the message's id; absent where no trace is recorded. */
  readonly traceOf?: TraceOf | undefined
}

export type TraceOf = (messageId: string) => { readonly traceparent: string }

/** Something outside that a handler wants done once its effects are committed. */
export interface AfterCommit {
  readonly what: string
  readonly run: (signal: AbortSignal) => Promise<unknown>
}

/** Carried from what caused the effects into every event and command of them. */
export type CausalMetadata = Omit<EventMetadata, 'source' | 'replay_id' | 'replay_scope' | 'traceparent'>

/**
 * The unit of work of one message or request. Nothing happens while effects are staged; the runtime commits all of
 * them, together with the dedup marker, or none.
 */
export class Effects {
  readonly writes: StagedWrite[] = []
  readonly events: EventEnvelope[] = []
  readonly commands: CommandEnvelope[] = []
  /** For a handler that writes by itself: true when all of it was there already, and the message is a duplicate. */
  nothingNew = false
  /** What a consumer's handler has asked for by `MessageContext.afterCommit`. Absent: nothing. */
  afterCommit?: AfterCommit[]
  readonly #environment: EffectsEnvironment
  #metadata: CausalMetadata

  constructor(environment: EffectsEnvironment, metadata: CausalMetadata) {
    this.#environment = environment
    this.#metadata = metadata
  }

  /** Consumer of commands that awaits the outcome of what caused these effects, if anyone waits. */
  get replyTo(): string | undefined {
    return this.#metadata.reply_to
  }

  /** Marks everything that is staged from now on, and all that follows from it, with the request for a reply. */
  requestReply(definition: CommandDefinition & Sendable): void {
    this.#metadata = { ...this.#metadata, reply_to: definition.addressee }
  }

  /** Stages a raw write. `Key` or the item's own `pk` and `sk` identify it. */
  write(item: TransactWriteItem, onConditionFailed = this.#environment.onConditionFailed ?? 'conflict'): void {
    this.writes.push({ item, key: keyOf(item), onConditionFailed })
  }

  put(put: Put, onConditionFailed?: OnConditionFailed): void {
    this.write({ Put: put }, onConditionFailed)
  }

  update(update: Update, onConditionFailed?: OnConditionFailed): void {
    this.write({ Update: update }, onConditionFailed)
  }

  /**
   * Stages events at the end of one stream (the aggregate type is the drafts' own). If the stream has grown since
   * `position.after`, the commit conflicts and the message or command is decided again.
   * @returns the events as they will be stored.
   * @throws {PermanentError} `EVENT_TOO_LARGE`: more than bus, topic and queues can carry, or than goes by reference.
   */
  append(position: StreamPosition, drafts: readonly EventDraft[]): EventEnvelope[] {
    const { clock, ids, eventTable, claims = lazyClaims, signal } = this.#environment
    if (!eventTable) throw new Error('This function may not append events: declare uses.eventStore "append".')
    const at = Math.max(clock.now(), position.latest === undefined ? 0 : Date.parse(position.latest) + 1)
    const events = drafts.map((one, index) => {
      const event_id = ids.next('evt', at)
      return {
        event_id,
        event_type: one.definition.type,
        version: one.definition.version,
        timestamp: isoTime(at),
        aggregate_type: one.definition.aggregate,
        aggregate_id: position.aggregateId,
        sequence: position.after + 1 + index,
        data: one.definition.parse(one.data, one.definition.version) as Record<string, unknown>,
        metadata: { ...this.#metadata, source: one.definition.producer, ...this.#environment.traceOf?.(event_id) },
      }
    })
    for (const [index, event] of events.entries()) {
      const isLarge = drafts[index]?.definition.claimCheck
      const { item, prepare }: CheckedIn = isLarge ? checkIn(event, claims, signal) : { item: toEventItem(event) }
      this.events.push(event)
      const put = {
        TableName: eventTable,
        Item: item,
        // Two writers that decided on the same history: only one gets this place in the stream.
        ConditionExpression: 'attribute_not_exists(pk)',
      }
      // Stored events never change, so an item with this id at this place is this very event, written by an earlier attempt.
      const isOwn = (current: Item) => current.event_id?.S === event.event_id
      this.writes.push({
        item: { Put: put },
        key: keyOf({ Put: put }),
        onConditionFailed: 'conflict',
        isOwn,
        position: event.sequence,
        ...(prepare && { prepare }),
      })
    }
    return events
  }

  /**
   * Stages a command in the outbox; the relay delivers it, at least once, to its one addressee.
   * @param definition of a command that is not deprecated.
   * @throws {PermanentError} `COMMAND_TOO_LARGE`: more than its queue can carry.
   */
  send<Type extends string, Data>(definition: CommandDefinition<Type, Data> & Sendable, data: Data): CommandEnvelope {
    const { clock, ids, commandTable } = this.#environment
    if (!commandTable) throw new Error('This function may not send commands: declare uses.commands.')
    if (definition.sentBy === 'schedule') throw new Error(`${definition.type} is brought by a schedule, not sent.`)
    const command_id = ids.next('cmd')
    const command: CommandEnvelope = {
      command_id,
      command_type: definition.type,
      timestamp: isoTime(clock.now()),
      data: definition.parse(data) as Record<string, unknown>,
      metadata: {
        source: this.#environment.source,
        correlation_id: this.#metadata.correlation_id,
        causation_id: this.#metadata.causation_id,
        ...(this.replyTo !== undefined && { reply_to: this.replyTo }),
        ...this.#environment.traceOf?.(command_id),
      },
    }
    const json = JSON.stringify(command)
    assertSize('COMMAND_TOO_LARGE', `${definition.type} to ${definition.addressee}`, json)
    this.commands.push(command)
    this.put({
      TableName: commandTable,
      Item: {
        pk: { S: command.command_id },
        addressee: { S: definition.addressee },
        command: { S: json },
        expires_at: { N: String(Math.ceil(clock.now() / 1000) + COMMAND_OUTBOX_DAYS * 86_400) },
      },
    })
    return command
  }
}

/**
 * The stream carries the command on within seconds. A command that the relay had to set aside waits in its failure queue for
 * up to 14 days, and may have to be read from here.
 */
const COMMAND_OUTBOX_DAYS = 30

function keyOf(item: TransactWriteItem): string {
  const put = item.Put
  const target = put ?? item.Update ?? item.Delete ?? item.ConditionCheck
  const key: Record<string, AttributeValue> | undefined = put ? put.Item : (target as Update | undefined)?.Key
  return JSON.stringify([target?.TableName, key?.pk, key?.sk])
}
