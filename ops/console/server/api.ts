import type { IncomingMessage } from 'node:http'
import { UsageError } from '../../cli/usage-error.ts'
import { explain } from '../../stack/explain.ts'
import { StackError } from '../../stack/stack.ts'
import { type Priced, priced } from '../cost/meter.ts'
import { type ConsoleOperation, InputError } from '../operation.ts'
import { type Answer, json, problem } from './answers.ts'
import { isConflict } from './conflicts.ts'
import { SharedAnswers } from './shared-answers.ts'

/** An edited event of 240 KB, escaped as JSON in JSON, and some room. */
const MOST_BODY_BYTES = 1_048_576

/** US dollars that a look has cost in an account, so that a page looks as seldom as its budget asks for. */
const COST_HEADER = 'x-console-usd'

export interface ApiOptions {
  readonly operations: readonly ConsoleOperation[]
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A read that takes longer is given up, so that a page can say so. Milliseconds. */
  readonly patienceMs: number
}

/** `/api/<operation>`: GET for what reads, POST with JSON for what changes. */
export function consoleApi({ operations, now, patienceMs }: ApiOptions) {
  const byName = new Map(operations.map((operation) => [operation.name, operation]))
  const shared = new SharedAnswers(now)
  return async (request: IncomingMessage, url: URL): Promise<Answer> => {
    const operation = byName.get(url.pathname.slice('/api/'.length))
    if (!operation) return problem(404, `There is no operation ${url.pathname}.`)
    const method = operation.kind === 'read' ? 'GET' : 'POST'
    if (request.method !== method) return { ...problem(405, `Ask with ${method}.`), headers: { allow: method } }
    try {
      if (operation.kind === 'check') return json(200, (await operation.run(await jsonBody(request))) ?? null)
      if (operation.kind === 'change') {
        try {
          return json(200, (await operation.run(await jsonBody(request))) ?? null)
        } finally {
          shared.clear()
        }
      }
      const input = Object.fromEntries([...url.searchParams].sort())
      const read = shared.get(`${operation.name} ${JSON.stringify(input)}`, operation.keptMs ?? 0, () =>
        priced(() => operation.run(input)),
      ) as Promise<Priced<unknown>>
      const { value, usd } = await within(patienceMs, read)
      return { ...json(200, value ?? null), headers: { [COST_HEADER]: usd.toExponential(3) } }
    } catch (error) {
      return answerTo(error)
    }
  }
}

async function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new TooSlowError(milliseconds)), milliseconds)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

class TooSlowError extends Error {
  constructor(milliseconds: number) {
    super(`No answer within ${milliseconds / 1000} s. What is read goes on; asking again takes it up.`)
  }
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw new InputError('Send JSON.')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length
    if (bytes > MOST_BODY_BYTES) throw new InputError(`More than ${MOST_BODY_BYTES} bytes.`)
    chunks.push(chunk as Buffer)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new InputError('The body is not JSON.')
  }
}

function answerTo(error: unknown): Answer {
  if (!(error instanceof Error)) return problem(500, String(error))
  const line = (error.message || (error as NodeJS.ErrnoException).code || error.name).replace(/\s+/g, ' ').trim()
  if (error instanceof InputError || error instanceof UsageError) return problem(400, line)
  if (isConflict(error)) return problem(409, line)
  if (error instanceof StackError) return problem(502, line)
  if (error instanceof TooSlowError) return problem(504, line)
  const hint = /AccessDenied/.test(error.name)
    ? 'These credentials lack that permission: docs/console.md says which there are.'
    : explain(error, { endpoint: undefined, region: undefined, others: [] })
  const named = error.name === 'Error' || line.includes(error.name) ? line : `${error.name}: ${line}`
  return problem(isOfAws(error) ? 502 : 500, hint ? `${named.replace(/\.?$/, '.')} ${hint}` : named)
}

const isOfAws = (error: Error): boolean => '$metadata' in error || 'code' in error
