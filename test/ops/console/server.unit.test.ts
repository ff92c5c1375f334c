import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { UsageError } from '../../../ops/cli/usage-error.ts'
import type { ConsoleOperation } from '../../../ops/console/operation.ts'
import { consoleOperation } from '../../../ops/console/operation.ts'
import { type ConsoleServer, startConsoleServer } from '../../../ops/console/server/server.ts'
import { StackError } from '../../../ops/stack/stack.ts'

const running: ConsoleServer[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.close()
})

let time = 0
const printed: string[] = []

const start = (...operations: readonly ConsoleOperation[]) => startWith({}, ...operations)

async function startWith(
  given: { patienceMs?: number },
  ...operations: readonly ConsoleOperation[]
): Promise<ConsoleServer> {
  printed.length = 0
  let number = 0
  const server = await startConsoleServer({
    operations: [thing, ...operations],
    port: 0,
    now: () => time,
    onNewAddress: (address) => printed.push(address),
    random: () => `secret-${++number}`,
    patienceMs: 120_000,
    ...given,
  })
  running.push(server)
  return server
}

const thing: ConsoleOperation = { name: 'thing', kind: 'read', run: async () => ({ secret: 42 }) }

interface Asked {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** As sent: `fetch` would not let a test choose `Host` or `Origin`. */
const ask = (server: ConsoleServer, path: string, { method = 'GET', headers = {}, body }: Asked = {}) =>
  new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
    const { port } = new URL(server.origin)
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    request.on('error', reject)
    request.end(body)
  })

