import { describe, expect, it } from 'vitest'
import { accountId, decide, eventBridge, isAllowed, queueArn, role, statement, tableArn } from './kit.ts'

const everyone = { Principal: '*' }

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
describe('a request of a role in its own account', () => {
  it('is denied implicitly when no policy speaks of it', () => {
    expect(decide({})).toEqual({ allowed: false, denial: 'implicit' })
    expect(isAllowed({ identity: [statement({ Action: 'dynamodb:GetItem' })] })).toBe(false)
    expect(isAllowed({ identity: [statement({ Resource: `${tableArn}2` })] })).toBe(false)
  })

  it('is allowed by one allow among its policies', () => {
    expect(isAllowed({ identity: [statement({ Action: 's3:*' }), statement({ Action: 'dynamodb:PutItem' })] })).toBe(
      true,
    )
  })

  it.each([0, 1])('is denied by an explicit deny, wherever it stands beside the allow (%i)', (at) => {
    const identity = [statement(), statement()]
    identity[at] = statement({ Effect: 'Deny', Action: 'dynamodb:PutItem' })
    expect(decide({ identity })).toEqual({ allowed: false, denial: 'explicit', in: 'identity' })
  })

  it('is not denied by a deny whose condition does not hold', () => {
    const deny = statement({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })
    const identity = [statement(), deny]
    expect(isAllowed({ identity, context: { 'aws:securetransport': 'true' } })).toBe(true)
    expect(isAllowed({ identity, context: { 'aws:securetransport': 'false' } })).toBe(false)
  })
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
describe('a resource policy beside the identity policies', () => {
  it.each([
    ['everyone', '*'],
    ['everyone, as AWS principals', { AWS: '*' }],
    ['the role', { AWS: role.kind === 'role' && role.roleArn }],
    ['the session of the role', { AWS: role.kind === 'role' && role.sessionArn }],
    [
      'the role among others',
      { Service: 'sns.amazonaws.com', AWS: ['arn:aws:iam::0:role/x', (role as { roleArn: string }).roleArn] },
    ],
  ])('alone allows what it allows %s', (_, Principal) => {
    expect(isAllowed({ resourcePolicy: [statement({ Principal })] })).toBe(true)
  })

  it.each([
    ['the account', { AWS: accountId }],
    ['the root of the account', { AWS: `arn:aws:iam::${accountId}:root` }],
  ])('leaves the decision to the identity policies when it allows %s', (_, Principal) => {
    const resourcePolicy = [statement({ Principal })]
    expect(isAllowed({ resourcePolicy })).toBe(false)
    expect(isAllowed({ resourcePolicy, identity: [statement()] })).toBe(true)
  })

  it.each([
    ['another role', { AWS: `arn:aws:iam::${accountId}:role/order` }],
    ['another account', { AWS: '111111111111' }],
    ['a service', { Service: 'events.amazonaws.com' }],
    ['a federated user', { Federated: 'accounts.google.com' }],
  ])('does not concern the role when it allows %s', (_, Principal) => {
    expect(isAllowed({ resourcePolicy: [statement({ Principal })] })).toBe(false)
  })

  it('denies what the identity policies allow', () => {
    const deny = statement({ Effect: 'Deny', Action: 'dynamodb:UpdateItem', ...everyone })
    const asked = { identity: [statement()], resourcePolicy: [deny] }
    expect(decide({ ...asked, action: 'dynamodb:UpdateItem' })).toEqual({
      allowed: false,
      denial: 'explicit',
      in: 'resource',
    })
    expect(isAllowed(asked)).toBe(true)
  })

  it('denies every role of an account that it denies', () => {
    const deny = statement({ Effect: 'Deny', Principal: { AWS: accountId } })
    expect(isAllowed({ identity: [statement()], resourcePolicy: [deny] })).toBe(false)
  })

  it('is about its own resource when it names none', () => {
    const { Resource: _, ...own } = statement(everyone) as Record<string, unknown>
    expect(isAllowed({ resourcePolicy: [own] })).toBe(true)
  })
})

describe('an AWS service that acts on its own', () => {
  const send = { principal: eventBridge, action: 'sqs:SendMessage', resource: queueArn }
  const rule = `arn:aws:events:us-east-1:${accountId}:rule/bus/payment`
  const allow = statement({
    Action: 'sqs:SendMessage',
    Principal: { Service: 'events.amazonaws.com' },
    Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:events:us-east-1:${accountId}:rule/bus/*` } },
  })

  it('may do only what the resource policy lets it', () => {
    expect(isAllowed(send)).toBe(false)
    expect(isAllowed({ ...send, resourcePolicy: [allow], context: { 'aws:sourcearn': rule } })).toBe(true)
  })

  it('is refused for another source, and when the source is not told', () => {
    const other = `arn:aws:events:us-east-1:${accountId}:rule/other/payment`
    expect(isAllowed({ ...send, resourcePolicy: [allow], context: { 'aws:sourcearn': other } })).toBe(false)
    expect(isAllowed({ ...send, resourcePolicy: [allow] })).toBe(false)
  })

  it('is one of everyone', () => {
    expect(isAllowed({ ...send, resourcePolicy: [statement(everyone)] })).toBe(true)
    expect(isAllowed({ ...send, resourcePolicy: [statement({ Principal: { Service: 'sns.amazonaws.com' } })] })).toBe(
      false,
    )
  })
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html (and _notaction, _notresource)
describe('actions and resources of a statement', () => {
  it.each([
    ['dynamodb:PutItem', true],
    ['DynamoDB:putitem', true],
    ['dynamodb:*', true],
    ['dynamodb:Put*', true],
    ['dynamodb:P?tItem', true],
    ['*', true],
    ['dynamodb:PutItems', false],
    ['dynamodb:Put', false],
    ['sqs:*', false],
  ])('action %s: %s', (Action, allowed) => {
    expect(isAllowed({ identity: [statement({ Action })] })).toBe(allowed)
  })

  it('NotAction and NotResource are about all others', () => {
    expect(isAllowed({ identity: [statement({ NotAction: 'dynamodb:DeleteItem' })] })).toBe(true)
    expect(isAllowed({ identity: [statement({ NotAction: ['s3:*', 'dynamodb:Put*'] })] })).toBe(false)
    expect(isAllowed({ identity: [statement({ NotResource: `${tableArn}2` })] })).toBe(true)
    expect(isAllowed({ identity: [statement({ NotResource: tableArn })] })).toBe(false)
  })
})
