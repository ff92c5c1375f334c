import { Duration, Validations } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { removalOf } from './removal.ts'

/** A service's own bucket: encrypted, private, versioned, TLS only. Empty it before the stack of a non-prod stage goes. */
export class ServiceBucket extends Bucket {
  constructor(scope: Construct, id: string, { retain }: { readonly retain: boolean }) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: removalOf({ retain }),
      lifecycleRules: [
        { noncurrentVersionExpiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    })
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'One function writes to it and nothing reads it in operation; server access logs would need a second bucket with the same finding. Who reads an archive is a question for CloudTrail data events, which the account turns on.',
    })
  }
}
