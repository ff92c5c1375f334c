import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { EventEnvelope } from '../../events/envelope.ts'
import type { MessageHandler } from '../runtime/consumer/handlers.ts'
import { ARCHIVE_CONTENT_TYPE, toArchiveObject } from './archive-object.ts'

/** Puts an event into the bucket under its own key, unless it is there. */
export const archiveEvent =
  (s3: S3Client, bucket: string): MessageHandler<EventEnvelope> =>
  async (event, { signal, logger }) => {
    const { key, body } = toArchiveObject(event)
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: ARCHIVE_CONTENT_TYPE,
      IfNoneMatch: '*',
    })
    await s3.send(put, { abortSignal: signal }).catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== 'PreconditionFailed') throw error
      logger.debug('archived before', { key })
    })
  }
