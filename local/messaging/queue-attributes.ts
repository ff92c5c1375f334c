import { SqsError } from './library.ts'

const MAX_NAME_CHARACTERS = 80
const FIFO_ONLY = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit']

/**
 * Throws when the attributes of a queue contradict each other, as they will be together.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export function checkFifoAttributes(attributes: Record<string, string | undefined>): void {
  const { FifoQueue, DeduplicationScope, FifoThroughputLimit } = attributes
  if (FifoQueue !== 'true') {
    const name = FIFO_ONLY.find((attribute) => attributes[attribute] !== undefined)
    if (name === undefined) return
    throw new SqsError('InvalidAttributeName', `You can specify the ${name} only when FifoQueue is set to true.`)
  }
  check('DeduplicationScope', DeduplicationScope, ['queue', 'messageGroup'])
  check('FifoThroughputLimit', FifoThroughputLimit, ['perQueue', 'perMessageGroupId'])
  if (FifoThroughputLimit === 'perMessageGroupId' && DeduplicationScope !== 'messageGroup') {
    throw invalid('FifoThroughputLimit', 'It can be perMessageGroupId only when DeduplicationScope is messageGroup.')
  }
}

/** Throws what CreateQueue answers to a name that no queue can have, or to attributes that contradict it or each other. */
export function checkNewQueue({ QueueName, Attributes }: Record<string, unknown>): void {
  const name = String(QueueName ?? '')
  const attributes = (Attributes ?? {}) as Record<string, string>
  const isFifo = attributes.FifoQueue === 'true'
  const base = isFifo ? name.replace(/\.fifo$/, '') : name
  if (name.length > MAX_NAME_CHARACTERS || !/^[\w-]+$/.test(base) || isFifo !== name.endsWith('.fifo')) {
    throw new SqsError(
      'InvalidParameterValue',
      isFifo
        ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
        : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    )
  }
  checkFifoAttributes(attributes)
}

function check(name: string, value: string | undefined, allowed: string[]): void {
  if (value === undefined || allowed.includes(value)) return
  throw invalid(name, `Must be ${allowed.join(' or ')}.`)
}

const invalid = (name: string, reason: string) =>
  new SqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}. Reason: ${reason}`)
