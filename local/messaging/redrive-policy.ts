import type { Problem } from '../problem.ts'
import { jsonObject } from '../values.ts'

/** The target for messages that were received too often. */
export interface RedrivePolicy {
  maxReceiveCount: number
  deadLetterTargetArn: string
}

/** The policy that an attribute's JSON states; undefined when it names no dead-letter queue. */
export function parseRedrivePolicy(json: string | undefined): RedrivePolicy | undefined {
  if (!json) return undefined
  const { maxReceiveCount, deadLetterTargetArn } = JSON.parse(json) as Partial<RedrivePolicy>
  if (deadLetterTargetArn === undefined) return undefined
  return { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount ?? 10) }
}

/** What SQS refuses in a redrive policy of a queue of this kind. The empty one takes it away. */
export function* redriveProblems(json: string | undefined, isFifo: boolean): Iterable<Problem> {
  if (!json) return
  const invalid = (reason: string, member?: keyof RedrivePolicy): Problem => ({
    path: ['RedrivePolicy', ...(member === undefined ? [] : [member])],
    code: 'InvalidParameterValue',
    message: `Value ${json} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
  })
  const policy = jsonObject(json)
  if (!policy) return yield invalid('Redrive policy is not a valid JSON map.')
  const { deadLetterTargetArn: target, maxReceiveCount } = policy as Partial<Record<keyof RedrivePolicy, unknown>>
  if (target === undefined && maxReceiveCount === undefined) return
  if (maxReceiveCount === undefined) {
    yield invalid('Redrive policy does not contain mandatory attribute: maxReceiveCount.')
  } else if (!isCount(maxReceiveCount)) {
    yield invalid(
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
      'maxReceiveCount',
    )
  }
  if (typeof target !== 'string') {
    yield invalid('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.')
  } else if (target.endsWith('.fifo') !== isFifo) {
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html: "The dead-letter queue of a
    // FIFO queue must also be a FIFO queue. Similarly, the dead-letter queue of a standard queue must also be a standard queue."
    yield invalid('Dead-letter queue must be same type of queue as the source.', 'deadLetterTargetArn')
  }
}

const isCount = (value: unknown): boolean => /^\d+$/.test(String(value)) && Number(value) >= 1 && Number(value) <= 1000

const PERMISSIONS = ['allowAll', 'denyAll', 'byQueue']
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html: "You can specify up to 10 source queue ARNs." */
const MOST_SOURCES = 10

/** What SQS refuses in the policy that says whose dead-letter queue this may be. */
export function* redriveAllowProblems(json: string | undefined): Iterable<Problem> {
  if (!json) return
  const invalid = (reason: string, member?: string): Problem => ({
    path: ['RedriveAllowPolicy', ...(member === undefined ? [] : [member])],
    code: 'InvalidParameterValue',
    message: `Value ${json} for parameter RedriveAllowPolicy is invalid. Reason: ${reason}`,
  })
  const policy = jsonObject(json)
  if (!policy) return yield invalid('Redrive allow policy is not a valid JSON map.')
  const { redrivePermission, sourceQueueArns } = policy
  if (!PERMISSIONS.includes(String(redrivePermission))) {
    yield invalid(`redrivePermission must be one of ${PERMISSIONS.join(', ')}.`, 'redrivePermission')
  }
  if (sourceQueueArns === undefined) {
    if (redrivePermission === 'byQueue') yield invalid('With byQueue, sourceQueueArns must be there.')
    return
  }
  if (redrivePermission !== 'byQueue') yield invalid('sourceQueueArns can be there only with byQueue.')
  if (!Array.isArray(sourceQueueArns) || sourceQueueArns.length < 1 || sourceQueueArns.length > MOST_SOURCES) {
    yield invalid(`sourceQueueArns must be a list of 1 to ${MOST_SOURCES} ARNs.`)
  }
}
