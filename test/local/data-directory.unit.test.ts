import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DataDirectoryError } from '../../local/data-directory.ts'
import { cleanUp, start, temporaryDirectory } from './fixture.ts'

const template = {
  Resources: {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'orders',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'orders' } },
  },
}

let intact: string
beforeAll(async () => {
  intact = temporaryDirectory()
  await (await start(template, { dataDir: intact })).close()
})
afterAll(cleanUp)

const refusal = (dataDir: string) =>
  start(template, { dataDir }).then(
    async (runtime) => {
      await runtime.close()
      return undefined
    },
    (error: unknown) => error,
  )

describe('a data directory', () => {
  it('that is in use is refused, and the process that has it goes on', async () => {
    const dataDir = temporaryDirectory()
    const first = await start(template, { dataDir })
    const error = await refusal(dataDir)
    expect(error).toBeInstanceOf(DataDirectoryError)
    expect((error as Error).message).toBe(`${dataDir} is in use by another process.`)
    expect((await fetch(new URL('/_local/calls', first.endpointUrl))).status).toBe(200)
  })

  it.each([
    ['that has no name', () => ' ', 'has no name'],
    [
      'below a file',
      () => {
        const file = join(temporaryDirectory(), 'file')
        writeFileSync(file, '')
        return join(file, 'data')
      },
      'cannot be used for data: ENOTDIR',
    ],
    [
      'that is a file',
      () => {
        const file = join(temporaryDirectory(), 'file')
        writeFileSync(file, '')
        return file
      },
      'cannot be used for data: ENOTDIR',
    ],
    ['where nothing can be made', () => '/proc/nothing', 'cannot be used for data: E'],
    [
      'that holds other things',
      () => {
        const home = temporaryDirectory()
        writeFileSync(join(home, 'letter.txt'), 'Dear Ada')
        return home
      },
      'holds other things',
    ],
  ])('%s is refused', async (_what, make, message) => {
    const directory = make()
    const error = await refusal(directory)
    expect(error).toBeInstanceOf(DataDirectoryError)
    expect(String(error)).toContain(message)
  })

  it('that is damaged is refused and named, or what is left of it is whole', async () => {
    const files = (readdirSync(intact, { recursive: true }) as string[])
      .map((name) => join(intact, name))
      .filter((path) => statSync(path).isFile() && !/LOCK$|LOG(\.old)?$/.test(path))
      .map((path) => relative(intact, path))
    expect(files.length).toBeGreaterThan(3)
    const damages = [
      (bytes: Buffer) => bytes.subarray(0, 0),
      (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2)),
      (bytes: Buffer) => Buffer.from(bytes).fill(0xff),
      (bytes: Buffer) => Buffer.from(bytes).fill('not what it was ', 0, Math.min(bytes.length, 100)),
    ]
    const counts = { refused: 0, started: 0 }
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.constantFrom(...damages), async (file, damage) => {
        const dataDir = temporaryDirectory()
        cpSync(intact, dataDir, { recursive: true })
        writeFileSync(join(dataDir, file), damage(readFileSync(join(dataDir, file))))
        const error = await refusal(dataDir)
        counts[error ? 'refused' : 'started']++
        if (!error) return
        expect(error).toBeInstanceOf(DataDirectoryError)
        expect(String(error)).toMatch(/cannot be read: .+ Put back what it was, or give another directory\.$/)
      }),
      { numRuns: 30 },
    )
    expect(counts.refused).toBeGreaterThan(0)
  })

  it('whose part is a directory instead of a file is refused', async () => {
    const dataDir = temporaryDirectory()
    mkdirSync(join(dataDir, 'dynamodb'))
    mkdirSync(join(dataDir, 'mailbox.jsonl'))
    expect(String(await refusal(dataDir))).toContain(`${join(dataDir, 'mailbox.jsonl')} cannot be read: EISDIR`)
  })
})
