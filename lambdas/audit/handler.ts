import { S3Client } from '@aws-sdk/client-s3'
import { catalog } from '../../events/catalog.ts'
import { clientSettings } from '../runtime/aws/clients.ts'
import { quickToCopy } from '../runtime/aws/quick-to-copy.ts'
import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { variable } from '../runtime/system/variable.ts'
import { archiveEvent } from './archive.ts'
import { dynamoAssignments } from './assignment-store.ts'
import { largeObjectsBegan } from './began.ts'
import { auditConsumer } from './consumer.ts'
import { s3Objects } from './object-store.ts'

const environment = systemConsumerEnvironment()
const { dynamo, clock } = environment
const table = variable('STATE_TABLE')
const bucket = variable('BUCKET_NAME')
// Path style: the bucket's name is no part of the host name, so that any endpoint will do.
const s3 = quickToCopy(new S3Client({ ...clientSettings, forcePathStyle: true }))

const archive = archiveEvent({
  ...environment,
  assignments: dynamoAssignments(dynamo, table),
  objects: s3Objects(s3, bucket),
  largeObjectsBegan: () => largeObjectsBegan({ dynamo, table, s3, bucket, clock }),
})

export const handler = consumerHandler(auditConsumer, environment, archive, { catalog })