const enter = async (server: ConsoleServer, address = server.address): Promise<string> => {
  const { pathname, search } = new URL(address)
  const answer = await ask(server, pathname + search)
  return String(answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
}

/** What the page's script sends once it was let in: the same for each of these servers, whose secrets are. */
const KEY = createHash('sha256').update('key secret-2').digest('base64url')
const OWN = { 'x-console': KEY }

describe('whoever has the address of the terminal', () => {
  it('gets a cookie that scripts cannot read and other sites cannot send, and is asked for no token again', async () => {
    const server = await start()
    const answer = await ask(server, '/enter?token=secret-1')
    expect(answer.status).toBe(303)
    expect(answer.headers.location).toBe(`/#key=${KEY}`)
    const { port } = new URL(server.origin)
    expect(answer.headers['set-cookie']).toEqual([
      `console_${port}=secret-2; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200`,
    ])
    const cookie = `other=1; console_${port}=secret-2`
    expect(JSON.parse((await ask(server, '/api/thing', { headers: { ...OWN, cookie } })).text)).toEqual({ secret: 42 })
  })

  it('gets in once: the second time, the terminal shows a new address', async () => {
    const server = await start()
    await enter(server)
    expect(await enter(server)).toBe('')
    expect(printed).toEqual([`${server.origin}/enter?token=secret-3`])
    expect(await enter(server, printed[0])).toMatch(/=secret-4$/)
  })

  it('is let in for twelve hours, however long the cookie is kept', async () => {
    time = 0
    const server = await start()
    const headers = { ...OWN, cookie: await enter(server) }
    time = 12 * 3_600_000 - 1
    expect((await ask(server, '/api/thing', { headers })).status).toBe(200)
    time++
    expect((await ask(server, '/api/thing', { headers })).status).toBe(401)
    time = 0
  })

  it('is not let in again with what was let in a day before, once somebody opens a new address', async () => {
    time = 0
    const server = await start()
    const old = { ...OWN, cookie: await enter(server) }
    time = 6 * 3_600_000
    await enter(server)
    const next = await ask(server, new URL(printed[0] ?? '').pathname + new URL(printed[0] ?? '').search)
    const cookie = String(next.headers['set-cookie']?.[0]).split(';')[0] ?? ''
    const key = String(next.headers.location).split('#key=')[1] ?? ''
    expect((await ask(server, '/api/thing', { headers: old })).status).toBe(200)
    // Two tabs of a browser share the latest cookie; the first one has a key of its own still.
    expect((await ask(server, '/api/thing', { headers: { ...OWN, cookie } })).status).toBe(200)
    time = 12 * 3_600_000
    expect((await ask(server, '/api/thing', { headers: old })).status).toBe(401)
    expect((await ask(server, '/api/thing', { headers: { ...old, 'x-console': key } })).status).toBe(401)
    expect((await ask(server, '/api/thing', { headers: { cookie, 'x-console': key } })).status).toBe(200)
    time = 0
  })

  it('does not lose it to a guess, or to a browser that loads addresses before anybody asks', async () => {
    const server = await start()
    for (const token of ['', 'secret', 'secret-11', 'undefined']) {
      expect((await ask(server, `/enter?token=${token}`)).headers['set-cookie']).toBeUndefined()
    }
    await ask(server, '/enter?token=secret-1', { headers: { 'sec-purpose': 'prefetch' } })
    await ask(server, '/enter?token=secret-1', { method: 'HEAD' })
    expect(printed).toEqual([])
    expect(await enter(server)).toMatch(/=secret-2$/)
  })
})

describe('the API answers nobody', () => {
  it.each([
    ['without a cookie', 401, {}],
    ['with the cookie of another console', 401, { cookie: 'console_1=secret-2' }],
    ['with a wrong cookie', 401, { cookie: 'console_PORT=secret-0' }],
  ])('%s', async (_, status, { cookie = '' }: { cookie?: string }) => {
    const server = await start()
    const own = cookie.replace('PORT', new URL(server.origin).port)
    const answer = await ask(server, '/api/thing', { headers: { ...OWN, ...(own && { cookie: own }) } })
    expect(answer.status).toBe(status)
    expect(answer.text).not.toContain('42')
  })

  it.each([
    ['under a name that was made to point here (DNS rebinding)', 421, { host: 'evil.example:PORT' }],
    ['under our address with another port', 421, { host: '127.0.0.1:1' }],
    ['from another site', 403, { origin: 'https://evil.example' }],
    ['from another port of this machine, whose cookies are the same', 403, { origin: 'http://127.0.0.1:3000' }],
    ['from a page without an origin', 403, { origin: 'null' }],
    ['as a picture or script of another page', 403, { 'sec-fetch-site': 'same-site' }],
    ['without the header of our own script', 403, { 'x-console': undefined }],
    ['by whoever got the cookie on another port, but not the key that the page keeps', 401, { 'x-console': '1' }],
  ])('%s, not even with the cookie', async (_, status, changes: Record<string, string | undefined>) => {
    const server = await start()
    const cookie = await enter(server)
    const given = Object.entries({ ...OWN, cookie, ...changes }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value.replace('PORT', new URL(server.origin).port)]],
    )
    const answer = await ask(server, '/api/thing', { headers: Object.fromEntries(given) })
    expect(answer.status).toBe(status)
    expect(answer.text).not.toContain('42')
  })

  it('and changes nothing by a GET, or by a form', async () => {
    let changes = 0
    const server = await start({ name: 'change', kind: 'change', run: async () => ++changes })
    const cookie = await enter(server)
    const headers = { ...OWN, cookie }
    expect((await ask(server, '/api/change', { headers })).status).toBe(405)
    const form = { method: 'POST', headers: { ...headers, 'content-type': 'text/plain' }, body: '{}' }
    expect((await ask(server, '/api/change', form)).status).toBe(400)
    expect(changes).toBe(0)
    const json = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' }
    expect((await ask(server, '/api/change', json)).status).toBe(200)
    expect(changes).toBe(1)
  })
})

describe('every answer', () => {
  it.each(['/', '/dead-letters', '/api/thing', '/nothing/../x', '/enter?token=x'])(
    'of %s forbids scripts of others, frames and copies',
    async (path) => {
      const { headers } = await ask(await start(), path)
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/)
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['content-security-policy']).not.toContain('unsafe')
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
      })
    },
  )

  it('of a page has no script in it, and is the same for every address', async () => {
    const server = await start()
    const { text } = await ask(server, '/dead-letters/payment/3f9c0a51d2e84b67?x=<script>1</script>')
    expect(text).toBe((await ask(server, '/')).text)
    expect(text.match(/<script[^>]*>[^<]*<\/script>/g)).toEqual([
      '<script type="module" src="/assets/app.js"></script>',
    ])
  })
})

