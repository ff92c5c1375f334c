import { expect, test } from 'vitest'
import { answerOf, functionsOf } from './fixture.ts'

test('process.env that a function assigns is its own', async () => {
  const assigning = `process.env = { ...process.env, SET: 'yes' }
    export const handler = async () => ({ ...process.env })`
  const reading = 'export const handler = async () => ({ ...process.env })'
  await using functions = functionsOf(
    { 'before.mjs': reading, 'assigns.mjs': assigning, 'after.mjs': reading },
    { before: {}, assigns: { environment: { NAME: 'assigns' } }, after: { environment: { NAME: 'after' } } },
  )
  const key = async (name: string) => {
    const { NAME, SET, AWS_ACCESS_KEY_ID, _X_AMZN_TRACE_ID } = answerOf(await functions.invoke(name, {}))
    return [NAME, SET, AWS_ACCESS_KEY_ID, typeof _X_AMZN_TRACE_ID]
  }
  expect(await key('before')).toEqual([undefined, undefined, 'LOCAL0W1', 'string'])
  expect(await key('assigns')).toEqual(['assigns', 'yes', 'LOCAL1W1', 'string'])
  expect(await key('after')).toEqual(['after', undefined, 'LOCAL2W1', 'string'])
  expect(await key('before')).toEqual([undefined, undefined, 'LOCAL0W1', 'string'])
})
