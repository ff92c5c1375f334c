/** Where a message goes that was received too often. */
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
