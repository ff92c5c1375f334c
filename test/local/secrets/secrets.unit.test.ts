import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { cleanUp, start, temporaryDirectory } from '../fixture.ts'
import { call, refused } from './kit.ts'

afterEach(cleanUp)

const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }
const NAME = 'EventPipeline/dev/billing/payment-provider'
const token = (digit: number) => String(digit).repeat(32)
const notThere = refused('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")

describe('a secret', () => {
  it('is created under its name with six random characters in its ARN, and read by name and ARN', async () => {
    const runtime = await start(template)
    const created = await call(runtime, 'CreateSecret', {
      Name: NAME,
      SecretString: 'one',
      ClientRequestToken: token(1),
    })
    const ARN = created.body.ARN as string
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
    expect(ARN).toMatch(new RegExp(`^arn:aws:secretsmanager:us-east-1:000000000000:secret:${NAME}-[A-Za-z0-9]{6}$`))
    expect(created.body).toEqual({ ARN, Name: NAME, VersionId: token(1) })
    for (const SecretId of [NAME, ARN, ARN.slice(0, -7)]) {
      expect((await call(runtime, 'GetSecretValue', { SecretId })).body).toEqual({
        ARN,
        Name: NAME,
        SecretString: 'one',
        VersionId: token(1),
        VersionStages: ['AWSCURRENT'],
        CreatedDate: expect.any(Number),
      })
    }
    expect(await call(runtime, 'GetSecretValue', { SecretId: `${NAME}-2` })).toEqual(notThere)
  })

  it('is created once: the same request again changes nothing, another is refused', async () => {
    const runtime = await start(template)
    const input = { Name: NAME, SecretString: 'one', ClientRequestToken: token(1) }
    const first = await call(runtime, 'CreateSecret', input)
    expect(await call(runtime, 'CreateSecret', input)).toEqual(first)
    expect(await call(runtime, 'CreateSecret', { ...input, SecretString: 'two' })).toEqual(
      refused('ResourceExistsException', `The operation failed because the secret ${NAME} already exists.`),
    )
  })

  it.each([
    [{ Name: 'with blank', SecretString: 'x' }, 'ValidationException'],
    [{ Name: '', SecretString: 'x' }, 'ValidationException'],
    [{ Name: 'a'.repeat(513), SecretString: 'x' }, 'ValidationException'],
    [{ SecretString: 'x' }, 'ValidationException'],
    [{ Name: NAME, SecretString: 'x'.repeat(65_537) }, 'ValidationException'],
    [{ Name: NAME, SecretString: 'x', ClientRequestToken: 'short' }, 'ValidationException'],
    [{ Name: NAME, SecretBinary: 'eA==' }, 'InvalidParameterException'],
    [{ Name: 5, SecretString: 'x' }, 'SerializationException'],
  ])('is not created by %j', async (input, code) => {
    const runtime = await start(template)
    expect(await call(runtime, 'CreateSecret', input)).toEqual(refused(code, expect.any(String)))
    expect((await call(runtime, 'ListSecrets', {})).body).toEqual({ SecretList: [] })
  })

  it('is rotated: the version of before stays readable as the previous one', async () => {
    const runtime = await start(template, { secrets: { [NAME]: 'one' } })
    const valueAt = async (VersionStage?: string) =>
      (await call(runtime, 'GetSecretValue', { SecretId: NAME, VersionStage })).body.SecretString
    expect(await call(runtime, 'GetSecretValue', { SecretId: NAME, VersionStage: 'AWSPREVIOUS' })).toEqual(
      refused(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
      ),
    )
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
    const put = { SecretId: NAME, SecretString: 'two', ClientRequestToken: token(2) }
    const answer = await call(runtime, 'PutSecretValue', put)
    expect(answer.body).toMatchObject({ Name: NAME, VersionId: token(2), VersionStages: ['AWSCURRENT'] })
    expect([await valueAt(), await valueAt('AWSPREVIOUS')]).toEqual(['two', 'one'])
    expect(await call(runtime, 'PutSecretValue', put)).toEqual(answer)
    expect(await call(runtime, 'PutSecretValue', { ...put, SecretString: 'other' })).toEqual(
      refused('ResourceExistsException', expect.stringContaining('already in use for a version of secret')),
    )
    await call(runtime, 'PutSecretValue', { SecretId: NAME, SecretString: 'three' })
    expect([await valueAt(), await valueAt('AWSPREVIOUS')]).toEqual(['three', 'two'])
    await call(runtime, 'PutSecretValue', { SecretId: NAME, SecretString: 'four', VersionStages: ['NEXT'] })
    expect([await valueAt(), await valueAt('NEXT')]).toEqual(['three', 'four'])
    const { body } = await call(runtime, 'DescribeSecret', { SecretId: NAME })
    expect(Object.values(body.VersionIdsToStages as object).toSorted()).toEqual([
      ['AWSCURRENT'],
      ['AWSPREVIOUS'],
      ['NEXT'],
    ])
    expect(JSON.stringify(body)).not.toMatch(/three|four/)
  })

  it('that is deleted can be restored for its time, and only then not be created anew', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z')
    const runtime = await start(template, { secrets: { [NAME]: 'one' }, clock: { now: () => now } })
    const marked = refused(
      'InvalidRequestException',
      "You can't perform this operation on the secret because it was marked for deletion.",
    )
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html: 7 to 30 days, by default 30.
    expect(await call(runtime, 'DeleteSecret', { SecretId: NAME, RecoveryWindowInDays: 6 })).toMatchObject({
      status: 400,
    })
    expect(
      await call(runtime, 'DeleteSecret', {
        SecretId: NAME,
        RecoveryWindowInDays: 7,
        ForceDeleteWithoutRecovery: true,
      }),
    ).toEqual(refused('InvalidParameterException', expect.any(String)))
    await call(runtime, 'DeleteSecret', { SecretId: NAME, RecoveryWindowInDays: 7 })
    expect(await call(runtime, 'GetSecretValue', { SecretId: NAME })).toEqual(marked)
    expect(await call(runtime, 'PutSecretValue', { SecretId: NAME, SecretString: 'two' })).toEqual(marked)
    expect(await call(runtime, 'CreateSecret', { Name: NAME, SecretString: 'two' })).toEqual(
      refused('InvalidRequestException', expect.stringContaining('already scheduled for deletion')),
    )
    expect((await call(runtime, 'ListSecrets', {})).body).toEqual({ SecretList: [] })
    expect((await call(runtime, 'ListSecrets', { IncludePlannedDeletion: true })).body).toMatchObject({
      SecretList: [{ Name: NAME, DeletedDate: now / 1000 }],
    })
    await call(runtime, 'RestoreSecret', { SecretId: NAME })
    expect((await call(runtime, 'GetSecretValue', { SecretId: NAME })).body).toMatchObject({ SecretString: 'one' })

    await call(runtime, 'DeleteSecret', { SecretId: NAME, RecoveryWindowInDays: 7 })
    now += 7 * 86_400_000
    expect(await call(runtime, 'GetSecretValue', { SecretId: NAME })).toEqual(notThere)
    expect((await call(runtime, 'CreateSecret', { Name: NAME, SecretString: 'two' })).status).toBe(200)
    await call(runtime, 'DeleteSecret', { SecretId: NAME, ForceDeleteWithoutRecovery: true })
    expect(await call(runtime, 'GetSecretValue', { SecretId: NAME })).toEqual(notThere)
  })

  it('that has no value yet cannot be read', async () => {
    const runtime = await start(template)
    await call(runtime, 'CreateSecret', { Name: NAME })
    expect(await call(runtime, 'GetSecretValue', { SecretId: NAME })).toEqual(
      refused(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      ),
    )
  })

  it('is kept across restarts, in a file for its owner only, and a value that is given at the start is a rotation', async () => {
    const dataDir = join(temporaryDirectory(), 'data')
    const first = await start(template, { dataDir, secrets: { [NAME]: 'one' } })
    await call(first, 'CreateSecret', { Name: 'other', SecretString: 'by hand' })
    await first.close()
    expect(statSync(join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600)

    const second = await start(template, { dataDir, secrets: { [NAME]: 'two' } })
    const read = async (SecretId: string, VersionStage?: string) =>
      (await call(second, 'GetSecretValue', { SecretId, VersionStage })).body.SecretString
    expect([await read('other'), await read(NAME), await read(NAME, 'AWSPREVIOUS')]).toEqual(['by hand', 'two', 'one'])
    await second.close()

    const third = await start(template, { dataDir, secrets: { [NAME]: 'two' } })
    const { body } = await call(third, 'GetSecretValue', { SecretId: NAME, VersionStage: 'AWSPREVIOUS' })
    expect(body.SecretString).toBe('one')
  })

  it('knows no other operations', async () => {
    const runtime = await start(template)
    expect(await call(runtime, 'RotateSecret', { SecretId: NAME })).toEqual(
      refused('UnknownOperationException', expect.stringContaining('it knows CreateSecret, DeleteSecret')),
    )
    expect(await call(runtime, 'ListSecrets', { Filters: [] })).toEqual(
      refused('InvalidParameterException', expect.any(String)),
    )
  })
})
