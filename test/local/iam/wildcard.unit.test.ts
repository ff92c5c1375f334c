import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arnMatcher, resourceMatcher } from '../../../local/iam/policy/arn.ts'
import { wildcard } from '../../../local/iam/policy/wildcard.ts'

/** By recursion, character by character: slow, and simple enough to be believed. */
function oracle(pattern: string, text: string, spans: (character: string) => boolean = () => true): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return text === ''
  const after = rest.join('')
  if (first === '*') {
    return (
      oracle(after, text, spans) || (text !== '' && spans(text[0] as string) && oracle(pattern, text.slice(1), spans))
    )
  }
  if (text === '') return false
  if (first === '?') return spans(text[0] as string) && oracle(after, text.slice(1), spans)
  return text[0] === first && oracle(after, text.slice(1), spans)
}

const characters = fc.constantFrom('a', 'b', '.', '\\', '[', '$', '/', '#', '\n')
const texts = fc.string({ unit: characters, maxLength: 8 })
const patterns = fc.string({
  unit: fc.oneof({ weight: 3, arbitrary: characters }, fc.constantFrom('*', '?')),
  maxLength: 8,
})

describe('wildcards', () => {
  it('match as the simplest matcher says', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(wildcard(pattern)(text)).toBe(oracle(pattern, text))
      }),
      { numRuns: 3_000 },
    )
  })

  it('match what a text becomes when parts of it are replaced by wildcards', () => {
    fc.assert(
      fc.property(texts, texts, texts, (before, middle, after) => {
        expect(wildcard(`${before}*${after}`)(before + middle + after)).toBe(true)
        expect(resourceMatcher(`arn:aws:s3:::${before}*${after}`)(`arn:aws:s3:::${before}${middle}${after}`)).toBe(true)
      }),
    )
  })

  it('ignore case where they are told to', () => {
    expect(wildcard('SQS:Send*', { ignoreCase: true })('sqs:sendmessage')).toBe(true)
    expect(wildcard('sqs:send*')('sqs:SendMessage')).toBe(false)
    expect(wildcard('sqs:sendmessage', { ignoreCase: true })('sqs:SendMessage')).toBe(true)
  })
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
describe('resources', () => {
  const segment = fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 4 })
  const arns = fc.array(segment, { minLength: 6, maxLength: 8 }).map((segments) => segments.join(':'))

  it('a wildcard within a segment stays in it', () => {
    const withinSegments = fc
      .array(fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), minLength: 1, maxLength: 4 }), {
        minLength: 6,
        maxLength: 8,
      })
      .filter((segments) => segments.every((one) => !one.endsWith('*')))
      .map((segments) => segments.join(':'))
    fc.assert(
      fc.property(withinSegments, arns, (pattern, arn) => {
        expect(resourceMatcher(pattern)(arn)).toBe(oracle(pattern, arn, (character) => character !== ':'))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['*', 'arn:aws:sqs:us-east-1:0:q', true],
    ['arn:aws:s3:::bucket/*', 'arn:aws:s3:::bucket/a/b:c', true],
    ['arn:aws:s3:::bucket/*', 'arn:aws:s3:::bucket', false],
    ['arn:aws:sqs:*:0:q', 'arn:aws:sqs:us-east-1:0:q', true],
    ['arn:aws:sqs:*:q', 'arn:aws:sqs:us-east-1:0:q', true],
    ['arn:aws:sqs:us-*-1:0:q', 'arn:aws:sqs:us-east-1:0:q', true],
    ['arn:aws:sqs:us-*1:0:q', 'arn:aws:sqs:us-east-1:1:0:q', false],
    ['arn:aws:dynamodb:us-east-1:0:table/T', 'arn:aws:dynamodb:us-east-1:0:table/T/index/i', false],
    ['arn:aws:dynamodb:us-east-1:0:table/T/index/*', 'arn:aws:dynamodb:us-east-1:0:table/T/index/i', true],
    ['arn:aws:sqs:us-east-1:0:Q', 'arn:aws:sqs:us-east-1:0:q', false],
  ])('%s covers %s: %s', (pattern, arn, covered) => {
    expect(resourceMatcher(pattern)(arn)).toBe(covered)
  })
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
describe('ARNs in conditions', () => {
  it('each component is compared on its own', () => {
    fc.assert(
      fc.property(
        fc.array(patterns, { minLength: 5, maxLength: 5 }),
        fc.array(texts, { minLength: 5, maxLength: 5 }),
        (wanted, given) => {
          const expected = wanted.every((pattern, index) => oracle(pattern, given[index] as string))
          expect(arnMatcher(['arn', ...wanted].join(':'))(['arn', ...given].join(':'))).toBe(expected)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
