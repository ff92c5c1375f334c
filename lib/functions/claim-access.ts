import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { claimingAggregates } from '../storage/claim-bucket.ts'
import { type Access, allow, noAccess } from './access.ts'

const objectsOf = (bucket: Bucket, aggregates: readonly string[]): string[] =>
  [...new Set(aggregates)]
    .filter((aggregate) => claimingAggregates.has(aggregate))
    .map((aggregate) => bucket.arnForObjects(`type=${aggregate}/*`))

const wildcards = (resources: readonly string[]) =>
  resources.map((resource) => ({
    resource,
    reason: 'Objects are named by aggregate and hash: any of the aggregates whose events the function takes or states.',
  }))

/** Reads the data of large events of these aggregate types; grants nothing where none of them has large events. */
export function readClaims(bucket: Bucket | undefined, aggregates: readonly string[]): Access {
  const objects = bucket ? objectsOf(bucket, aggregates) : []
  if (!bucket || objects.length === 0) return noAccess
  return {
    environment: { CLAIM_BUCKET: bucket.bucketName },
    statements: [allow(['s3:GetObject'], objects), allow(['s3:ListBucket'], [bucket.bucketArn])],
    wildcards: wildcards(objects),
    unseen: [
      {
        actions: ['s3:ListBucket'],
        resources: [bucket.bucketArn],
        reason:
          'Nothing lists. Without it S3 answers 403 in place of 404 for an object that is missing, and nobody could tell it from a missing permission.',
      },
      {
        actions: ['s3:GetObject'],
        resources: objects,
        reason: 'Only large events have an object; most functions of a test meet none.',
        sameAs: { holders: 'the data of large events' },
      },
    ],
  }
}

/** Stores the data of large events of these aggregate types. */
export function writeClaims(bucket: Bucket | undefined, aggregates: readonly string[]): Access {
  const objects = bucket ? objectsOf(bucket, aggregates) : []
  if (!bucket || objects.length === 0) return noAccess
  return {
    environment: { CLAIM_BUCKET: bucket.bucketName },
    statements: [allow(['s3:PutObject'], objects)],
    wildcards: wildcards(objects),
    unseen: [
      {
        actions: ['s3:PutObject'],
        resources: objects,
        reason: 'Only large events have an object; most functions of a test state none.',
        sameAs: { holders: 'the data of large events' },
      },
    ],
  }
}
