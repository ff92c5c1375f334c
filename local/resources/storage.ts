import { z } from 'zod'
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
    remove: ({ physicalId }, { messaging }) => messaging.deleteBucket(physicalId),
  },
)

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
