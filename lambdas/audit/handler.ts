import { S3Client } from '@aws-sdk/client-s3'
import { catalog } from '../../events/catalog.ts'
import { clientSettings } from '../runtime/aws/clients.ts'
import { consumerHandler } from '../runtime/consumer/consumer-handler.ts'
import { systemConsumerEnvironment } from '../runtime/consumer/system-environment.ts'
import { variable } from '../runtime/system/variable.ts'
import { archiveEvent } from './archive.ts'
import { auditConsumer } from './consumer.ts'

// Path style: the bucket's name is no part of the host name, so that any endpoint will do.
const s3 = new S3Client({ ...clientSettings, forcePathStyle: true })
const archive = archiveEvent(s3, variable('BUCKET_NAME'))

export const handler = consumerHandler(auditConsumer, systemConsumerEnvironment(), archive, { catalog })
