import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { s3Claims } from '../../../../lambdas/runtime/claim-check/s3-claims.ts'

const json = '{"text":"größer"}'
const reference = { sha256: createHash('sha256').update(json).digest('hex'), bytes: Buffer.byteLength(json) }
const key = `type=report/id=rep_1/${reference.sha256}.json`

const answering = (answer: unknown) => {
  const sent: Record<string, unknown>[] = []
  const send = async ({ input }: { readonly input: Record<string, unknown> }) => {
    sent.push(input)
    if (answer instanceof Error) throw answer
    return answer
  }
  return { claims: s3Claims({ send } as unknown as S3Client, 'claims'), sent }
}
const refusal = (name: string, httpStatusCode: number, more: object = {}) =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode }, ...more })
const body = (text: string) => ({ Body: { transformToString: async () => text } })

describe('the bucket of large events', () => {
  it('is given the checksum with what is stored, and never overwrites', async () => {
    const { claims, sent } = answering({})
    await claims.put(key, json)
    const ChecksumSHA256 = Buffer.from(reference.sha256, 'hex').toString('base64')
    expect(sent).toEqual([
      { Bucket: 'claims', Key: key, Body: json, ContentType: 'application/json', ChecksumSHA256, IfNoneMatch: '*' },
    ])
  })

  it('has it already when an answer was lost, because the key holds the hash', async () => {
    await expect(answering(refusal('PreconditionFailed', 412)).claims.put(key, json)).resolves.toBeUndefined()
  })

  it('gives back what was stored', async () => {
    expect(await answering(body(json)).claims.get(key, reference)).toBe(json)
  })

  it.each([
    ['something else', body(`${json} `), 'CLAIM_DAMAGED'],
    ['nothing', {}, 'CLAIM_DAMAGED'],
    ['more than was stored, unread', { ...body(json), ContentLength: 5_000_000_000 }, 'CLAIM_DAMAGED'],
    ['no such object', refusal('NoSuchKey', 404), 'CLAIM_MISSING'],
  ])('fails for good when it holds %s', async (_, answer, code) => {
    await expect(answering(answer).claims.get(key, reference)).rejects.toMatchObject({ name: 'PermanentError', code })
  })

  it.each([
    refusal('SlowDown', 503, { $retryable: { throttling: true } }),
    refusal('InternalError', 500, { $fault: 'server' }),
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
    refusal('ConditionalRequestConflict', 409),
  ])('is away with $name $message: the message only waits', async (error) => {
    const waits = { name: 'DeferredError', code: 'CLAIMS_UNAVAILABLE' }
    await expect(answering(error).claims.get(key, reference)).rejects.toMatchObject(waits)
    await expect(answering(error).claims.put(key, json)).rejects.toMatchObject(waits)
  })

  it.each([
    ['at all', () => {}],
    ['beyond the first bytes', (answer: ServerResponse) => answer.writeHead(200, { 'content-length': 9 }).write('{')],
  ])('is away when it has not answered %s by the end of the time: the message only waits', async (_, begin) => {
    const time = new AbortController()
    const server = createServer((_request, answer) => {
      begin(answer)
      time.abort(new Error('HANDLER_TIMEOUT'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const s3 = new S3Client({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      forcePathStyle: true,
      maxAttempts: 1,
    })
    try {
      await expect(s3Claims(s3, 'claims').get(key, reference, time.signal)).rejects.toMatchObject({
        name: 'DeferredError',
        code: 'CLAIMS_UNAVAILABLE',
      })
    } finally {
      s3.destroy()
      server.closeAllConnections()
      server.close()
    }
  })

  it('says so when it may not be read: a mistake in permissions is no missing object', async () => {
    const denied = refusal('AccessDenied', 403)
    await expect(answering(denied).claims.get(key, reference)).rejects.toBe(denied)
  })
})
