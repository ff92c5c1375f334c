import { describe, expect, it } from 'vitest'
import { compilePolicy } from '../../../local/iam/policy/policy.ts'
import { statement } from './kit.ts'

const compile =
  (document: object, kind: 'identity' | 'resource' = 'identity') =>
  () =>
    compilePolicy(document, kind, 'policy Access of role payment', (key) => key === 'k' || key.startsWith('aws:'))
const variable = ['$', '{aws:username}'].join('')
const policyOf = (...Statement: object[]) => ({ Version: '2012-10-17', Statement })

describe('a policy that the evaluator does not wholly know', () => {
  it('names policy, statement and operator', () => {
    const unknown = statement({ Sid: 'Binary', Condition: { BinaryEquals: { k: 'QmluYXJ5' } } })
    expect(compile(policyOf(statement(), unknown))).toThrow(
      /^policy Access of role payment, statement 2 \(Binary\): the local runtime does not know the condition operator BinaryEquals; it knows ArnEquals, /,
    )
  })

  it.each([
    [
      'a qualifier with a misspelt operator',
      { Condition: { 'ForAllValues:StringLikes': { k: 'a' } } },
      /ForAllValues:StringLikes/,
    ],
    ['an unknown qualifier', { Condition: { 'ForNoValue:StringLike': { k: 'a' } } }, /ForNoValue:StringLike/],
    [
      'a condition key that requests here never have',
      { Condition: { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': 'name' } } },
      /does not know the condition key dynamodb:Attributes/,
    ],
    ['Null with IfExists', { Condition: { NullIfExists: { k: 'true' } } }, /NullIfExists/],
    ['Null with another value', { Condition: { Null: { k: 'maybe' } } }, /Null takes "true" or "false"/],
    [
      'a number that is none',
      { Condition: { NumericEquals: { k: 'ten' } } },
      /NumericEquals cannot compare with "ten"/,
    ],
    ['an address that is none', { Condition: { IpAddress: { k: '300.0.0.0/8' } } }, /IpAddress cannot compare/],
    [
      'a policy variable in a condition',
      { Condition: { StringEquals: { k: variable } } },
      /no policy variables: \$\{aws:username\}/,
    ],
    ['a policy variable in a resource', { Resource: `arn:aws:s3:::b/${variable}` }, /no policy variables/],
    ['NotPrincipal', { NotPrincipal: '*' }, /the element NotPrincipal is not known/],
    ['both Action and NotAction', { Action: '*', NotAction: 's3:*' }, /Action or NotAction, and only one/],
    ['neither Resource nor NotResource', { Resource: undefined }, /Resource or NotResource/],
    ['another effect', { Effect: 'allow' }, /Effect must be Allow or Deny/],
    ['a principal in a policy of a role', { Principal: '*' }, /has no Principal/],
  ])('refuses %s', (_, parts, message) => {
    expect(compile(policyOf({ ...statement(), ...parts }))).toThrow(message)
  })

  it('refuses a resource policy without a principal, with an unknown kind of principal, of an unknown version', () => {
    expect(compile(policyOf(statement()), 'resource')).toThrow(/Principal is missing/)
    expect(compile(policyOf(statement({ Principal: { Vault: 'x' } })), 'resource')).toThrow(/of the kind Vault/)
    expect(compile({ Version: '2030-01-01', Statement: [statement()] })).toThrow(/Version 2030-01-01/)
    expect(compile({ Statement: ['x'] })).toThrow(/statement 1: it is not an object/)
  })

  it('takes a single statement that is not in a list', () => {
    expect(compile({ Statement: statement() })()).toHaveLength(1)
  })
})
