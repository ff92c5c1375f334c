import { S3Error, type S3Store } from './library.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024

/**
 * `If-None-Match: *` and `If-Match` on PutObject, which fauxqs does not look at, and the length of its key. Throws when
 * the condition fails. Must run in the same turn as the write that it guards.
 */
export function checkPutCondition(
  store: S3Store,
  request: { method: string; url: string; headers: Record<string, string | string[] | undefined> },
): void {
  if (request.method !== 'PUT') return
  const absent = request.headers['if-none-match']
  const match = request.headers['if-match']
  const { bucket, key } = objectOf(request.url)
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError', 'Your key is too long')
  if (absent !== undefined && absent !== '*') {
    const message = 'A header you provided implies functionality that is not implemented'
    throw new S3Error('NotImplemented', message, 501)
  }
  if (absent === undefined && match === undefined) return
  const etag = etagOf(store, bucket, key)
  if (absent === '*' && etag !== undefined) throw preconditionFailed('If-None-Match')
  if (match !== undefined && etag === undefined) {
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', 404)
  }
  if (match !== undefined && strip(String(match)) !== strip(etag ?? '')) throw preconditionFailed('If-Match')
}

function objectOf(url: string): { bucket: string; key: string } {
  const path = url.split('?')[0] ?? ''
  try {
    const [, bucket = '', ...rest] = decodeURIComponent(path).split('/')
    return { bucket, key: rest.join('/') }
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.")
  }
}

function etagOf(store: S3Store, bucket: string, key: string): string | undefined {
  try {
    return store.headObject(bucket, key).etag
  } catch {
    return undefined
  }
}

const strip = (etag: string) => etag.replaceAll('"', '')

const preconditionFailed = (condition: string) =>
  new S3Error('PreconditionFailed', `At least one of the pre-conditions you specified did not hold (${condition})`, 412)
