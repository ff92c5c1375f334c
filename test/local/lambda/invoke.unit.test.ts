import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { InvocationInfo } from '../../../local/lambda/index.ts'
import { eventually } from '../../support/eventually.ts'
import { functionArn, functionsFrom as functionsWith } from './fixture.ts'

const slow = 'await new Promise((resolve) => setTimeout(resolve, event.ms ?? 0))'

describe.each(['shared', 'function'] as const)('with isolation by %s:', (isolation) => {
  const functionsFrom: typeof functionsWith = (sources, options) => functionsWith(sources, { isolation, ...options })

  describe('invoking a function', () => {
    test('passes the event as JSON and returns the answer as JSON', async () => {
      await using functions = functionsFrom({ echo: 'export const handler = async (event) => ({ event })' })
      const result = await functions.invoke('echo', { when: new Date(0), missing: undefined })
      expect(JSON.parse(result.payload)).toEqual({ event: { when: '1970-01-01T00:00:00.000Z' } })
      expect(result.error).toBeUndefined()
    })

    test('is possible by name, ARN and qualified ARN', async () => {
      await using functions = functionsFrom({ echo: 'export const handler = async () => 1' })
      for (const name of [
        'echo',
        functionArn('echo'),
        `${functionArn('echo')}:live`,
        '000000000000:function:echo',
        'echo:1',
      ]) {
        expect((await functions.invoke(name, {})).payload).toBe('1')
      }
      await expect(functions.invoke('other', {})).rejects.toThrow('Function not found: other')
    })

    test('gives the handler the context that Lambda gives', async () => {
      await using functions = functionsFrom(
        {
          context: `export const handler = async (event, { getRemainingTimeInMillis, ...context }) =>
            ({ ...context, remaining: getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID })`,
        },
        { define: { timeoutSeconds: 900, memoryMb: 256 } },
      )
      const { payload, requestId } = await functions.invoke('context', {})
      const { remaining, trace, ...context } = JSON.parse(payload)
      expect(context).toMatchObject({
        awsRequestId: requestId,
        functionName: 'context',
        functionVersion: '$LATEST',
        invokedFunctionArn: functionArn('context'),
        memoryLimitInMB: '256',
        logGroupName: '/aws/lambda/context',
      })
      expect(remaining).toBeGreaterThan(800_000)
      expect(remaining).toBeLessThanOrEqual(900_000)
      expect(trace).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/)
    })

    test('sees its own environment and nothing of the machine', async () => {
      await using functions = functionsFrom(
        { env: 'export const handler = async () => process.env' },
        { define: { environment: { TABLE: 'orders' } }, endpointUrl: 'http://127.0.0.1:4566', region: 'eu-west-1' },
      )
      const env = JSON.parse((await functions.invoke('env', {})).payload)
      expect(env).toMatchObject({
        TABLE: 'orders',
        AWS_REGION: 'eu-west-1',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
        AWS_LAMBDA_FUNCTION_NAME: 'env',
        AWS_ACCESS_KEY_ID: 'LOCAL0W1',
      })
      expect(env).not.toHaveProperty('HOME')
      expect(env).not.toHaveProperty('PATH')
    })

    test('keeps module state between invocations of a worker', async () => {
      await using functions = functionsFrom({ count: 'let n = 0\nexport const handler = async () => ++n' })
      await functions.invoke('count', {})
      expect((await functions.invoke('count', {})).payload).toBe('2')
    })

    test('loads CommonJS from index.js, whatever package.json lies above', async () => {
      await using functions = functionsFrom(
        { cjs: 'exports.handler = async () => require("node:path").sep' },
        { file: 'index.js' },
      )
      expect((await functions.invoke('cjs', {})).payload).toBe('"/"')
    })

    test('tells who listens of each invocation', async () => {
      await using functions = functionsFrom({ echo: 'export const handler = async () => 1' })
      const seen: InvocationInfo[] = []
      functions.onInvocation((info) => seen.push(info))
      await functions.invoke('echo', {})
      await functions.invoke('echo', {})
      expect(seen).toMatchObject([
        { functionName: 'echo', outcome: 'ok', initMs: expect.any(Number) },
        { functionName: 'echo', outcome: 'ok', durationMs: expect.any(Number) },
      ])
      expect(seen[1]).not.toHaveProperty('initMs')
    })
  })

  describe('logs', () => {
    test('arrive line by line, by function, and as the tail of the result', async () => {
      await using functions = functionsFrom({
        log: `export const handler = async () => { process.stdout.write('one\\ntwo\\nth'); process.stderr.write('ree\\n'); process.stdout.write('four') }`,
      })
      const lines: string[] = []
      functions.onLog((name, line) => lines.push(`${name}: ${line}`))
      const { logTail } = await functions.invoke('log', {})
      expect(lines).toEqual(['log: one', 'log: two', 'log: three', 'log: four'])
      expect(logTail).toBe('one\ntwo\nthree\nfour')
    })

    test('have time, request and level before what a console writes, and each of its messages in one line, as on Lambda', async () => {
      await using functions = functionsFrom({
        log: `export const handler = async (_, { awsRequestId }) => { console.log('%s\\ntwo', 'one'); console.error({ a: 1 }); return awsRequestId }`,
      })
      const { logTail, payload } = await functions.invoke('log', {})
      const requestId = JSON.parse(payload ?? '') as string
      const [first, second, ...more] = logTail.split('\n').map((line) => line.split('\t'))
      expect(first).toEqual([expect.stringMatching(/^\d{4}-.*Z$/), requestId, 'INFO', 'one\rtwo'])
      expect(second?.slice(1)).toEqual([requestId, 'ERROR', '{ a: 1 }'])
      expect(more).toEqual([])
    })
  })

  test('a failure is a line of the log, as in CloudWatch', async () => {
    await using functions = functionsFrom({ fail: 'export const handler = async () => { throw new Error("no") }' })
    const { logTail, error } = await functions.invoke('fail', {})
    const [at, requestId, level, what, thrown = ''] = logTail.split('\t')
    expect([at, requestId, level, what]).toEqual([
      expect.stringMatching(/^\d{4}-.*Z$/),
      expect.stringMatching(/^[\w-]{36}$/),
      'ERROR',
      'Invoke Error ',
    ])
    expect(JSON.parse(thrown)).toEqual({ errorType: 'Error', errorMessage: 'no', stack: error?.trace })
  })

  test('a module that does not load says so at once, before anyone invokes it', async () => {
    await using functions = functionsFrom({ broken: 'throw new Error("no such table")' })
    const lines: string[] = []
    functions.onLog((name, line) => lines.push(`${name}: ${line}`))
    await functions.warm()
    expect(lines).toEqual([
      expect.stringMatching(/^broken: .*\tundefined\tERROR\tUncaught Exception \t.*no such table/),
    ])
  })

  test('each line has its place in CloudWatch Logs, between those of Lambda about the invocation', async () => {
    await using functions = functionsFrom({
      log: 'export const handler = async (_, c) => { process.stdout.write("hi\\n"); return c.logStreamName }',
    })
    const events: { logGroup: string; logStream: string; message: string }[] = []
    functions.onLogEvent((event) => events.push(event))
    const { payload, requestId } = await functions.invoke('log', {})
    const logStream = JSON.parse(payload) as string
    expect(logStream).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/)
    expect(events.every((event) => event.logGroup === '/aws/lambda/log' && event.logStream === logStream)).toBe(true)
    expect(events.map(({ message }) => message)).toEqual([
      `START RequestId: ${requestId} Version: $LATEST`,
      'hi',
      `END RequestId: ${requestId}`,
      expect.stringMatching(
        /^REPORT RequestId: .*\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tInit Duration: /,
      ),
    ])
  })

  describe('concurrency', () => {
    const busy = `let n = 0, most = 0; globalThis.id = Math.random()
      export const handler = async (event) => { most = Math.max(most, ++n); ${slow}; n--; return { most, id: globalThis.id } }`

    /** Workers that have answered, once so many have: on a busy machine one may start only when the others have done its work. */
    async function idsOnceThereAre(count: number, round: () => Promise<number[]>): Promise<ReadonlySet<number>> {
      const ids = new Set<number>()
      while (ids.size < count) for (const id of await round()) ids.add(id)
      return ids
    }

    test('a worker runs one invocation at a time, and workers grow up to the limit, however long each is busy', async () => {
      await using functions = functionsFrom({ busy }, { concurrency: 2 })
      const ids = await idsOnceThereAre(2, async () => {
        // Longer than the 500 ms after which the runtime takes a worker for stuck, where it is not told otherwise.
        const results = await Promise.all(Array.from({ length: 4 }, () => functions.invoke('busy', { ms: 700 })))
        const answers = results.map(({ payload }) => JSON.parse(payload))
        expect(answers.map(({ most }) => most)).toEqual([1, 1, 1, 1])
        return answers.map(({ id }) => id)
      })
      expect(ids.size).toBe(2)
    })

    test('all functions together have a limited number of workers beyond their first', async () => {
      await using functions = functionsFrom(
        { busy, other: busy },
        { concurrency: 5, extraWorkers: 1, isolation: 'function' },
      )
      const ids = await idsOnceThereAre(3, async () => {
        const results = await Promise.all(
          Array.from({ length: 8 }, (_, index) => functions.invoke(index % 2 ? 'busy' : 'other', { ms: 100 })),
        )
        return results.map(({ payload }) => JSON.parse(payload).id)
      })
      expect(ids.size).toBe(3)
    })

    test('invocations that wait for long hold up no other, whatever the limits', async () => {
      const scaling = { stuckAfterMs: 50 }
      await using functions = functionsFrom({ busy }, { concurrency: 1, extraWorkers: 0, scaling })
      const waiting = functions.invoke('busy', { ms: 75_000 })
      const quick = functions.invoke('busy', {})
      expect((await Promise.race([waiting, quick])).error).toBeUndefined()
      // The first may still be loading.
      await eventually(() => expect(functions.active('LOCAL0W1')).toBeDefined())
    })

    test('reserved concurrency holds even then', async () => {
      await using functions = functionsFrom({ busy }, { define: { concurrency: 1 }, scaling: { stuckAfterMs: 50 } })
      const order: string[] = []
      const first = functions.invoke('busy', { ms: 600 }).then(() => order.push('first'))
      const second = functions.invoke('busy', {}).then(() => order.push('second'))
      await Promise.all([first, second])
      expect(order).toEqual(['first', 'second'])
    })

    test('a signal that outlives many invocations gathers no listeners', async () => {
      await using functions = functionsFrom({ busy })
      const { signal } = new AbortController()
      for (let run = 0; run < 3; run++) await functions.invoke('busy', {}, { signal })
      expect(getEventListeners(signal, 'abort')).toEqual([])
    })

    test('an invocation that waits can be given up', async () => {
      await using functions = functionsFrom({ busy }, { concurrency: 1 })
      const first = functions.invoke('busy', { ms: 300 })
      const giveUp = new AbortController()
      const second = functions.invoke('busy', {}, { signal: giveUp.signal })
      giveUp.abort(new Error('enough'))
      await expect(second).rejects.toThrow('enough')
      expect((await first).error).toBeUndefined()
    })

    test('warming loads each function', async () => {
      const loading = "process.stdout.write('loaded\\n'); export const handler = async () => 1"
      await using functions = functionsFrom({ one: loading, other: loading })
      const lines: string[] = []
      functions.onLog((name, line) => lines.push(`${name}: ${line}`))
      await functions.warm()
      // One after the other: a function whose thread is busy with another one is loaded in a second thread, too.
      await functions.invoke('one', {})
      await functions.invoke('other', {})
      expect(lines.toSorted()).toEqual(['one: loaded', 'other: loaded'])
    })
  })

  describe('failures', () => {
    test('an error of the handler is reported as Lambda reports it, and the worker lives on', async () => {
      await using functions = functionsFrom({
        fail: 'let n = 0\nexport const handler = async () => { if (n++ === 0) throw new TypeError("no"); return n }',
      })
      const { error, payload } = await functions.invoke('fail', {})
      expect(error).toMatchObject({
        errorType: 'TypeError',
        errorMessage: 'no',
        trace: [expect.any(String), expect.any(String)],
      })
      expect(JSON.parse(payload)).toEqual(error)
      expect((await functions.invoke('fail', {})).payload).toBe('2')
    })

    test.each([
      ['a thrown string', 'throw "text"', { errorType: 'string', errorMessage: 'text' }],
      [
        'an uncaught exception',
        'setImmediate(() => { throw new RangeError("late") }); await new Promise(() => {})',
        { errorType: 'RangeError', errorMessage: 'late' },
      ],
      [
        'an unhandled rejection',
        'Promise.reject(new Error("lost")); await new Promise(() => {})',
        { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost' },
      ],
      [
        'process.exit',
        'process.exit(3)',
        { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') },
      ],
      [
        'an endless loop',
        'while (true);',
        { errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('Task timed out after 0.30 seconds') },
      ],
      ['a promise that never settles', 'await new Promise(() => {})', { errorType: 'Sandbox.Timedout' }],
      ['an answer that is no JSON', 'return 1n', { errorType: 'Runtime.MarshalError' }],
    ])('%s', async (_, statement, expected) => {
      await using functions = functionsFrom(
        { fail: `let n = 0\nexport const handler = async (event) => { if (event.ok) return n++; ${statement} }` },
        // The loop takes a processor for as long as it may.
        { define: expected.errorType === 'Sandbox.Timedout' ? { timeoutSeconds: 0.3 } : {} },
      )
      expect((await functions.invoke('fail', {})).error).toMatchObject(expected)
      let next = await functions.invoke('fail', { ok: true })
      // A slow machine may take the time that is all the function has here. What ran out of time has not counted.
      while (next.error?.errorType === 'Sandbox.Timedout') next = await functions.invoke('fail', { ok: true })
      expect(next.payload).toBe('0')
    })

    test('memory beyond the limit ends the worker only', async () => {
      await using functions = functionsFrom(
        {
          hoard:
            'export const handler = async (event) => { const all = []; while (event.eat) all.push(new Array(1e5).fill(Math.random())); return 1 }',
        },
        { define: { memoryMb: 32 } },
      )
      expect((await functions.invoke('hoard', { eat: true })).error).toMatchObject({
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringContaining('signal: killed'),
      })
      expect((await functions.invoke('hoard', {})).payload).toBe('1')
    })

    test.each([
      ['a module that throws', 'throw new Error("init")', { errorType: 'Error', errorMessage: 'init' }],
      ['no such export', 'export const other = 1', { errorType: 'Runtime.HandlerNotFound' }],
    ])('%s fails each invocation', async (_, source, expected) => {
      await using functions = functionsFrom({ broken: source })
      expect((await functions.invoke('broken', {})).error).toMatchObject(expected)
      expect((await functions.invoke('broken', {})).error).toMatchObject(expected)
    })
  })

  test('closing waits for what runs, and refuses the rest', async () => {
    await using functions = functionsFrom({
      slow: `export const handler = async (event) => { ${slow}; return 'done' }`,
    })
    const running = functions.invoke('slow', { ms: 300 })
    await eventually(() => expect(functions.active('LOCAL0W1')).toBeDefined())
    const closed = functions.close(60_000)
    await expect(functions.invoke('slow', {})).rejects.toThrow('is stopped')
    await closed
    expect((await running).payload).toBe('"done"')
  })
})
