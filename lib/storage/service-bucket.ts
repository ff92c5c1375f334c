import { Duration, Validations } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { removalOf } from './removal.ts'

const ONE_WRITER =
  'One function writes to it and nothing reads it in operation; server access logs would need a second bucket with the same finding. Who reads an archive is a question for CloudTrail data events, which the account turns on.'

export interface ServiceBucketProps {
  readonly retain: boolean
  readonly whyNoAccessLogs?: string
}

/**
 * A service's own bucket: encrypted, private, TLS only. What is retained is versioned, so that nothing can be overwritten; other
 * stages have no versions, so that `aws s3 rm --recursive` empties the bucket, which must be done before its stack can go.
 */
export class ServiceBucket extends Bucket {
  constructor(scope: Construct, id: string, { retain, whyNoAccessLogs = ONE_WRITER }: ServiceBucketProps) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: retain,
      removalPolicy: removalOf({ retain }),
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          ...(retain && { noncurrentVersionExpiration: Duration.days(90) }),
        },
      ],
    })
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: whyNoAccessLogs,
    })
  }
}
