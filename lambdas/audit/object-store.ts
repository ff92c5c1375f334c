import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { DeferredError } from '../runtime/errors.ts'
import { ARCHIVE_CONTENT_TYPE, type ObjectState } from './archive-object.ts'

/** Objects that are put once and never changed. */
export interface ObjectStore {
  /**
   * Puts an object where none is. @returns false when one is there: someone else's, or this very one, if the answer to an earlier
   * try was lost.
   */
  create(key: string, body: string, signal?: AbortSignal): Promise<boolean>
  /** Looks what stands under a key. S3 is strongly consistent, so an object that has been put is seen. */
  look(key: string, signal?: AbortSignal): Promise<ObjectState>
}

export const s3Objects = (s3: Pick<S3Client, 'send'>, bucket: string): ObjectStore => ({
  async create(key, body, abortSignal) {
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: ARCHIVE_CONTENT_TYPE,
      IfNoneMatch: '*',
    })
    try {
      await s3.send(put, abortSignal ? { abortSignal } : {})
      return true
    } catch (error) {
      const { name } = error as Error
      if (name === 'PreconditionFailed') return false
      // Another put of the same name is under way: S3 asks for the request to be sent again.
      if (name === 'ConditionalRequestConflict') throw new DeferredError('OBJECT_BUSY', `${key} is being put.`)
      throw error
    }
  },

  // Few events come twice: what looks is loaded with the first that does.
  look: async (key, signal) => (await import('./look.ts')).look(s3, bucket, key, signal),
})
