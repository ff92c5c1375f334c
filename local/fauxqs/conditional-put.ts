import { S3Error, type S3Store } from './library.ts'

/**
 * `If-None-Match: *` and `If-Match` on PutObject, which fauxqs does not look at. Throws when the condition fails.
 * Must run in the same turn as the write that it guards.
 */
export function checkPutCondition(
  store: S3Store,
  request: { method: string; url: string; headers: Record<string, string | string[] | undefined> },
): void {
  const absent = request.headers['if-none-match']
  const match = request.headers['if-match']
  if (request.method !== 'PUT' || (absent === undefined && match === undefined)) return
  const [, bucket = '', ...rest] = decodeURIComponent(request.url.split('?')[0] ?? '').split('/')
  const etag = etagOf(store, bucket, rest.join('/'))
  if (absent === '*' && etag !== undefined) throw preconditionFailed('If-None-Match')
  if (match !== undefined && etag === undefined) {
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', 404)
  }
  if (match !== undefined && strip(String(match)) !== strip(etag ?? '')) throw preconditionFailed('If-Match')
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
