import { z } from 'zod'
import type { Problem } from '../problem.ts'
import { document, noEffect, text } from '../template/property-values.ts'
import { inertType, type ResourceType, resourceType } from './resource-type.ts'

const bucket = resourceType(
  z.strictObject({
    BucketName: text.optional(),
    AbacStatus: noEffect,
    AccelerateConfiguration: noEffect,
    AccessControl: noEffect,
    AnalyticsConfigurations: noEffect,
    BucketEncryption: noEffect,
    CorsConfiguration: noEffect,
    IntelligentTieringConfigurations: noEffect,
    InventoryConfigurations: noEffect,
    LifecycleConfiguration: noEffect,
    LoggingConfiguration: noEffect,
    MetadataConfiguration: noEffect,
    MetadataTableConfiguration: noEffect,
    MetricsConfigurations: noEffect,
    ObjectLockConfiguration: noEffect,
    ObjectLockEnabled: noEffect,
    OwnershipControls: noEffect,
    PublicAccessBlockConfiguration: noEffect,
    ReplicationConfiguration: noEffect,
    Tags: noEffect,
    VersioningConfiguration: noEffect,
    WebsiteConfiguration: noEffect,
  }),
  ({ BucketName }, resource, { messaging, region }) => {
    const name = BucketName ?? resource.uniqueName(63).toLowerCase()
    messaging.createBucket(name)
    return {
      physicalId: name,
      attributes: {
        Arn: `arn:aws:s3:::${name}`,
        DomainName: `${name}.s3.amazonaws.com`,
        RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      },
    }
  },
  {
    replacedBy: ['BucketName'],
    namedBy: 'BucketName',
    holdsData: true,
    check: bucketProblems,
    remove: ({ physicalId }, { messaging }) => messaging.deleteBucket(physicalId),
  },
)

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function* bucketProblems({ BucketName: name }: { BucketName?: string | undefined }): Iterable<Problem> {
  if (name === undefined) return
  const isForm = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')
  const isReserved = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)
  if (isForm && !isReserved && !/^\d+\.\d+\.\d+\.\d+$/.test(name)) return
  yield {
    path: ['BucketName'],
    code: 'InvalidBucketName',
    message:
      'The specified bucket is not valid. Names have 3 to 63 small letters, digits, dots and hyphens, a letter or digit first and last, no two dots in a row, and are no IP address.',
  }
}

const key = inertType(
  z.strictObject({
    BypassPolicyLockoutSafetyCheck: noEffect,
    Description: noEffect,
    Enabled: noEffect,
    EnableKeyRotation: noEffect,
    KeyPolicy: noEffect,
    KeySpec: noEffect,
    KeyUsage: noEffect,
    MultiRegion: noEffect,
    Origin: noEffect,
    PendingWindowInDays: noEffect,
    RotationPeriodInDays: noEffect,
    Tags: noEffect,
  }),
  (_, resource, { region, accountId }) => {
    const id = resource.uniqueName(64)
    return { physicalId: id, attributes: { Arn: `arn:aws:kms:${region}:${accountId}:key/${id}`, KeyId: id } }
  },
)

const bucketPolicy = resourceType(
  z.strictObject({ Bucket: text, PolicyDocument: document }),
  ({ Bucket, PolicyDocument }, _, { iam }) => {
    iam?.policies.put(`arn:aws:s3:::${Bucket}`, 'BucketPolicy', PolicyDocument)
    return { physicalId: Bucket }
  },
  {
    replacedBy: ['Bucket'],
    remove: (_, { iam }, { Bucket }) => iam?.policies.remove(`arn:aws:s3:::${Bucket}`, 'BucketPolicy'),
  },
)

export const storageTypes: Record<string, ResourceType> = {
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': bucketPolicy,
  'AWS::KMS::Key': key,
  'AWS::KMS::Alias': inertType(z.strictObject({ AliasName: text, TargetKeyId: text }), ({ AliasName }) => ({
    physicalId: AliasName,
  })),
}
