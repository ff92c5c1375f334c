import { describe, expect, it } from 'vitest'
import { holds } from './kit.ts'

const keys = 'dynamodb:LeadingKeys'
const arn = 'arn:aws:events:us-east-1:000000000000:rule/bus/payment'

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
describe('condition operators', () => {
  it.each([
    ['StringEquals', 'order', 'order', true],
    ['StringEquals', 'order', 'Order', false],
    ['StringEquals', 'ord*', 'order', false],
    ['StringNotEquals', 'order', 'payment', true],
    ['StringNotEquals', 'order', 'order', false],
    ['StringEqualsIgnoreCase', 'ORDER', 'order', true],
    ['StringNotEqualsIgnoreCase', 'ORDER', 'order', false],
    ['StringLike', 'order#*', 'order#ord_1', true],
    ['StringLike', 'order#?', 'order#12', false],
    ['StringNotLike', 'order#*', 'order#1', false],
    ['ArnEquals', 'arn:aws:events:*:*:rule/bus/*', arn, true],
    ['ArnLike', 'arn:aws:events:us-east-1:000000000000:rule/bus/p?yment', arn, true],
    ['ArnLike', 'arn:aws:*:rule/bus/payment', arn, false],
    ['ArnLike', 'arn:aws:events:us-east-1:000000000000:rule/*', 'no arn', false],
    ['ArnNotLike', 'arn:aws:events:*:*:rule/other/*', arn, true],
    ['ArnNotEquals', arn, arn, false],
    ['Bool', 'true', 'true', true],
    ['Bool', 'true', 'false', false],
    ['Bool', true, 'TRUE', true],
    ['NumericEquals', '10', '10.0', true],
    ['NumericNotEquals', 10, '10', false],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '10', '9', false],
    ['NumericGreaterThanEquals', '10', 'ten', false],
    ['DateEquals', '2026-01-01T00:00:00Z', '1767225600', true],
    ['DateNotEquals', '2026-01-01', '2026-01-01T00:00:00Z', false],
    ['DateLessThan', '2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z', true],
    ['DateLessThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', false],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', true],
    ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', 'yesterday', false],
    ['IpAddress', '203.0.113.0/24', '203.0.113.9', true],
    ['IpAddress', '203.0.113.0/24', '203.0.114.9', false],
    ['IpAddress', '2001:db8::/32', '2001:db8::1', true],
    ['IpAddress', '203.0.113.0/24', 'no address', false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.9', false],
  ] as const)('%s %s, asked with %s: %s', (operator, wanted, value, expected) => {
    expect(holds({ [operator]: { 'aws:Key': wanted } }, { 'aws:key': value })).toBe(expected)
  })

  it('several values are alternatives, and none of them may match a negated operator', () => {
    expect(holds({ StringEquals: { k: ['a', 'b'] } }, { k: 'b' })).toBe(true)
    expect(holds({ StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' })).toBe(false)
  })

  it('several keys and several operators all have to hold', () => {
    const condition = { StringEquals: { a: '1', b: '2' }, Bool: { c: 'true' } }
    expect(holds(condition, { a: '1', b: '2', c: 'true' })).toBe(true)
    for (const missing of ['a', 'b', 'c']) {
      expect(holds(condition, { a: '1', b: '2', c: 'true', [missing]: 'other' })).toBe(false)
    }
  })

  it('the case of keys does not matter', () => {
    expect(holds({ StringEquals: { 'AWS:sourceACCOUNT': '0' } }, { 'aws:sourceaccount': '0' })).toBe(true)
  })

  it('a key that the request lacks: false, true for negated operators, true with IfExists', () => {
    expect(holds({ StringEquals: { k: 'a' } })).toBe(false)
    expect(holds({ Bool: { k: 'false' } })).toBe(false)
    expect(holds({ NumericLessThan: { k: '5' } })).toBe(false)
    expect(holds({ StringNotEquals: { k: 'a' } })).toBe(true)
    expect(holds({ ArnNotLike: { k: arn } })).toBe(true)
    expect(holds({ StringEqualsIfExists: { k: 'a' } })).toBe(true)
    expect(holds({ StringEqualsIfExists: { k: 'a' } }, { k: 'b' })).toBe(false)
  })

  it('Null asks whether there is a value', () => {
    expect(holds({ Null: { k: 'true' } })).toBe(true)
    expect(holds({ Null: { k: 'true' } }, { k: 'a' })).toBe(false)
    expect(holds({ Null: { k: 'false' } }, { k: 'a' })).toBe(true)
    expect(holds({ Null: { k: 'false' } }, { k: [] })).toBe(false)
  })
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
describe('keys with several values', () => {
  const forAll = { 'ForAllValues:StringLike': { [keys]: ['order#*', 'payment#*'] } }
  const forAny = { 'ForAnyValue:StringLike': { [keys]: ['order#*', 'payment#*'] } }
  const asked = (...values: string[]) => ({ 'dynamodb:leadingkeys': values })

  it('ForAllValues: each value of the request matches one of the policy', () => {
    expect(holds(forAll, asked('order#1', 'payment#2'))).toBe(true)
    expect(holds(forAll, asked('order#1', 'customer#2'))).toBe(false)
  })

  it('ForAllValues is true when the request lacks the key, and when it has no value', () => {
    expect(holds(forAll)).toBe(true)
    expect(holds(forAll, asked())).toBe(true)
    expect(holds({ ...forAll, Null: { [keys]: 'false' } })).toBe(false)
  })

  it('ForAnyValue: one value of the request suffices, and it is false when there is none', () => {
    expect(holds(forAny, asked('customer#1', 'order#1'))).toBe(true)
    expect(holds(forAny, asked('customer#1'))).toBe(false)
    expect(holds(forAny)).toBe(false)
    expect(holds(forAny, asked())).toBe(false)
  })

  it('negated: of all values none may match, of any one suffices that does not', () => {
    expect(holds({ 'ForAllValues:StringNotEquals': { k: 'a' } }, { k: ['b', 'c'] })).toBe(true)
    expect(holds({ 'ForAllValues:StringNotEquals': { k: 'a' } }, { k: ['a', 'c'] })).toBe(false)
    expect(holds({ 'ForAnyValue:StringNotEquals': { k: 'a' } }, { k: ['a', 'c'] })).toBe(true)
    expect(holds({ 'ForAnyValue:StringNotEquals': { k: 'a' } })).toBe(false)
  })
})
