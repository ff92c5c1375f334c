import { expect, it } from 'vitest'
import { memoryApiEnvironment } from './memory-api-environment.ts'

const sharedByTests = memoryApiEnvironment()

it('may be made outside of a test, where no test can fail', () => {
  sharedByTests.environment.log.error('request failed', {})
  expect(sharedByTests.lines).toEqual([{ level: 'error', message: 'request failed', fields: {} }])
})
