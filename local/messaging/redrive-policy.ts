import { SqsError } from './library.ts'

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

/** Throws what CreateQueue and SetQueueAttributes answer to a policy that none can be. The empty one takes it away. */
export function checkRedrivePolicy(json: string | undefined): void {
  if (!json) return
  const invalid = (reason: string) =>
    new SqsError('InvalidParameterValue', `Value ${json} for parameter RedrivePolicy is invalid. Reason: ${reason}`)
  let policy: unknown
  try {
    policy = JSON.parse(json)
  } catch {
    policy = undefined
  }
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) {
    throw invalid('Redrive policy is not a valid JSON map.')
  }
  const { deadLetterTargetArn, maxReceiveCount } = policy as Partial<Record<keyof RedrivePolicy, unknown>>
  if (deadLetterTargetArn === undefined && maxReceiveCount === undefined) return
  if (typeof deadLetterTargetArn !== 'string') {
    throw invalid('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.')
  }
  if (maxReceiveCount === undefined) {
    throw invalid('Redrive policy does not contain mandatory attribute: maxReceiveCount.')
  }
  const count = Number(maxReceiveCount)
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw invalid(
      `Invalid value for maxReceiveCount: ${maxReceiveCount}, valid values are from 1 to 1000 both inclusive.`,
    )
  }
}
