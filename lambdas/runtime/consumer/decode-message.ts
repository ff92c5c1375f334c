import { contradictsAnnouncedType } from '../../../events/cloud-events/announced-type.ts'
import { catalogOf, decodeEvent, deprecationOf, type EventCatalog } from '../../../events/decode.ts'
import { decodeReferring } from '../../../events/decode-referring.ts'
import { decodeCommand } from '../../../events/define-command.ts'
import type { EventEnvelope } from '../../../events/envelope.ts'
import { ContractError } from '../../../events/errors.ts'
import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import { PermanentError } from '../errors.ts'
import { fromCommand, fromEvent, type Message } from '../messages/message.ts'

/** @throws {ContractError | PermanentError} for a body that can never be a message of this consumer. */
export type DecodeMessage = (body: string) => Message

/** @param catalog all event types; required for a consumer that subscribes to `'*'`. */
export function messageDecoder(
  declaration: Pick<ConsumerDeclaration, 'subscribesTo' | 'accepts' | 'name'>,
  catalog: EventCatalog | undefined,
): DecodeMessage {
  if (declaration.accepts.length > 0) {
    const accepted = new Map(declaration.accepts.map((command) => [command.type, command]))
    return (body) => {
      const command = decodeCommand(accepted, unwrap(body))
      return fromCommand(command, accepted.get(command.command_type)?.deprecated && command.command_type)
    }
  }
  const known = declaration.subscribesTo === '*' ? catalog : catalogOf(declaration.subscribesTo)
  if (!known) throw new Error(`Consumer "${declaration.name}" subscribes to all events: give it the catalog.`)
  return (body) => {
    const written = unwrapAnnounced(body)
    const referring = decodeReferring(known, written)
    const event = referring?.event ?? decodeEvent(known, written)
    // The version in which it was written; decoding has brought its data to the newest one.
    const message = fromEvent(event, deprecationOf(known, written as EventEnvelope))
    return referring ? { ...message, complete: referring.complete } : message
  }
}

type Json = Record<string, unknown>

/** Takes off what EventBridge (`detail`) or SNS without raw delivery (`Message`) wraps around an envelope. */
export const unwrap = (body: string): unknown => opened(body).value

/** @throws {ContractError} `SENDER_UNKNOWN` for an event that was put on the bus as one of another type. */
function unwrapAnnounced(body: string): unknown {
  const { value, detailType } = opened(body)
  if (detailType !== undefined && contradictsAnnouncedType(detailType, value as Json)) {
    throw new ContractError(
      'SENDER_UNKNOWN',
      `It was put on the bus as ${detailType.slice(0, 200)}, but the event inside is of another type.`,
    )
  }
  return value
}

interface Opened {
  readonly value: unknown
  /** True only for a message that the bus has delivered. The value is an object then. */
  readonly detailType?: string
}

function opened(body: string): Opened {
  const value = parseJson(body)
  if (!isObject(value)) return { value }
  const detailType = value['detail-type']
  if (isObject(value.detail) && typeof detailType === 'string') return { value: value.detail, detailType }
  if (value.Type === 'Notification' && typeof value.Message === 'string') return opened(value.Message)
  return { value }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new PermanentError('BODY_NOT_JSON', 'The body is not JSON.', { cause })
  }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