describe('what goes wrong', () => {
  const failing = (name: string, error: unknown): ConsoleOperation => ({
    name,
    kind: 'read',
    run: () => Promise.reject(error),
  })

  it.each([
    [new UsageError('No such consumer.'), 400, 'No such consumer.'],
    [new StackError('The stack is gone.'), 502, 'The stack is gone.'],
    [
      Object.assign(new Error('User is not authorized'), { name: 'AccessDeniedException', $metadata: {} }),
      502,
      'AccessDeniedException: User is not authorized. These credentials lack that permission: docs/console.md says which there are.',
    ],
    [new Error('two\n  lines'), 500, 'two lines'],
    ['text', 500, 'text'],
  ])('is one line: %s', async (error, status, line) => {
    const server = await start(failing('fails', error))
    const cookie = await enter(server)
    const answer = await ask(server, '/api/fails', { headers: { ...OWN, cookie } })
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.text)).toEqual({ error: line })
  })

  it('is said when an answer does not come, and a later one is taken from the same look', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    let looks = 0
    const slow: ConsoleOperation = {
      name: 'slow',
      kind: 'read',
      keptMs: 1_000,
      run: () => {
        looks++
        return promise
      },
    }
    const server = await startWith({ patienceMs: 50 }, slow)
    const headers = { ...OWN, cookie: await enter(server) }
    expect((await ask(server, '/api/slow', { headers })).status).toBe(504)
    const again = ask(server, '/api/slow', { headers })
    resolve('there')
    expect(JSON.parse((await again).text)).toBe('there')
    expect(looks).toBe(1)
  })

  it('is a mistake in the input, before anything runs', async () => {
    let ran = 0
    const server = await start(
      consoleOperation({
        name: 'typed',
        kind: 'read',
        input: z.object({ days: z.coerce.number().max(90) }),
        run: async () => ++ran,
      }),
    )
    const headers = { ...OWN, cookie: await enter(server) }
    const answer = await ask(server, '/api/typed?days=91', { headers })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.text).error).toMatch(/^days: /)
    expect(ran).toBe(0)
  })

  it('is a port that is taken: one line that says so', async () => {
    const { origin } = await start()
    const port = Number(new URL(origin).port)
    const second = startConsoleServer({ operations: [], port, now: () => 0 })
    await expect(second).rejects.toEqual(new UsageError(`Port ${port} is in use. Give another with --port.`))
  })
})

describe('two tabs', () => {
  it('share a look, until it is too old or something was changed', async () => {
    let looks = 0
    const counted: ConsoleOperation = { name: 'counted', kind: 'read', keptMs: 1_000, run: async () => ++looks }
    const server = await start(counted, { name: 'change', kind: 'change', run: async () => null })
    const headers = { ...OWN, cookie: await enter(server) }
    const look = async (query = '') => JSON.parse((await ask(server, `/api/counted${query}`, { headers })).text)
    expect(await Promise.all([look(), look()])).toEqual([1, 1])
    time += 999
    expect(await look()).toBe(1)
    expect(await look('?consumer=payment')).toBe(2)
    time += 1
    expect(await look()).toBe(3)
    const json = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' }
    await ask(server, '/api/change', json)
    expect(await look()).toBe(4)
  })
})

describe('closing', () => {
  it('answers what is in hand', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const begun = Promise.withResolvers<void>()
    const server = await start({
      name: 'work',
      kind: 'read',
      run: () => {
        begun.resolve()
        return promise
      },
    })
    const answer = ask(server, '/api/work', { headers: { ...OWN, cookie: await enter(server) } })
    await begun.promise
    const closed = server.close()
    resolve('done')
    expect(JSON.parse((await answer).text)).toBe('done')
    await closed
    await expect(ask(server, '/')).rejects.toThrow(/ECONNREFUSED/)
  })
})
