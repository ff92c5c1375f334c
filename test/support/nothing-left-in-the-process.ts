import { afterAll, expect } from 'vitest'
import { z as full } from 'zod'
import * as z from 'zod/mini'
import { changesOf, processState } from './process-state.ts'

/**
 * Vitest loads this before each test file. Files share a worker, so what one of them leaves in the process, the next one finds, and passes or
 * fails by the order of the files. Therefore a file that leaves something fails itself, with the name of what it has left.
 */

// Functions are bundled with zod/mini alone, which has no messages; the full zod gives both its English ones as soon as anything in the worker
// makes a schema with it. Which file that is depends on the order, so it happens here, and each file begins as what it tests is run.
full.string()
const ofFunctions = /\/test\/(lambdas|events)\//.test(expect.getState().testPath ?? '')
z.config(ofFunctions ? { localeError: undefined } : z.locales.en())

const before = processState()

// Registered before any hook of the file, so that it runs after all of them.
afterAll(() => {
  const changes = changesOf(before, processState())
  if (changes.length > 0)
    throw new Error(`This file has changed what other files find, and not put it back: ${changes.join('; ')}`)
})
