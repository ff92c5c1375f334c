import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { DeferredError, PermanentError } from '../errors.ts'
import { isAway } from '../retry/is-away.ts'
import { toError } from '../to-error.ts'
import type { ClaimStore } from './claim-store.ts'

/** S3's error for a key that somebody else is writing at the same time: the request may be sent again. */
const BUSY = 'ConditionalRequestConflict'

export const s3Claims = (s3: S3Client, bucket: string): ClaimStore => ({
  async put(key, json, signal) {
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: json,
      ContentType: 'application/json',
      // S3 refuses the object if what has arrived does not match this checksum.
      ChecksumSHA256: hashOf(json).toString('base64'),
      IfNoneMatch: '*',
    })
    await s3.send(put, options(signal)).catch((thrown: unknown) => {
      const error = toError(thrown)
      // The key contains a hash of the text, so what is stored under it already is the same text.
      if (error.name !== 'PreconditionFailed') throw unavailable(error)
    })
  },

  async get(key, { sha256, bytes }, signal) {
    const damaged = (found: number) =>
      new PermanentError(
        'CLAIM_DAMAGED',
        `The data of the event is not what was stored: ${key}; ${found} bytes were found, ${bytes} were stored.`,
      )
    let text: string
    try {
      const { Body, ContentLength = bytes } = await s3.send(
        new GetObjectCommand({ Bucket: bucket, Key: key }),
        options(signal),
      )
      // The caller has set memory aside for the size that was stored, so an object of another size is refused without reading it.
      if (ContentLength !== bytes) {
        ;(Body as Partial<Readable> | undefined)?.destroy?.()
        throw damaged(ContentLength)
      }
      text = (await Body?.transformToString()) ?? ''
    } catch (thrown) {
      const error = toError(thrown)
      if (error.name === 'NoSuchKey' || error.name === 'NotFound') {
        throw new PermanentError('CLAIM_MISSING', `The data of the event is not in the bucket: ${key}.`, {
          cause: error,
        })
      }
      throw unavailable(error)
    }
    if (hashOf(text).toString('hex') !== sha256) throw damaged(Buffer.byteLength(text))
    return text
  },
})

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest()

const options = (signal: AbortSignal | undefined) => (signal ? { abortSignal: signal } : {})

/**
 * The error that a failed call to S3 becomes. If S3 is down, or has not answered in the time of the invocation, the message waits
 * without spending an attempt, because it is not to blame. A refusal by S3 is thrown as it is.
 */
const unavailable = (error: Error): Error =>
  isAway(error) || error.name === BUSY || error.name === 'AbortError'
    ? new DeferredError('CLAIMS_UNAVAILABLE', `The bucket of large events is away: ${error.message}`, undefined, {
        cause: error,
      })
    : error
