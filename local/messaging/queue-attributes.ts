import type { Problem } from '../problem.ts'
import { isJson } from '../values.ts'
import { SqsError } from './library.ts'
import { redriveAllowProblems, redriveProblems } from './redrive-policy.ts'

export type QueueAttributes = Readonly<Record<string, string | undefined>>

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  DelaySeconds: [0, 900],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
}
const FLAGS = ['ContentBasedDeduplication', 'FifoQueue', 'SqsManagedSseEnabled']
const FIFO_ONLY = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit']
const OTHERS = ['KmsMasterKeyId', 'Policy', 'RedriveAllowPolicy', 'RedrivePolicy']
const KNOWN = new Set([...Object.keys(RANGES), ...FLAGS, ...FIFO_ONLY, ...OTHERS])
const MAX_NAME_CHARACTERS = 80

/** What SQS refuses in the name of a queue and its attributes, as they will be together. Without a name, one is made that fits. */
export function* queueProblems(name: string | undefined, attributes: QueueAttributes): Iterable<Problem> {
  const isFifo = attributes.FifoQueue === 'true'
  if (name !== undefined) yield* nameProblems(name, isFifo)
  yield* attributeProblems(attributes, isFifo)
}

function* nameProblems(name: string, isFifo: boolean): Iterable<Problem> {
  const base = isFifo ? name.replace(/\.fifo$/, '') : name
  if (name.length <= MAX_NAME_CHARACTERS && /^[\w-]+$/.test(base) && isFifo === name.endsWith('.fifo')) return
  const message = isFifo
    ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
    : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'
  yield { path: ['QueueName'], code: 'InvalidParameterValue', message }
}

/** What SQS refuses in attributes for a queue of this kind. An update needs to hand over only those that it changes. */
export function* attributeProblems(attributes: QueueAttributes, isFifo: boolean): Iterable<Problem> {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue
    if (!KNOWN.has(name)) yield { path: [name], code: 'InvalidAttributeName', message: `Unknown Attribute ${name}.` }
    if (FLAGS.includes(name)) yield* oneOf(name, value, ['true', 'false'])
    const [least, most] = RANGES[name] ?? []
    if (least !== undefined && most !== undefined && !isWhole(value, least, most)) {
      yield invalid(name, `Must be between ${least} and ${most}.`)
    }
  }
  yield* fifoProblems(attributes, isFifo)
  if (attributes.Policy && !isJson(attributes.Policy)) yield invalid('Policy', 'It must be a JSON document.')
  yield* redriveProblems(attributes.RedrivePolicy, isFifo)
  yield* redriveAllowProblems(attributes.RedriveAllowPolicy)
}

function* fifoProblems(attributes: QueueAttributes, isFifo: boolean): Iterable<Problem> {
  if (!isFifo) {
    for (const name of FIFO_ONLY.filter((one) => attributes[one] !== undefined)) {
      const message = `You can specify the ${name} only when FifoQueue is set to true.`
      yield { path: [name], code: 'InvalidAttributeName', message }
    }
    return
  }
  const { DeduplicationScope, FifoThroughputLimit } = attributes
  yield* oneOf('DeduplicationScope', DeduplicationScope, ['queue', 'messageGroup'])
  yield* oneOf('FifoThroughputLimit', FifoThroughputLimit, ['perQueue', 'perMessageGroupId'])
  if (FifoThroughputLimit === 'perMessageGroupId' && DeduplicationScope !== 'messageGroup') {
    yield invalid('FifoThroughputLimit', 'It can be perMessageGroupId only when DeduplicationScope is messageGroup.')
  }
}

function* oneOf(name: string, value: string | undefined, allowed: readonly string[]): Iterable<Problem> {
  if (value !== undefined && !allowed.includes(value)) yield invalid(name, `Must be ${allowed.join(' or ')}.`)
}

function isWhole(value: string, least: number, most: number): boolean {
  return /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most
}

const invalid = (name: string, reason: string): Problem => ({
  path: [name],
  code: 'InvalidAttributeValue',
  message: `Invalid value for the parameter ${name}. Reason: ${reason}`,
})

/** Throws the first of them, as the API answers it. */
export function refuse(problems: Iterable<Problem>): void {
  for (const { code, message } of problems) throw new SqsError(code, message)
}
