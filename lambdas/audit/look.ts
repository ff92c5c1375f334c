import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type { SdkError } from '../runtime/sdk-failure.ts'
import type { ObjectState } from './archive-object.ts'

/** @throws what the SDK throws, but for an object that is not there. */
export async function look(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  key: string,
  abortSignal?: AbortSignal,
): Promise<ObjectState> {
  try {
    const head = new HeadObjectCommand({ Bucket: bucket, Key: key })
    const { ContentLength = 0 } = await s3.send(head, abortSignal ? { abortSignal } : {})
    return ContentLength > 0 ? 'lines' : 'empty'
  } catch (error) {
    if ((error as SdkError).$metadata?.httpStatusCode === 404) return 'absent'
    throw error
  }
}
