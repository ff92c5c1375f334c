import { afterAll } from 'vitest'
import * as z from 'zod/mini'
import { changesOf, processState } from './process-state.ts'

/**
 * Vitest loads this before each test file. Files share a worker, so what one of them leaves in the process, the next one finds, and passes or
 * fails by the order of the files. Therefore a file that leaves something fails itself, with the name of what it has left.
 */

// The full zod sets the English messages for all when its first schema is made, and zod/mini, which has no messages, then has them, too.
// Which files have loaded it depends on the order, so every file begins with them; one that is about their absence takes them away meanwhile.
z.config(z.locales.en())

const before = processState()

// Registered before any hook of the file, so that it runs after all of them.
afterAll(() => {
  const changes = changesOf(before, processState())
  if (changes.length > 0)
    throw new Error(`This file has changed what other files find, and not put it back: ${changes.join('; ')}`)
})
