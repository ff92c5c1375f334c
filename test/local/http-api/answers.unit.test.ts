import { request as httpRequest } from 'node:http'
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  dictionary,
  integer,
  json,
  oneof,
  option,
  record,
  string,
} from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTokenAuthority, type HttpApi, startHttpApi } from '../../../local/http-api/index.ts'
import { anyCharacter } from '../../support/any-text.ts'

/** A function answers whatever a test has put here: the text of its payload. */
let payload = 'null'
const problems: string[] = []
let api: HttpApi

beforeAll(async () => {
  api = await startHttpApi({
    port: 0,
    accountId: '000000000000',
    tokens: createTokenAuthority({ now: Date.now }),
    functions: { invoke: async () => ({ requestId: 'r', logTail: '', payload }) },
    onProblem: (problem) => problems.push(problem),
  })
  api.serve({ apiId: 'api', routes: [{ routeKey: '$default', functionArn: 'api' }] })
})

afterAll(() => api.close(0))

/** With node:http, because fetch refuses some of what an answer may hold. */
function call(answer: unknown): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  payload = JSON.stringify(answer) ?? 'null'
  problems.length = 0
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${api.url}/orders`, { agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (body += chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
describe('an answer that HTTP cannot carry is 500, and a line that says why', () => {
  const cases: [what: string, answer: object][] = [
    ['a header value beyond Latin-1', { headers: { 'x-city': 'Łódź' } }],
    ['a header value with a line break', { headers: { location: '/a\r\nset-cookie: b=1' } }],
    ['a header name with a space', { headers: { 'x city': 'Oslo' } }],
    ['an empty header name', { headers: { '': 'Oslo' } }],
    ['a header that is an object', { headers: { 'x-city': { name: 'Oslo' } } }],
    ['a list of headers', { headers: ['x-city: Oslo'] }],
    ['headers that are a text', { headers: 'x-city: Oslo' }],
    ['a cookie with a line break', { cookies: ['a=1\nb=2'] }],
    ['a cookie beyond Latin-1', { cookies: ['name=Łódź'] }],
    ['a cookie that is a number', { cookies: [1] }],
    ['cookies that are a text', { cookies: 'a=1' }],
    ['a status that is none', { statusCode: 99 }],
    ['a status that is a list', { statusCode: [200] }],
    ['a status that is a fraction', { statusCode: 200.5 }],
  ]

  test.each(cases)('%s', async (_, answer) => {
    const { status, body } = await call({ statusCode: 200, ...answer })
    expect({ status, body }).toEqual({ status: 500, body: '{"message":"Internal Server Error"}' })
    expect(problems).toEqual([expect.stringContaining('the function answered what is no HTTP answer')])
  })
})

test('what belongs to the connection is left to the server', async () => {
  const headers = {
    'Transfer-Encoding': 'chunked',
    Trailer: 'x',
    'Content-Length': '1',
    Connection: 'upgrade',
    'x-a': 1,
  }
  const answered = await call({ statusCode: 200, headers, body: 'whole' })
  expect(answered).toMatchObject({ status: 200, body: 'whole', headers: { 'x-a': '1', 'content-length': '5' } })
  expect(answered.headers).not.toHaveProperty('trailer')
})

test('whatever a function answers, its caller gets an answer and the server goes on', async () => {
  const text = oneof(string({ unit: anyCharacter }), string({ unit: 'grapheme-ascii' }))
  const names = oneof(
    text,
    constantFrom('content-length', 'Trailer', 'transfer-encoding', 'upgrade', 'set-cookie', 'date'),
  )
  const loose = <Value>(value: Value) => oneof({ weight: 8, arbitrary: value as never }, json())
  const answers = record(
    {
      statusCode: loose(oneof(integer({ min: 90, max: 700 }), constantFrom(200, 204, 304, '201'))),
      headers: loose(dictionary(names, oneof(text, integer(), boolean()))),
      cookies: loose(array(text)),
      body: loose(option(text)),
      isBase64Encoded: loose(boolean()),
    },
    { requiredKeys: [] },
  )
  await assert(
    asyncProperty(oneof(answers, json()), async (answer) => {
      const { status } = await call(answer)
      expect(status).toBeGreaterThanOrEqual(200)
      expect(status).toBeLessThan(600)
    }),
    { numRuns: 60 },
  )
  expect(await call({ statusCode: 200, body: 'still here' })).toMatchObject({ status: 200, body: 'still here' })
})
