import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../../../lib/functions/bundling/bundle.ts'
import { createFunctions } from '../../../local/lambda/index.ts'
import type { EndpointCall } from '../../../local/ports.ts'
import { folderOfTheRun } from '../../support/temporary-folder.ts'
import { functionArn, patience, steady } from './fixture.ts'

const projectRoot = join(import.meta.dirname, '../../..')
const address = 'http://127.0.0.1:9'

const handler = `import { put, presigned } from './node_modules/sdk/index.mjs'
export const handler = async ({ to = process.env.AWS_ENDPOINT_URL, presign, token }) => {
  if (token) process.env.AWS_SESSION_TOKEN = token
  return presign ? presigned(to) : put(to)
}`

const sdk = `import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { fromEnv } from '@aws-sdk/credential-provider-env'
import { HttpRequest } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import { createHash, createHmac } from 'node:crypto'
class Sha256 {
  constructor(key) { this.hash = key ? createHmac('sha256', key) : createHash('sha256') }
  update(data) { this.hash.update(data) }
  async digest() { return new Uint8Array(this.hash.digest()) }
}
export { SignatureV4 }
export const put = async (endpoint) =>
  (await new EventBridgeClient({ endpoint, maxAttempts: 1, credentials: fromEnv() }).send(
    new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }] }))).FailedEntryCount
export const presigned = async (url) => {
  const { hostname, port } = new URL(url)
  const signer = new SignatureV4({ service: 'events', region: 'us-east-1', credentials: fromEnv(), sha256: Sha256 })
  return (await signer.presign(new HttpRequest({ hostname, port: Number(port), path: '/' }))).query
}`

const folder = folderOfTheRun('caller-names')
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => void (await Promise.all(closers.splice(0).map((close) => close()))))

/** A function with the SDK as a package. Names are shortened, as in the project's bundles. */
beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.mjs'), handler)
  await build({
    stdin: { contents: sdk, resolveDir: projectRoot },
    outfile: join(folder, 'node_modules/sdk/index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
  })
})

function start(services: readonly string[] = ['events']) {
  const calls: EndpointCall[] = []
  const functions = createFunctions({
    region: 'us-east-1',
    endpointUrl: address,
    isolation: 'shared',
    scaling: steady,
    endpoint: () => ({
      address,
      services,
      async call(request) {
        calls.push(request)
        return {
          status: 200,
          headers: { 'content-type': 'application/x-amz-json-1.1' },
          body: JSON.stringify({ FailedEntryCount: 0, Entries: [{ EventId: randomUUID() }] }),
        }
      },
    }),
  })
  closers.push(() => functions.close(0))
  for (const name of ['one', 'other']) {
    const definition = { name, arn: functionArn(name), codeDir: folder, handler: 'index.handler', environment: {} }
    functions.create({ ...definition, ...patience })
  }
  return {
    calls,
    async invoke(name: string, event: object) {
      const { payload, error } = await functions.invoke(name, event)
      return error ?? JSON.parse(payload)
    },
  }
}

/** An address outside of this process, and what its caller sends as `Authorization`. */
async function outside() {
  const authorizations: (string | undefined)[] = []
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization)
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"FailedEntryCount":0,"Entries":[]}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => server.close())
  return { authorizations, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const SIGNATURE = /, Signature=([0-9a-f]{64})$/

describe('the SDK in a shared thread', () => {
  test('names the function that calls, service and region, and computes no signature where the call stays in this process', async () => {
    const { calls, invoke } = start()
    expect(await invoke('one', {})).toBe(0)
    expect(await invoke('other', {})).toBe(0)
    const heads = calls.map(({ headers }) => headers.authorization)
    const scope = /Credential=(\w+)\/\d{8}\/us-east-1\/events\/aws4_request, SignedHeaders=host, Signature=none$/
    expect(heads.map((head) => scope.exec(head ?? '')?.[1])).toEqual(['LOCAL0W1', 'LOCAL1W1'])
    expect(calls[0]?.headers).toMatchObject({ 'x-amz-date': expect.stringMatching(/^\d{8}T\d{6}Z$/) })
    expect(calls[0]?.headers).not.toHaveProperty('x-amz-security-token')
    expect(JSON.parse(Buffer.from(calls[0]?.body ?? '').toString())).toMatchObject({ Entries: [{ Source: 's' }] })
  })

  test('sends the token of a session along', async () => {
    const { calls, invoke } = start()
    expect(await invoke('one', { token: 'of-a-session' })).toBe(0)
    expect(calls[0]?.headers).toMatchObject({ 'x-amz-security-token': 'of-a-session' })
  })

  test('signs what goes to another address, and what the endpoint takes over HTTP only', async () => {
    const { authorizations, url } = await outside()
    const { calls, invoke } = start()
    expect(await invoke('one', { to: url })).toBe(0)
    expect(authorizations).toEqual([expect.stringMatching(SIGNATURE)])
    const { invoke: withoutEvents } = start(['dynamodb'])
    expect(await withoutEvents('one', {})).toMatchObject({ errorMessage: expect.stringContaining('ECONNREFUSED') })
    expect(calls).toEqual([])
  })

  test('signs URLs', async () => {
    const { invoke } = start()
    expect(await invoke('one', { presign: true })).toMatchObject({
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })
})

test('the bundles of the local runtime export the signer from their packages, so that it is found there', async () => {
  const entries = ['lambdas/payment/handler.ts', 'lambdas/inventory/handler.ts']
  const made = await bundle(entries, { root: projectRoot, layout: 'shared', cacheDirectory: join(folder, 'cache') })
  const packages = join(made.get(entries[0] as string)?.directory ?? '', 'node_modules')
  const files = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mjs'))
  const modules = await Promise.all(files.map((name) => import(/* @vite-ignore */ join(packages, name))))
  const exported = modules.flatMap((module) => Object.values(module as Record<string, unknown>))
  const signers = exported.filter((value) => typeof value === 'function' && value.prototype?.signRequest)
  expect(signers).toHaveLength(1)
})
