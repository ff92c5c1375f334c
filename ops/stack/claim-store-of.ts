import { S3Client } from '@aws-sdk/client-s3'
import type { ClaimStore } from '../../lambdas/runtime/claim-check/claim-store.ts'
import { s3Claims } from '../../lambdas/runtime/claim-check/s3-claims.ts'
import { type Stack, StackError } from './stack.ts'

/** The bucket with the data of large events of a deployed stack. It is looked up when an event first refers to it. */
export function claimStoreOf(stack: Stack): ClaimStore {
  const bucket = stack.outputs().get('ClaimBucketName')
  if (bucket !== undefined) return s3Claims(new S3Client({ ...stack.clientSettings, forcePathStyle: true }), bucket)
  const none = () => {
    throw new StackError(
      `An event of ${stack.name} refers to data in a bucket, and the stack has no output ClaimBucketName.`,
    )
  }
  return { put: none, get: none }
}
