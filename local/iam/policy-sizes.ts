/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: "Role policy size can't exceed 10,240 characters", all inline
 * policies of the role together; "IAM doesn't count white space".
 */
const MOST_OF_ROLE = 10_240
const MOST_OF_MANAGED = 6_144

/** The limit of a resource's policies, all statements together, by service. */
const MOST_OF_RESOURCE: Readonly<Record<string, number>> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: "Function resource-based policy: 20 KB".
  lambda: 20_480,
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html: "Bucket policies are limited to 20 KB in size."
  s3: 20_480,
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html: "maximum size ... is 20 KB".
  dynamodb: 20_480,
}

const sizeOf = (document: unknown): number => JSON.stringify(document).replaceAll(/\s/g, '').length

/** @throws {Error} as IAM words it, once the inline policies of a role take more than they may together. */
export function checkRoleSize(roleName: string, documents: Iterable<unknown>): void {
  const size = [...documents].reduce<number>((sum, document) => sum + sizeOf(document), 0)
  if (size <= MOST_OF_ROLE) return
  throw new Error(
    `Maximum policy size of ${MOST_OF_ROLE} bytes exceeded for role ${roleName}; its policies take ${size}.`,
  )
}

/** @throws {Error} as IAM words it. */
export function checkManagedSize(document: unknown): void {
  const size = sizeOf(document)
  if (size > MOST_OF_MANAGED)
    throw new Error(`Cannot exceed quota for PolicySize: ${MOST_OF_MANAGED}; it takes ${size}.`)
}

/** @throws {Error} as Lambda words it. */
export function checkResourceSize(arn: string, documents: Iterable<unknown>): void {
  const most = MOST_OF_RESOURCE[arn.split(':')[2] ?? '']
  if (most === undefined) return
  const size = [...documents].reduce<number>((sum, document) => sum + Buffer.byteLength(JSON.stringify(document)), 0)
  if (size > most) throw new Error(`The final policy size (${size}) is bigger than the limit (${most}).`)
}
