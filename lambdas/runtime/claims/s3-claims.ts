import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { DeferredError, PermanentError } from '../errors.ts'
import { isAway } from '../retry/is-away.ts'
import { toError } from '../to-error.ts'
import type { ClaimStore } from './claim-store.ts'

/** Two writers of one key at the same time: S3 asks for the request to be sent again. */
const BUSY = 'ConditionalRequestConflict'

export const s3Claims = (s3: S3Client, bucket: string): ClaimStore => ({
  async put(key, json, signal) {
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: json,
      ContentType: 'application/json',
      // S3 holds what arrives against it.
      ChecksumSHA256: hashOf(json).toString('base64'),
      IfNoneMatch: '*',
    })
    await s3.send(put, options(signal)).catch((thrown: unknown) => {
      const error = toError(thrown)
      // Under this key there is this very text.
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
      // Memory is kept free for as much as was stored, so that more is not even read.
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
 * A store that is away says nothing about the message, which only waits. Nor does one that had not answered when the time of
 * the invocation was over. What it refuses stays as it is.
 */
const unavailable = (error: Error): Error =>
  isAway(error) || error.name === BUSY || error.name === 'AbortError'
    ? new DeferredError('CLAIMS_UNAVAILABLE', `The bucket of large events is away: ${error.message}`, undefined, {
        cause: error,
      })
    : error
