import { readdirSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startDynamoDb } from '../../../local/dynamodb/index.ts'
import { plainTable, TestClock, temporaryDirectory } from './kit.ts'

describe('a data directory whose files are not whole any more', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  const clock = new TestClock()
  const open = () => startDynamoDb({ dataDir: directory.path, region: 'us-east-1', accountId: '000000000000', clock })

  beforeEach(async () => {
    directory = await temporaryDirectory()
    const db = await open()
    await db.call('CreateTable', plainTable)
    await db.close()
  })
  afterEach(() => directory.remove())

  const files = () => readdirSync(join(directory.path, 'dynamodb'))
  const path = (name: string) => join(directory.path, 'dynamodb', name)

  test.each(['is gone', 'is empty'])(
    'is refused, not taken for a new one, when the list of its files %s',
    async (state) => {
      if (state === 'is gone') rmSync(path('CURRENT'))
      else truncateSync(path('CURRENT'))
      const before = files().filter((name) => /\.(?:log|ldb)$/.test(name))
      await expect(open()).rejects.toThrow(`Cannot open the DynamoDB data in ${join(directory.path, 'dynamodb')}`)
      expect(files()).toEqual(expect.arrayContaining(before))
    },
  )

  test('is refused when what it describes is empty', async () => {
    for (const name of files().filter((name) => name.startsWith('MANIFEST'))) truncateSync(path(name))
    await expect(open()).rejects.toThrow('Cannot open the DynamoDB data')
  })

  test('that is whole opens again', async () => {
    const db = await open()
    expect(await db.call('ListTables', {})).toMatchObject({ TableNames: [plainTable.TableName] })
    await db.close()
  })
})
