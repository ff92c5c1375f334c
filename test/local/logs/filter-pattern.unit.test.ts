import { describe, expect, it } from 'vitest'
import { filterPattern } from '../../../local/logs/filter-pattern.ts'

const line = JSON.stringify({
  level: 'WARN',
  consumer: 'payment',
  outcome: 'failed',
  attempt: 2,
  error: { code: 'GONE' },
  list: [{ id: 'a' }],
  nothing: null,
  yes: true,
})

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
describe('a filter pattern of terms', () => {
  it.each<[string, string, boolean]>([
    ['', 'anything', true],
    ['ERROR', '[ERROR 400] BAD REQUEST', true],
    ['error', '[ERROR 400] BAD REQUEST', false],
    ['ERROR ARGUMENTS', '[ERROR] UNAUTHORIZED', false],
    ['ERROR ARGUMENTS', '[ERROR] MISSING ARGUMENTS', true],
    ['"BAD REQUEST"', '[ERROR 400] BAD REQUEST', true],
    ['?ERROR ?ARGUMENTS', 'MISSING ARGUMENTS', true],
    ['?ERROR ?WARN', 'MISSING ARGUMENTS', false],
    ['ERROR -ARGUMENTS', '[ERROR] MISSING ARGUMENTS', false],
    ['ERROR -ARGUMENTS', '[ERROR] UNAUTHORIZED', true],
    ['-ERROR', 'all well', true],
    ['"req-1"', '{"correlation_id":"req-1"}', true],
    ['"a \\"b\\""', 'a "b" c', true],
  ])('%s in %s: %s', (pattern, message, matches) => expect(filterPattern(pattern)(message)).toBe(matches))
})

describe('a filter pattern of fields', () => {
  it.each<[string, boolean]>([
    ['{ $.consumer = "payment" }', true],
    ['{ $.consumer = payment }', true],
    ['{ $.consumer = "pay*" }', true],
    ['{ $.consumer = "*" }', true],
    ['{ $.consumer != "payment" }', false],
    ['{ $.consumer = "audit" || $.attempt > 1 }', true],
    ['{ $.consumer = "payment" && $.attempt >= 3 }', false],
    ['{ ($.consumer = "audit" || $.outcome = "failed") && $.attempt = 2 }', true],
    ['{ $.error.code = "GONE" }', true],
    ['{ $.list[0].id = "a" }', true],
    ['{ $.missing = "*" }', false],
    ['{ $.missing NOT EXISTS }', true],
    ['{ $.consumer NOT EXISTS }', false],
    ['{ $.nothing IS NULL }', true],
    ['{ $.yes IS TRUE }', true],
    ['{ $.yes IS FALSE }', false],
    ['{ $.level = "?ARN" }', true],
  ])('%s: %s', (pattern, matches) => expect(filterPattern(pattern)(line)).toBe(matches))

  it('never matches a line that is not JSON', () => {
    expect(filterPattern('{ $.a NOT EXISTS }')('plain text')).toBe(false)
    expect(filterPattern('{ $.a NOT EXISTS }')('{ broken')).toBe(false)
  })
})

describe('what is no pattern, or one that is not known here, is refused', () => {
  it.each([
    'req-123',
    '{ $.a }',
    '{ $.a = }',
    '{ a = 1 }',
    '{ $.a = "1"',
    '{ $.a > "x" }',
    '[w1, w2]',
    '%re%',
    '"open',
  ])('%s', (pattern) =>
    expect(() => filterPattern(pattern)).toThrow(expect.objectContaining({ code: 'InvalidParameterException' })),
  )
})
