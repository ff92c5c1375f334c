import { S3Client } from '@aws-sdk/client-s3'
import { clientSettings } from '../aws/clients.ts'
import { quickToCopy } from '../aws/quick-to-copy.ts'
import { variable } from '../system/variable.ts'
import type { ClaimStore } from './claim-store.ts'
import { s3Claims } from './s3-claims.ts'

let made: ClaimStore | undefined

/**
 * The store of a Lambda function, in the bucket that CLAIM_BUCKET names. A bundle has it only where some event declares `claimCheck`.
 * @throws {Error} without CLAIM_BUCKET.
 */
export function systemClaims(): ClaimStore {
  // Path style: the bucket's name is no part of the host name, so that any endpoint will do.
  made ??= s3Claims(quickToCopy(new S3Client({ ...clientSettings, forcePathStyle: true })), variable('CLAIM_BUCKET'))
  return made
}
