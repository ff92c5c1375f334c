import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { Subscriptions } from '../../dev/subscriptions.ts'
import { folderOfTheRun } from '../support/temporary-folder.ts'

it('whoever may lose a message is not waited for while faults strike', () => {
  const subscriptions = new Subscriptions()
  expect(subscriptions.of('order.created')).toEqual(expect.arrayContaining(['payment', 'audit', 'analytics']))
  expect(subscriptions.certainOf('order.created')).toEqual(
    subscriptions.of('order.created').filter((name) => name !== 'analytics'),
  )
  expect(subscriptions.certainOf('confirm_order')).toEqual(['order-commands'])
})

it('a consumer that is added while the pipeline runs is waited for from then on', async () => {
  const list = join(folderOfTheRun('subscriptions-'), 'services.mjs')
  const declare = (...names: readonly string[]) => {
    const consumers = names.map((name) => ({
      name,
      delivery: 'at-least-once',
      subscribesTo: [{ type: 'book.lent' }],
      accepts: [],
    }))
    writeFileSync(list, `export const services = ${JSON.stringify([{ consumers }])}`)
  }
  const subscriptions = new Subscriptions([], pathToFileURL(list).href)
  declare('loans')
  await subscriptions.readAgain()
  expect(subscriptions.of('book.lent')).toEqual(['loans'])
  declare('loans', 'reminders')
  await subscriptions.readAgain()
  expect(subscriptions.of('book.lent')).toEqual(['loans', 'reminders'])
  expect(subscriptions.of('book.returned')).toEqual([])
})

it.each([
  ['cannot be loaded', "throw new Error('no such event')\n", 'no such event'],
  ['ends its process', 'process.exit()\n', 'ended the process that loaded it'],
])('a list that %s is an error, and the consumers of before count on', async (_what, text, message) => {
  const list = join(folderOfTheRun('subscriptions-'), 'services.mjs')
  writeFileSync(list, text)
  const loans = { name: 'loans', delivery: 'at-least-once', takes: ['book.lent'] }
  const subscriptions = new Subscriptions([loans], pathToFileURL(list).href)
  await expect(subscriptions.readAgain()).rejects.toThrow(message)
  expect(subscriptions.of('book.lent')).toEqual(['loans'])
})
