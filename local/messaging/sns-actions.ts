import type { DeliveryCheck } from '../iam/index.ts'
import { Deduplication } from './deduplication.ts'
import { fanOut, type TopicDeliveryListener } from './fan-out.ts'
import { escapeXml, SnsError, type SnsStore, type SnsTopic, snsErrorResponse, snsSuccessResponse } from './library.ts'
import type { LocalPersistence } from './persistence.ts'
import { checkPublication, checkTotalSize, type Publication, type Published, publish } from './publish.ts'
import { entriesOf, type Parameters, requestOf } from './sns-parameters.ts'
import type { LocalQueueStore } from './store.ts'
import { refuseForTopic, requestProblems } from './topic-attributes.ts'

export interface SnsAnswer {
  status: number
  xml: string
}

/** The SNS actions that fauxqs answers differently from AWS, and what SNS would refuse; undefined for all others. */
export function snsActions(
  topics: SnsStore,
  queues: LocalQueueStore,
  persistence: LocalPersistence | undefined,
  refusalOf?: DeliveryCheck,
  onDelivery?: TopicDeliveryListener,
) {
  const deduplications = new Map<string, Deduplication>()
  let lastSequence = 0n

  function deduplicationOf(topic: SnsTopic): Deduplication {
    const known = deduplications.get(topic.arn)
    if (known) return known
    const scope = () =>
      topic.attributes.FifoThroughputScope === 'MessageGroup' ? ('group' as const) : ('all' as const)
    const made = new Deduplication(topic.arn, scope)
    if (persistence) made.keepIn(persistence)
    deduplications.set(topic.arn, made)
    return made
  }

  /** Grows across restarts, too. */
  function nextSequenceNumber(): string {
    const now = BigInt(Date.now()) * 1_000_000n
    lastSequence = now > lastSequence ? now : lastSequence + 1n
    return String(lastSequence).padStart(20, '0')
  }

  function partsOf(topic: SnsTopic) {
    return {
      topic,
      deduplication: deduplicationOf(topic),
      nextSequenceNumber,
      deliver: (publication: Publication) =>
        fanOut(topic, topics.subscriptions, publication, queues, refusalOf, onDelivery),
    }
  }

  function inOneWrite<Result>(write: () => Result): Result {
    if (!persistence) return write()
    let result: Result | undefined
    persistence.inOneWrite(() => {
      result = write()
    })
    return result as Result
  }

  function publishOne(parameters: Parameters): string {
    const topic = topicOf(topics, parameters)
    const publication = checkPublication(topic, requestOf(parameters, ''))
    return toXml(inOneWrite(() => publish(partsOf(topic), publication)))
  }

  function publishBatch(parameters: Parameters): string {
    const topic = topicOf(topics, parameters)
    const entries = entriesOf(parameters)
    const publications = entries.map(({ request }) => checkPublication(topic, request))
    checkTotalSize(publications)
    const published = inOneWrite(() => publications.map((publication) => publish(partsOf(topic), publication)))
    const members = published.map((result, index) => `<member><Id>${entries[index]?.id}</Id>${toXml(result)}</member>`)
    return `<Successful>${members.join('')}</Successful><Failed/>`
  }

  const actions: Record<string, (parameters: Parameters) => string> = {
    Publish: publishOne,
    PublishBatch: publishBatch,
  }

  return (parameters: Parameters): SnsAnswer | undefined => {
    const action = parameters.Action ?? ''
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined
    try {
      refuseForTopic(requestProblems(parameters, topics))
      return run && { status: 200, xml: snsSuccessResponse(action, run(parameters)) }
    } catch (error) {
      if (!(error instanceof SnsError)) throw error
      const xml = snsErrorResponse(error.code, error.message, error.senderFault ? 'Sender' : 'Receiver')
      return { status: error.statusCode, xml }
    }
  }
}

function topicOf(topics: SnsStore, { TopicArn, TargetArn }: Parameters): SnsTopic {
  const arn = TopicArn ?? TargetArn
  if (arn === undefined) {
    throw new SnsError(
      'InvalidParameter',
      'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
    )
  }
  const elements = arn.split(':').length
  if (elements < 6) {
    const reason = `An ARN must have at least 6 elements, not ${elements}`
    throw new SnsError('InvalidParameter', `Invalid parameter: TopicArn Reason: ${reason}`)
  }
  const topic = topics.getTopic(arn)
  if (!topic) throw new SnsError('NotFound', 'Topic does not exist', 404)
  return topic
}

function toXml({ messageId, sequenceNumber }: Published): string {
  const sequence = sequenceNumber === undefined ? '' : `<SequenceNumber>${escapeXml(sequenceNumber)}</SequenceNumber>`
  return `<MessageId>${messageId}</MessageId>${sequence}`
}
