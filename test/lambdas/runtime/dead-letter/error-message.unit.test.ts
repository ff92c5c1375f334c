import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { ContractError } from '../../../../events/errors.ts'
import { toDeadLetter } from '../../../../lambdas/runtime/dead-letter/dead-letter.ts'
import { errorMessageOf } from '../../../../lambdas/runtime/dead-letter/error-type.ts'

/** As zod/mini tells an issue, without a text. */
const issue = (path: readonly PropertyKey[], more: object) => ({ path, message: 'Invalid input', ...more })
/** What zod/mini itself says of the id 7, without the words of a language that another file of this worker loaded with `zod`. */
const ofId = (schema: z.ZodMiniType) => ({
  ...z.object({ id: schema }).safeParse({ id: 7 }).error!.issues[0]!,
  message: 'Invalid input',
})
const data = { id: 7, items: [], note: null, kind: 'x', price: 'secret-of-the-customer', name: 'too long' }
const broken = (...issues: Pick<ReturnType<typeof issue>, 'path' | 'message'>[]) =>
  new ContractError('DATA_INVALID', 'It does not match.', issues, data, '/data')

it.each([
  ['/data/buyer', issue(['buyer'], { expected: 'string' }), 'must be string, it is missing'],
  ['/data/id', issue(['id'], { expected: 'string' }), 'must be string, it is of type number'],
  ['/data/note', issue(['note'], { expected: 'string' }), 'must be string, it is null'],
  ['/data/note/text', issue(['note', 'text'], { expected: 'string' }), 'must be string, it is missing'],
  [
    '/data/items',
    issue(['items'], { origin: 'array', minimum: 1, inclusive: true }),
    'must be of a size of at least 1, it is a list',
  ],
  [
    '/data/name',
    issue(['name'], { origin: 'string', maximum: 3, inclusive: true }),
    'must be of a size of at most 3, it is of type string',
  ],
  ['/data/id', ofId(z.number().check(z.lte(6))), 'must be at most 6, it is of type number'],
  ['/data/id', ofId(z.number().check(z.negative())), 'must be less than 0, it is of type number'],
  ['/data/id', ofId(z.number().check(z.gte(8))), 'must be at least 8, it is of type number'],
  ['/data/id', ofId(z.number().check(z.gt(7))), 'must be more than 7, it is of type number'],
  ['/data/kind', issue(['kind'], { values: ['a', 'b'] }), 'must be one of a,b, it is of type string'],
  ['/data/price', issue(['price'], { format: 'regex', pattern: '/^\\d+$/' }), 'must be /^\\d+$/, it is of type string'],
  ['/', issue([], { keys: ['more'] }), 'must be without more, it is of type object'],
  ['/data/kind', issue(['kind'], {}), 'must be of another form, it is of type string'],
])('a cause says of %s what is allowed there and what kind of value it is', (pointer, one, told) => {
  expect(errorMessageOf(broken(one))).toBe(`It does not match. ${pointer === '/' ? '/data' : pointer}: ${told}`)
})

it('a cause has its own words where the schema has some, and those of every other error', () => {
  const own = { ...issue(['currency'], {}), message: 'must be a currency' }
  const other = issue(['id'], { expected: 'string' })
  expect(errorMessageOf(broken(own, other))).toBe(
    'It does not match. /data/currency: must be a currency; /data/id: must be string, it is of type number',
  )
  expect(errorMessageOf(new Error('Invalid input'))).toBe('Invalid input')
  const ofALibrary = Object.assign(new Error('The contract has ended.'), { name: 'ContractError' })
  expect(errorMessageOf(ofALibrary)).toBe('The contract has ended.')
})

it('a dead letter is kept, shown and told apart by it', () => {
  const letterOf = (error: Error) =>
    toDeadLetter(
      'billing',
      { messageId: 'm', receiptHandle: 'h', body: '{}', receiveCount: 1, sentAt: 0, groupId: undefined },
      undefined,
      {
        error,
        attempts: 1,
        firstFailedAt: 0,
        lastFailedAt: 0,
      },
    )
  const letter = letterOf(broken(issue(['buyer'], { expected: 'string' })))
  expect(letter.errorMessage).toBe('It does not match. /data/buyer: must be string, it is missing')
  expect(letter.errorStack).toContain('/data/buyer: must be string, it is missing')
  expect(letterOf(broken(issue(['buyer'], { expected: 'int' }))).fingerprint).not.toBe(letter.fingerprint)
})
