import { rmSync } from 'node:fs'
import { makeProcessFolder } from './process-folder.ts'
import type { Shutdown } from './shutdown.ts'

/** A temporary directory, made when it is first needed and removed at the end. */
export function scratchDirectory(shutdown: Shutdown): () => string {
  let directory: string | undefined
  return () => {
    if (directory === undefined) {
      const made = makeProcessFolder('local-functions-')
      directory = made
      shutdown.addLast(() => rmSync(made, { recursive: true, force: true }))
    }
    return directory
  }
}
