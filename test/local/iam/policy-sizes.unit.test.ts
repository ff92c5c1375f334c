import { describe, expect, test } from 'vitest'
import { checkManagedSize, checkResourceSize, checkRoleSize } from '../../../local/iam/policy-sizes.ts'
import { Roles } from '../../../local/iam/roles.ts'

const statement = (characters: number) => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'a'.repeat(characters),
})
const document = (characters: number) => ({ Version: '2012-10-17', Statement: [statement(characters)] })
const overhead = JSON.stringify(document(0)).length

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
describe('policies that are too large', () => {
  test('"Role policy size can\'t exceed 10,240 characters", all of the role together, without white space', () => {
    const half = document(5_120 - overhead)
    checkRoleSize('f', [half, half])
    checkRoleSize('f', [half, { ...half, Version: ' 2012 - 10 - 17 ' }])
    const said = 'Maximum policy size of 10240 bytes exceeded for role f; its policies take 10241.'
    expect(() => checkRoleSize('f', [half, document(5_121 - overhead)])).toThrow(said)
  })

  test('one that is replaced or detached no longer counts', () => {
    const roles = new Roles()
    const trust = {
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    }
    const arn = 'arn:aws:iam::000000000000:role/f'
    const create = () => roles.create({ name: 'f', arn, trust, inlinePolicies: [], managedPolicyArns: [] })
    create()
    roles.attach('f', 'one', document(6_000))
    roles.attach('f', 'one', document(6_100))
    create()
    expect(() => roles.attach('f', 'two', document(6_000))).toThrow(/exceeded for role f/)
    roles.detach('f', 'one')
    roles.attach('f', 'two', document(6_000))
  })

  test('a managed policy has 6,144 characters', () => {
    checkManagedSize(document(6_144 - overhead))
    expect(() => checkManagedSize(document(6_145 - overhead))).toThrow('Cannot exceed quota for PolicySize: 6144')
  })

  /** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
  test('the policy of a function has 20 KB', () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f'
    checkResourceSize(arn, Array(4).fill(document(5_000)))
    expect(() => checkResourceSize(arn, Array(5).fill(document(5_000)))).toThrow(/is bigger than the limit \(20480\)/)
  })
})
