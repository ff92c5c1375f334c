import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, describe, expect, it } from 'vitest'
import type { LocalOptions } from '../../../local/index.ts'
import type { Template } from '../../../local/template/template.ts'
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
    async session() {
      const { Credentials } = await new STSClient(config).send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: 'someone' }),
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

  it('ends after twelve hours', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z')
    const at = await open(withPolicies(inline), { clock: { now: () => now } })
    const send = await at.session()
    now += 12 * 3_600_000 - 1
    expect(await send()).toBe('sent')
    now += 1
    expect(await send()).toBe('InvalidClientTokenId')
    await at.session()
    expect(await send()).toBe('InvalidClientTokenId')
  })
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
})
