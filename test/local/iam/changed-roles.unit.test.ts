import { CloudFormationClient, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts'
import { afterEach, describe, expect, it } from 'vitest'
import type { LocalOptions } from '../../../local/index.ts'
import type { Template } from '../../../local/template/template.ts'
import { eventually } from '../../support/eventually.ts'
import { cleanUp, clientConfig, start, writeAssembly } from '../fixture.ts'
import { allow, trust } from './stack.ts'

afterEach(cleanUp)

const RoleArn = 'arn:aws:iam::000000000000:role/sender'
const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } }
const policyOf = (action: string) => ({ Version: '2012-10-17', Statement: [allow(action, '*')] })
const inline = [{ PolicyName: 'Send', PolicyDocument: policyOf('sqs:SendMessage') }]

const role = (properties: object) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: 'sender', AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), ...properties },
})
const stack = (resources: object) => ({ Resources: { Queue: queue, ...resources } }) as unknown as Template
const withPolicies = (Policies: object[]) => stack({ Role: role({ Policies }) })

async function open(template: Template, options: Partial<LocalOptions> = {}) {
  const runtime = await start(template, { iam: true, ...options })
  const config = clientConfig(runtime)
  const QueueUrl = `${runtime.endpointUrl}/000000000000/orders`
  return {
    update: (next: Template) => runtime.update(writeAssembly(next)),
    /** What a session that assumes the role now may send, at any time: `sent`, or the code of the refusal. */
    async session(asked: Partial<AssumeRoleCommandInput> = {}) {
      const { Credentials } = await new STSClient(config).send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: 'someone', ...asked }),
      )
      const credentials = { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: 'local' }
      const sqs = new SQSClient({ ...config, credentials })
      return () =>
        sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' })).then(
          () => 'sent',
          (error: Error) => error.name,
        )
    },
  }
}

describe('a session of a role', () => {
  it('may do what the role may at the time of the call', async () => {
    const at = await open(withPolicies(inline))
    const send = await at.session()
    expect(await send()).toBe('sent')
    await at.update(withPolicies([]))
    expect(await send()).toMatch(/AccessDenied/)
    await at.update(withPolicies(inline))
    expect(await send()).toBe('sent')
  })

  it('ends with the role, and one of the same name does not bring it back', async () => {
    const at = await open(withPolicies(inline))
    const send = await at.session()
    await at.update(stack({}))
    expect(await send()).toBe('InvalidClientTokenId')
    await at.update(withPolicies(inline))
    expect(await send()).toBe('InvalidClientTokenId')
    expect(await (await at.session())()).toBe('sent')
  })

  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: DurationSeconds is 3600 by default.
  it.each([
    ['an hour', {}, {}, 3600],
    ['as long as was asked for', {}, { DurationSeconds: 900 }, 900],
    [
      'up to the twelve hours that a role may allow',
      { MaxSessionDuration: 43_200 },
      { DurationSeconds: 43_200 },
      43_200,
    ],
    ['an hour by default, whatever the role allows', { MaxSessionDuration: 43_200 }, {}, 3600],
  ])('lasts %s', async (_what, properties, asked, seconds) => {
    let now = Date.parse('2026-01-01T00:00:00Z')
    const template = stack({ Role: role({ Policies: inline, ...properties }) })
    const at = await open(template, { clock: { now: () => now } })
    const send = await at.session(asked)
    now += 1000 * seconds - 1
    expect(await send()).toBe('sent')
    now += 1
    expect(await send()).toBe('InvalidClientTokenId')
    await at.session()
    expect(await send()).toBe('InvalidClientTokenId')
  })

  it.each<[string, object, Partial<AssumeRoleCommandInput>, string]>([
    ['longer than the role allows', {}, { DurationSeconds: 3601 }, 'exceeds the MaxSessionDuration set for this role'],
    ['shorter than 15 minutes', {}, { DurationSeconds: 899 }, 'greater than or equal to 900'],
    ['longer than any role allows', { MaxSessionDuration: 43_200 }, { DurationSeconds: 43_201 }, 'or equal to 43200'],
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_assumerole.html: they narrow the session.
    ['with a session policy', {}, { Policy: '{}' }, 'does not know session policies'],
    ['with managed session policies', {}, { PolicyArns: [{ arn: 'a' }] }, 'does not know session policies'],
  ])('is refused %s', async (_what, properties, asked, message) => {
    const at = await open(stack({ Role: role(properties) }))
    await expect(at.session(asked)).rejects.toThrow(message)
  })
})

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html: role chaining limits a session to an hour.
it('a session that takes a role on gets no more than an hour', async () => {
  const trusted = { Effect: 'Allow', Principal: { AWS: RoleArn }, Action: 'sts:AssumeRole' }
  const properties = {
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trusted] },
    Policies: [{ PolicyName: 'Assume', PolicyDocument: policyOf('sts:AssumeRole') }],
    MaxSessionDuration: 43_200,
  }
  const runtime = await start(stack({ Role: role(properties) }), { iam: true })
  const config = clientConfig(runtime)
  const assume = (client: STSClient, DurationSeconds?: number) =>
    client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'someone', DurationSeconds }))
  const { Credentials } = await assume(new STSClient(config), 43_200)
  const credentials = { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: 'local' }
  const chained = new STSClient({ ...config, credentials })
  await expect(assume(chained, 3601)).rejects.toThrow('1 hour session limit for roles assumed by role chaining')
  expect(await assume(chained, 3600)).toMatchObject({ Credentials: { AccessKeyId: expect.any(String) } })
})

describe('a managed policy', () => {
  const managed = (action: string, more: object = {}) => ({
    Managed: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { ManagedPolicyName: 'send', PolicyDocument: policyOf(action), ...more },
    },
  })
  const named = (action: string) =>
    stack({ ...managed(action), Role: role({ ManagedPolicyArns: [{ Ref: 'Managed' }] }) })
  const listed = (Roles: object[]) => stack({ ...managed('sqs:SendMessage', { Roles }), Role: role({}) })

  it('that changes does so for the roles that name it', async () => {
    const at = await open(named('sqs:SendMessage'))
    const send = await at.session()
    expect(await send()).toBe('sent')
    await at.update(named('sqs:ReceiveMessage'))
    expect(await send()).toMatch(/AccessDenied/)
    await at.update(named('sqs:SendMessage'))
    expect(await send()).toBe('sent')
  })

  it('that no longer lists a role is taken from it', async () => {
    const at = await open(listed([{ Ref: 'Role' }]))
    const send = await at.session()
    expect(await send()).toBe('sent')
    await at.update(listed([]))
    expect(await send()).toMatch(/AccessDenied/)
  })

  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html: "you must first detach the policy from all [...] roles"
  it('that another stack has given a role is not deleted with its own stack', async () => {
    const at = await start(stack(managed('sqs:SendMessage')), { iam: true })
    const arn = 'arn:aws:iam::000000000000:policy/send'
    const others = { Resources: { Role: role({ ManagedPolicyArns: [arn] }) } } as unknown as Template
    await at.deployAll(writeAssembly(others, 'Others'))
    const client = new CloudFormationClient(clientConfig(at))
    await client.send(new DeleteStackCommand({ StackName: 'Shop' }))
    await eventually(async () => {
      const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: 'Shop' }))
      expect(Stacks[0]?.StackStatus).toBe('DELETE_FAILED')
      expect(Stacks[0]?.StackStatusReason).toContain('failed to delete: [Managed]')
    })
  })
})
